/*
 * Runs a program as on an older kernel.
 *   as_kernel 3.10.0 PROGRAM...           uname tells that release
 *   as_kernel --calls 3.10 PROGRAM...     for it and all that it starts, what is newer than Linux
 *                                         3.10, or 3.2, answers ENOSYS
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* Put text where struct utsname at `at` of the traced process has its release. */
static void tell_release(pid_t pid, unsigned long at, const char *text)
{
	char words[64] = { 0 };

	at += offsetof(struct utsname, release);
	snprintf(words, sizeof(words), "%s", text);
	for (size_t i = 0; i < sizeof(words); i += sizeof(long)) {
		long word;

		memcpy(&word, words + i, sizeof(word));
		if (ptrace(PTRACE_POKEDATA, pid, (void *)(at + i), (void *)word) < 0)
			perror("as_kernel: poke");
	}
}

/*
 * Calls have numbers in the order in which they came, on x86_64, but for a few of Linux 5 that
 * change nothing here.
 */
static int first_newer(const char *release)
{
	if (strcmp(release, "3.10") == 0)
		return 314; /* sched_setattr, Linux 3.14 */
	if (strcmp(release, "3.2") == 0)
		return 312; /* kcmp, Linux 3.5 */
	return -1;
}

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)

static int without_newer_calls(const char *release)
{
	int newer = first_newer(release);
	struct sock_filter filter[] = {
		LOAD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
		ANSWER(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (unsigned)newer, 0, 1),
		ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
		ANSWER(SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(*filter), filter };

	if (newer < 0) {
		fprintf(stderr, "as_kernel: Linux %s is not known\n", release);
		return 2;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0) {
		perror("as_kernel: filter");
		return 2;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int status, entering = 1;
	pid_t pid;

	if (argc < 3)
		return 2;
	if (argc > 3 && strcmp(argv[1], "--calls") == 0) {
		status = without_newer_calls(argv[2]);
		if (status)
			return status;
		execv(argv[3], argv + 3);
		perror("as_kernel: exec");
		return 127;
	}
	pid = fork();
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execv(argv[2], argv + 2);
		perror("as_kernel: exec");
		_exit(127);
	}
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, NULL,
	       (void *)(long)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
	ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
	while (waitpid(pid, &status, 0) == pid) {
		int deliver = 0;

		if (WIFEXITED(status))
			return WEXITSTATUS(status);
		if (WIFSIGNALED(status))
			return 128 + WTERMSIG(status);
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			struct user_regs_struct regs;

			if (!entering && ptrace(PTRACE_GETREGS, pid, NULL, &regs) == 0 &&
			    regs.orig_rax == SYS_uname)
				tell_release(pid, regs.rdi, argv[1]);
			entering = !entering;
		} else if (WSTOPSIG(status) != SIGTRAP) {
			deliver = WSTOPSIG(status);
		}
		ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)deliver);
	}
	return 1;
}
