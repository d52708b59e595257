/* Runs a program that is told another kernel release by uname: as_kernel 3.10.0 PROGRAM... */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int main(int argc, char **argv)
{
	int status, entering = 1;
	pid_t pid;

	if (argc < 3)
		return 2;
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
