/* Signals: handlers, masks, queues, stacks of their own, and as a file. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t caught, caught_code, caught_value;
static volatile uintptr_t seen_stack;

static void take(int number, siginfo_t *info, void *context)
{
	int here;

	(void)context;
	caught = number;
	caught_code = info->si_code;
	caught_value = info->si_value.sival_int;
	seen_stack = (uintptr_t)&here;
}

static void check_handlers(void)
{
	struct sigaction action = { .sa_sigaction = take, .sa_flags = SA_SIGINFO }, before;
	sigset_t set, old, waiting;

	NEED(sigaction(SIGUSR1, &action, &before) == 0);
	CHECK(before.sa_handler == SIG_DFL);
	caught = 0;
	CHECK_INT(raise(SIGUSR1), 0);
	CHECK_INT(caught, SIGUSR1);
	CHECK_INT(caught_code, SI_TKILL);
	CHECK_INT(kill(getpid(), SIGUSR1), 0);
	CHECK_INT(caught_code, SI_USER);

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	NEED(sigprocmask(SIG_BLOCK, &set, &old) == 0);
	caught = 0;
	CHECK_INT(sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 77 }), 0);
	CHECK_INT(caught, 0);
	CHECK_INT(sigpending(&waiting), 0);
	CHECK_INT(sigismember(&waiting, SIGUSR1), 1);
	CHECK_INT(sigsuspend(&old), -1);
	CHECK_INT(errno, EINTR);
	CHECK_INT(caught, SIGUSR1);
	CHECK_INT(caught_value, 77);
	sigprocmask(SIG_SETMASK, &old, NULL);
	CHECK_INT(sigprocmask(SIG_BLOCK, NULL, &set), 0);
	CHECK_INT(sigismember(&set, SIGUSR1), 0);
	signal(SIGUSR1, SIG_DFL);
	CHECK_INT(sigaction(SIGKILL, &action, NULL), -1);
	CHECK_INT(errno, EINVAL);
	CHECK_STR(strsignal(SIGSEGV), "Segmentation fault");
	/* The library keeps the first real-time signals for itself. */
	CHECK_INT(SIGRTMAX, 64);
	CHECK_INT(SIGRTMIN, TARGET_GLIBC ? 34 : 35);
}

static void check_waiting(void)
{
	struct timespec none = { 0, 0 }, long_time = { 10, 0 };
	struct signalfd_siginfo read_info;
	sigset_t set;
	siginfo_t info;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigaddset(&set, SIGUSR2);
	NEED(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
	/* Real-time signals queue, each with its value. */
	for (int i = 1; i <= 3; i++)
		CHECK_INT(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = i }), 0);
	for (int i = 1; i <= 3; i++) {
		CHECK_INT(sigtimedwait(&set, &info, &long_time), SIGRTMIN);
		CHECK_INT(info.si_value.sival_int, i);
	}
	CHECK_INT(sigtimedwait(&set, &info, &none), -1);
	CHECK_INT(errno, EAGAIN);
	pthread_kill(pthread_self(), SIGUSR2);
	CHECK_INT(sigwaitinfo(&set, &info), SIGUSR2);

	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	NEED(fd >= 0);
	CHECK_INT(read(fd, &read_info, sizeof(read_info)), -1);
	CHECK_INT(errno, EAGAIN);
	kill(getpid(), SIGUSR2);
	CHECK_INT(read(fd, &read_info, sizeof(read_info)), sizeof(read_info));
	CHECK_INT(read_info.ssi_signo, SIGUSR2);
	CHECK_INT(read_info.ssi_pid, getpid());
	close(fd);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static void check_stack(void)
{
	struct sigaction action = { .sa_sigaction = take, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	size_t size = 4 * (size_t)MINSIGSTKSZ + 65536;
	stack_t own = { .ss_size = size }, before;
	char *memory = malloc(size);

	NEED(memory != NULL);
	own.ss_sp = memory;
	NEED(sigaltstack(&own, NULL) == 0);
	CHECK(sigaltstack(NULL, &before) == 0 && before.ss_sp == memory);
	CHECK(before.ss_size == size && before.ss_flags == 0);
	sigaction(SIGUSR1, &action, NULL);
	seen_stack = 0;
	raise(SIGUSR1);
	CHECK(seen_stack - (uintptr_t)memory < size);
	own.ss_flags = SS_DISABLE;
	CHECK_INT(sigaltstack(&own, NULL), 0);
	signal(SIGUSR1, SIG_DFL);
	free(memory);
}

/* How a process ends by a signal, and that its parent learns it. */
static void check_death(void)
{
	siginfo_t info;
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		sigset_t set;

		signal(SIGTERM, SIG_DFL);
		sigfillset(&set);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		raise(SIGTERM);
		_exit(0);
	}
	NEED(child > 0);
	memset(&info, 0, sizeof(info));
	CHECK_INT(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	CHECK(info.si_code == CLD_KILLED && info.si_status == SIGTERM && info.si_pid == child);
	CHECK_INT(waitpid(child, &status, 0), child);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

void check_signals(void)
{
	check_handlers();
	check_waiting();
	check_stack();
	check_death();
}
