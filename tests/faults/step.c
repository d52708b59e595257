/* Run a command and stop it at its N-th system call that changes files: by a kill, or an error. */
/* SPDX-License-Identifier: MIT */

/*
 * step [-p PROGRAM] [-k N | -o N | -e ERRNO -k N] REPORT COMMAND...
 *
 * Counts, over all its processes that run PROGRAM (all, without -p), the calls
 * that change the filesystem: openat that makes or cuts a file, write to a regular
 * file, rename, link, unlink, mkdir, symlink, fsync, truncate, chmod, utimensat,
 * copy_file_range and their like. Instead of the N-th one
 *   -k N            all processes are killed, as by a power cut that spares the disk
 *   -o N            only the process that makes the call is killed
 *   -e ERRNO -k N   the call fails with this number
 * REPORT gets one line: "N NAME PATH" when it was stopped there, or "COUNT end"
 * with the number of such calls when it came to its end. The exit status is the
 * command's, 128 + signal if it was killed.
 *
 * The calls are caught by a seccomp filter (SECCOMP_RET_TRACE), so that others
 * run at full speed. Sources: ptrace(2), seccomp(2).
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_PROCESSES 4096

static const struct call {
	int number;
	const char *name;
	int path; /* which argument is a path; -1: none */
	int fd; /* which is a descriptor that must be a regular file's to count; -1: none */
	int flags; /* which has O_CREAT or O_TRUNC if the call counts; -1: it always does */
} calls[] = {
	{ SYS_openat, "openat", 1, -1, 2 },
	{ SYS_write, "write", -1, 0, -1 },
	{ SYS_pwrite64, "pwrite64", -1, 0, -1 },
	{ SYS_writev, "writev", -1, 0, -1 },
	{ SYS_copy_file_range, "copy_file_range", -1, 2, -1 },
	{ SYS_sendfile, "sendfile", -1, 0, -1 },
	{ SYS_ftruncate, "ftruncate", -1, -1, -1 },
	{ SYS_fallocate, "fallocate", -1, -1, -1 },
	{ SYS_fsync, "fsync", -1, -1, -1 },
	{ SYS_fdatasync, "fdatasync", -1, -1, -1 },
	{ SYS_syncfs, "syncfs", -1, -1, -1 },
	{ SYS_fchmod, "fchmod", -1, -1, -1 },
	{ SYS_fchmodat, "fchmodat", 1, -1, -1 },
	{ SYS_utimensat, "utimensat", 1, -1, -1 },
	{ SYS_renameat2, "renameat2", 1, -1, -1 },
	{ SYS_linkat, "linkat", 3, -1, -1 },
	{ SYS_unlinkat, "unlinkat", 1, -1, -1 },
	{ SYS_mkdirat, "mkdirat", 1, -1, -1 },
	{ SYS_symlinkat, "symlinkat", 2, -1, -1 },
#ifdef SYS_renameat
	{ SYS_renameat, "renameat", 1, -1, -1 },
#endif
#ifdef SYS_open
	{ SYS_open, "open", 0, -1, 1 },
	{ SYS_creat, "creat", 0, -1, -1 },
	{ SYS_rename, "rename", 0, -1, -1 },
	{ SYS_link, "link", 1, -1, -1 },
	{ SYS_unlink, "unlink", 0, -1, -1 },
	{ SYS_rmdir, "rmdir", 0, -1, -1 },
	{ SYS_mkdir, "mkdir", 0, -1, -1 },
	{ SYS_symlink, "symlink", 1, -1, -1 },
	{ SYS_chmod, "chmod", 0, -1, -1 },
#endif
};

static struct {
	long at; /* the call to stop at; 0: none */
	int error; /* to answer instead; 0: kill */
	bool alone; /* kill only the process that makes it */
	bool by_program;
	struct stat program;
	const char *report;
	long count;
	bool stopped;
	pid_t processes[MAX_PROCESSES];
	size_t process_count;
} step;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "step: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void report(const char *name, const char *path)
{
	FILE *f = fopen(step.report, "w");

	if (!f)
		die(step.report);
	fprintf(f, "%ld %s%s%s\n", step.count, name, *path ? " " : "", path);
	fclose(f);
}

/* --- in the command, before it begins --- */

static void install_filter(void)
{
	struct sock_filter code[3 * LEN(calls) + 4 * LEN(calls) + 8];
	struct sock_fprog prog = { 0, code };
	unsigned short n = 0;

	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						 offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < LEN(calls); i++) {
		const struct call *c = &calls[i];

		if (c->flags < 0) {
			code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
								 (unsigned)c->number, 0, 1);
			code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
								 SECCOMP_RET_TRACE | i);
			continue;
		}
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
							 (unsigned)c->number, 0, 4);
		code[n++] = (struct sock_filter)BPF_STMT(
			BPF_LD | BPF_W | BPF_ABS,
			(unsigned)(offsetof(struct seccomp_data, args) + 8 * (size_t)c->flags));
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K,
							 O_CREAT | O_TRUNC, 0, 1);
		code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | i);
		code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	}
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	prog.len = n;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		die("seccomp");
}

static _Noreturn void begin(char **argv)
{
	if (ptrace(PTRACE_TRACEME, 0, 0, 0))
		die("ptrace");
	raise(SIGSTOP);
	install_filter();
	execvp(argv[0], argv);
	die(argv[0]);
}

/* --- looking --- */

static bool is_program(pid_t pid)
{
	char path[64];
	struct stat st;

	if (!step.by_program)
		return true;
	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	return stat(path, &st) == 0 && st.st_dev == step.program.st_dev &&
	       st.st_ino == step.program.st_ino;
}

static bool is_regular(pid_t pid, unsigned long long fd)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/fd/%llu", (int)pid, fd);
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* What the call is about, for people. */
static void describe(pid_t pid, const struct call *c, const unsigned long long *args,
		     char text[4096])
{
	struct iovec here = { text, 4095 }, there = { NULL, 4095 };
	char path[64];
	ssize_t n;

	memset(text, 0, 4096);
	if (c->path >= 0 && args[c->path]) {
		there.iov_base = (void *)(size_t)args[c->path]; /* NOLINT */
		/* Not over the end of a page that may be the last. */
		here.iov_len = there.iov_len = 4096 - args[c->path] % 4096;
		if (here.iov_len > 4095)
			here.iov_len = there.iov_len = 4095;
		if (process_vm_readv(pid, &here, 1, &there, 1, 0) > 0)
			return;
	}
	snprintf(path, sizeof(path), "/proc/%d/fd/%llu", (int)pid, args[c->fd > 0 ? c->fd : 0]);
	n = readlink(path, text, 4095);
	text[n > 0 ? n : 0] = '\0';
}

/* --- doing --- */

/* The call is not made, and gives this error. */
static void answer_error(pid_t pid, int error)
{
#if defined(__x86_64__)
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, pid, 0, &regs))
		die("registers");
	regs.orig_rax = (unsigned long long)-1;
	regs.rax = (unsigned long long)-error;
	if (ptrace(PTRACE_SETREGS, pid, 0, &regs))
		die("registers");
#elif defined(__aarch64__)
	struct user_regs_struct regs;
	struct iovec io = { &regs, sizeof(regs) };
	int none = -1;
	struct iovec call = { &none, sizeof(none) };

	if (ptrace(PTRACE_SETREGSET, pid, 0x404 /* NT_ARM_SYSTEM_CALL */, &call) ||
	    ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &io))
		die("registers");
	regs.regs[0] = (unsigned long long)-error;
	if (ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &io))
		die("registers");
#else
#error "teach answer_error() the registers of this machine"
#endif
}

static void on_call(pid_t pid)
{
	struct __ptrace_syscall_info info = { 0 };
	unsigned long index = 0;
	const struct call *c;
	char text[4096];

	if (ptrace(PTRACE_GETEVENTMSG, pid, 0, &index) || index >= LEN(calls) ||
	    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <= 0)
		return;
	c = &calls[index];
	if (!is_program(pid) ||
	    (c->fd >= 0 && !is_regular(pid, (unsigned long long)info.seccomp.args[c->fd])))
		return;
	step.count++;
	if (step.stopped || step.count != step.at)
		return;
	step.stopped = true;
	describe(pid, c, (const unsigned long long *)info.seccomp.args, text);
	report(c->name, text);
	if (step.error) {
		answer_error(pid, step.error);
		return;
	}
	if (step.alone)
		kill(pid, SIGKILL);
	for (size_t i = 0; !step.alone && i < step.process_count; i++)
		kill(step.processes[i], SIGKILL);
}

static void came(pid_t pid)
{
	for (size_t i = 0; i < step.process_count; i++)
		if (step.processes[i] == pid)
			return;
	if (step.process_count == MAX_PROCESSES) {
		errno = EAGAIN;
		die("too many processes");
	}
	step.processes[step.process_count++] = pid;
	/* Born while the others were being killed. */
	if (step.stopped && !step.error && !step.alone)
		kill(pid, SIGKILL);
}

static void went(pid_t pid)
{
	for (size_t i = 0; i < step.process_count; i++)
		if (step.processes[i] == pid)
			step.processes[i] = step.processes[--step.process_count];
}

/* One stop of a process that lives. */
static void on_stop(pid_t pid, int status)
{
	const int event = status >> 16, number = WSTOPSIG(status);
	bool is_new = true;
	int deliver = 0;

	for (size_t i = 0; i < step.process_count; i++)
		is_new = is_new && step.processes[i] != pid;
	came(pid);
	if (event == PTRACE_EVENT_SECCOMP)
		on_call(pid);
	else if (!event && !(is_new && number == SIGSTOP))
		deliver = number;
	if (ptrace(PTRACE_CONT, pid, 0, deliver) && errno != ESRCH)
		die("continue");
}

static int watch(pid_t first)
{
	const long options = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			     PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;
	int status, result = 125;
	pid_t pid;

	if (waitpid(first, &status, 0) != first || !WIFSTOPPED(status))
		die("the command did not begin");
	came(first);
	if (ptrace(PTRACE_SETOPTIONS, first, 0, options) || ptrace(PTRACE_CONT, first, 0, 0))
		die("ptrace");
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || (pid < 0 && errno == EINTR)) {
		if (pid < 0)
			continue;
		if (WIFSTOPPED(status)) {
			on_stop(pid, status);
			continue;
		}
		went(pid);
		if (pid == first)
			result = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	}
	return result;
}

int main(int argc, char **argv)
{
	int option, result;
	pid_t pid;

	while ((option = getopt(argc, argv, "+p:k:o:e:")) != -1) {
		switch (option) {
		case 'p':
			step.by_program = true;
			if (stat(optarg, &step.program))
				die(optarg);
			break;
		case 'k':
			step.at = strtol(optarg, NULL, 10);
			break;
		case 'o':
			step.at = strtol(optarg, NULL, 10);
			step.alone = true;
			break;
		case 'e':
			step.error = (int)strtol(optarg, NULL, 10);
			break;
		default:
			return 125;
		}
	}
	if (optind + 2 > argc) {
		fputs("usage: step [-p PROGRAM] [-e ERRNO] [-k N | -o N] REPORT COMMAND...\n",
		      stderr);
		return 125;
	}
	step.report = argv[optind];
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0)
		begin(argv + optind + 1);
	result = watch(pid);
	if (!step.stopped)
		report("end", "");
	return result;
}
