/* Keeps a static program from loading the NSS and iconv modules of another glibc.
 *
 * getaddrinfo(), getpwnam() and iconv_open() in libc.a load the machine's modules, and with
 * them its libc.so.6, into a program that already has a libc: of exactly the same version
 * that works, with any other one the program crashes. The linker sends these calls here
 * (--wrap=__libc_dlopen_mode in glibc.specs), and on a machine with another version they fail
 * as they do where the module is missing. A program's own dlopen() does not pass here.
 *
 * From 2.34 on the services "files" and "dns" are in libc.a itself. The others are never loaded:
 * libnss_systemd crashes a static program even of the machine's own version.
 */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void *__real___libc_dlopen_mode(const char *name, int mode);
void *__wrap___libc_dlopen_mode(const char *name, int mode) __attribute__((visibility("hidden")));

/* The library says in words what it is: "... stable release version 2.17, by ...". */
static int is_our_version(const char *path)
{
	char words[64] = "stable release version ";
	struct stat status;
	const char *library, *found = NULL;
	size_t length;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	strncat(words, gnu_get_libc_version(), 16);
	length = strlen(words);
	if (fstat(fd, &status) == 0 && (size_t)status.st_size > length) {
		library = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (library != MAP_FAILED) {
			/* One byte less: what follows the number is looked at too. */
			found = memmem(library, (size_t)status.st_size - 1, words, length);
			if (found && found[length] != '.' && found[length] != ',')
				found = NULL;
			munmap((void *)library, (size_t)status.st_size);
		}
	}
	close(fd);
	return found != NULL;
}

/* Where the loader finds the library, the machine's own architecture first. */
static int machine_has_our_version(void)
{
	static const char *const paths[] = {
#if defined(__aarch64__)
		"/lib/aarch64-linux-gnu/libc.so.6",
#elif defined(__x86_64__)
		"/lib/x86_64-linux-gnu/libc.so.6",
#elif defined(__riscv) && __riscv_xlen == 64
		"/lib/riscv64-linux-gnu/libc.so.6",
		"/lib64/lp64d/libc.so.6",
#else
#error "where Debian has the libraries of this architecture is not known"
#endif
		"/lib64/libc.so.6",
		"/lib/libc.so.6",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (access(paths[i], R_OK) == 0)
			return is_our_version(paths[i]);
	return 0;
}

void *__wrap___libc_dlopen_mode(const char *name, int mode)
{
#if __GLIBC_PREREQ(2, 34)
	if (strncmp(name, "libnss_", 7) == 0)
		return NULL;
#endif
	return machine_has_our_version() ? __real___libc_dlopen_mode(name, mode) : NULL;
}
