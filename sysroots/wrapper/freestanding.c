/* The part of a C library that the wrapper needs, so that no host's libc is linked into it. */
/* SPDX-License-Identifier: MIT */

/*
 * The wrapper's bytes are in every sysroot and so in every sysroot's digest: with the libc.a of
 * the machine that built it, each update of that library would change them all. Functions have
 * their usual names and prototypes, so that the other files can be built with any libc as well
 * (and so with sanitizers), and do what those files ask of them: there is no errno, memory is
 * never given back, and there is one thread.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv);
__attribute__((noreturn)) void freestanding_start(uintptr_t *stack);

/* --- the machine: the first instructions, and a call of the kernel ---------------------- */

/* Not more arguments than are used here. Returns a negative errno on failure. */
static long kernel(long number, long a, long b, long c, long d)
{
#if defined(__x86_64__)
	register long fourth __asm__("r10") = d;

	__asm__ volatile("syscall"
			 : "+a"(number)
			 : "D"(a), "S"(b), "d"(c), "r"(fourth)
			 : "rcx", "r11", "memory");
	return number;
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;

	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
	return x0;
#elif defined(__riscv) && __riscv_xlen == 64
	register long a7 __asm__("a7") = number;
	register long a0 __asm__("a0") = a;
	register long a1 __asm__("a1") = b;
	register long a2 __asm__("a2") = c;
	register long a3 __asm__("a3") = d;

	__asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3) : "memory");
	return a0;
#else
#error "how the kernel is called is not known for this architecture"
#endif
}

/* The frame pointer of the outermost frame is 0, and the stack is aligned as the ABI wants. */
#if defined(__x86_64__)
__asm__(".globl _start\n"
	"_start:\n"
	"	xor %ebp, %ebp\n"
	"	mov %rsp, %rdi\n"
	"	and $-16, %rsp\n"
	"	call freestanding_start\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n"
	"_start:\n"
	"	mov x29, #0\n"
	"	mov x30, #0\n"
	"	mov x0, sp\n"
	"	bl freestanding_start\n");
#elif defined(__riscv) && __riscv_xlen == 64
/* The linker shortens what is near to gp, and so not this line itself. */
__asm__(".globl _start\n"
	"_start:\n"
	".option push\n"
	".option norelax\n"
	"	lla gp, __global_pointer$\n"
	".option pop\n"
	"	li s0, 0\n"
	"	li ra, 0\n"
	"	mv a0, sp\n"
	"	andi sp, sp, -16\n"
	"	tail freestanding_start\n");
#else
#error "how a program starts is not known for this architecture"
#endif

/* --- the process ------------------------------------------------------------------------ */

char **environ;
static uintptr_t *auxiliary; /* pairs of type and value, the last type is 0 */

/* The stack as the kernel leaves it: argc, argv, NULL, environment, NULL, auxiliary vector. */
void freestanding_start(uintptr_t *stack)
{
	char **argv = (char **)(stack + 1);
	char **end;

	environ = end = argv + stack[0] + 1;
	while (*end)
		end++;
	auxiliary = (uintptr_t *)(end + 1);
	_exit(main((int)stack[0], argv));
}

unsigned long getauxval(unsigned long type)
{
	for (uintptr_t *pair = auxiliary; pair[0]; pair += 2)
		if (pair[0] == type)
			return pair[1];
	return 0;
}

void _exit(int status)
{
	for (;;)
		kernel(SYS_exit_group, status, 0, 0, 0);
}

static int result(long returned)
{
	return returned < 0 ? -1 : (int)returned;
}

pid_t fork(void)
{
	return result(kernel(SYS_clone, SIGCHLD, 0, 0, 0));
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	return result(kernel(SYS_wait4, pid, (long)status, options, 0));
}

int execv(const char *path, char *const *argv)
{
	return result(kernel(SYS_execve, (long)path, (long)argv, (long)environ, 0));
}

int uname(struct utsname *names)
{
	return result(kernel(SYS_uname, (long)names, 0, 0, 0));
}

/* --- files ------------------------------------------------------------------------------ */

/* Nothing is created here, so the mode is never there. */
int open(const char *path, int flags, ...)
{
	return result(kernel(SYS_openat, AT_FDCWD, (long)path, flags, 0));
}

int close(int fd)
{
	return result(kernel(SYS_close, fd, 0, 0, 0));
}

ssize_t read(int fd, void *buffer, size_t size)
{
	long got = kernel(SYS_read, fd, (long)buffer, (long)size, 0);

	return got < 0 ? -1 : got;
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
	long written = kernel(SYS_writev, fd, (long)parts, count, 0);

	return written < 0 ? -1 : written;
}

off_t lseek(int fd, off_t offset, int whence)
{
	long at = kernel(SYS_lseek, fd, offset, whence, 0);

	return at < 0 ? -1 : at;
}

int access(const char *path, int mode)
{
	return result(kernel(SYS_faccessat, AT_FDCWD, (long)path, mode, 0));
}

ssize_t readlink(const char *path, char *buffer, size_t size)
{
	return result(kernel(SYS_readlinkat, AT_FDCWD, (long)path, (long)buffer, (long)size));
}

char *getcwd(char *buffer, size_t size)
{
	return kernel(SYS_getcwd, (long)buffer, (long)size, 0, 0) < 0 ? NULL : buffer;
}

int pipe2(int ends[2], int flags)
{
	return result(kernel(SYS_pipe2, (long)ends, flags, 0, 0));
}

int dup2(int from, int to)
{
	return from == to ? to : result(kernel(SYS_dup3, from, to, 0, 0));
}

struct __dirstream {
	int fd;
	long at;
	long end;
	/* What the kernel writes is what struct dirent says, on both machines. */
	_Alignas(struct dirent) char entries[4096];
};

DIR *opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : malloc(sizeof(*directory));

	if (directory) {
		directory->fd = fd;
		directory->at = directory->end = 0;
	} else if (fd >= 0) {
		close(fd);
	}
	return directory;
}

struct dirent *readdir(DIR *directory)
{
	struct dirent *entry;

	if (directory->at >= directory->end) {
		directory->at = 0;
		directory->end = kernel(SYS_getdents64, directory->fd, (long)directory->entries,
					sizeof(directory->entries), 0);
		if (directory->end <= 0)
			return NULL;
	}
	entry = (struct dirent *)(void *)(directory->entries + directory->at);
	directory->at += entry->d_reclen;
	return entry;
}

int closedir(DIR *directory)
{
	return close(directory->fd);
}

/* Of what is there: "gone/.." is not looked at. real has room for PATH_MAX bytes. */
char *realpath(const char *path, char *real)
{
	char rest[PATH_MAX];
	char target[PATH_MAX];
	size_t length = 0; /* of what is in real, without a slash at the end */
	int links = 0;

	if (strlen(path) >= sizeof(rest))
		return NULL;
	stpcpy(rest, path);
	if (*path != '/') {
		/* A folder that is not below this process's root begins with "(". */
		if (!getcwd(real, PATH_MAX) || *real != '/')
			return NULL;
		length = real[1] ? strlen(real) : 0;
	}
	for (char *at = rest; *at;) {
		size_t name = strcspn(at, "/");
		size_t behind = strlen(at + name);
		ssize_t linked;

		if (name == 0) {
			at++;
			continue;
		}
		if (at[0] == '.' && (name == 1 || (name == 2 && at[1] == '.'))) {
			while (name == 2 && length > 0 && real[--length] != '/')
				;
			at += name;
			continue;
		}
		if (length + name + 2 > PATH_MAX)
			return NULL;
		real[length] = '/';
		memcpy(real + length + 1, at, name);
		real[length + 1 + name] = '\0';
		linked = readlink(real, target, sizeof(target));
		if (linked < 0) {
			length += 1 + name;
			at += name;
			continue;
		}
		if (++links > 40 || (size_t)linked + behind >= sizeof(rest))
			return NULL;
		memmove(rest + linked, at + name, behind + 1);
		memcpy(rest, target, (size_t)linked);
		at = rest;
		if (*at == '/')
			length = 0;
	}
	if (length == 0)
		real[length++] = '/';
	real[length] = '\0';
	return access(real, F_OK) == 0 ? real : NULL;
}

/* --- memory ----------------------------------------------------------------------------- */

/* A block's size stands in the 16 bytes before it. */
void *malloc(size_t size)
{
	static char *next;
	static char *end;
	size_t needed = (size + 31) & ~(size_t)15;
	char *block;

	if (!next)
		next = end = (char *)((kernel(SYS_brk, 0, 0, 0, 0) + 15) & ~15L);
	if ((size_t)(end - next) < needed) {
		size_t more = (needed + 0xffff) & ~(size_t)0xffff;

		if (kernel(SYS_brk, (long)(end + more), 0, 0, 0) < (long)(end + more))
			return NULL;
		end += more;
	}
	block = next + 16;
	next += needed;
	*(size_t *)(void *)(block - 16) = size;
	return block;
}

void *realloc(void *old, size_t size)
{
	size_t kept = old ? *(size_t *)(void *)((char *)old - 16) : 0;
	char *block = malloc(size);

	if (block && kept)
		memcpy(block, old, kept < size ? kept : size);
	return block;
}

void free(void *block)
{
	(void)block;
}

/* --- the environment -------------------------------------------------------------------- */

static char **find_variable(const char *name)
{
	size_t length = strlen(name);
	char **at = environ;

	while (*at && (strncmp(*at, name, length) != 0 || (*at)[length] != '='))
		at++;
	return at;
}

char *getenv(const char *name)
{
	char **at = find_variable(name);

	return *at ? *at + strlen(name) + 1 : NULL;
}

int setenv(const char *name, const char *value, int overwrite)
{
	char *text = malloc(strlen(name) + strlen(value) + 2);
	char **at = find_variable(name);

	(void)overwrite; /* always */
	if (!text)
		return -1;
	stpcpy(stpcpy(stpcpy(text, name), "="), value);
	if (!*at) {
		size_t count = (size_t)(at - environ);
		char **longer = malloc((count + 2) * sizeof(*longer));

		if (!longer)
			return -1;
		memcpy(longer, environ, count * sizeof(*longer));
		environ = longer;
		at = environ + count;
		at[1] = NULL;
	}
	*at = text;
	return 0;
}

int unsetenv(const char *name)
{
	for (char **at; *(at = find_variable(name));)
		while ((at[0] = at[1]))
			at++;
	return 0;
}
