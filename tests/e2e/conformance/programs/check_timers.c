/* Timers: by signal, by thread, and what they interrupt. In librt before glibc 2.34. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <aio.h>
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t rang;
static sem_t ran;
static int ran_with;

static void ring(int number)
{
	rang = number;
}

static void run(union sigval value)
{
	ran_with = value.sival_int;
	sem_post(&ran);
}

static bool wait_for(sem_t *semaphore)
{
	struct timespec limit;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += 20;
	return sem_timedwait(semaphore, &limit) == 0;
}

static void check_interval(void)
{
	struct sigaction action = { .sa_handler = ring };
	struct itimerval soon = { .it_value = { 0, 2000 } };
	sigset_t set, old;

	NEED(sigaction(SIGALRM, &action, NULL) == 0);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, &old);
	rang = 0;
	CHECK_INT(setitimer(ITIMER_REAL, &soon, NULL), 0);
	CHECK_INT(sigsuspend(&old), -1);
	CHECK_INT(rang, SIGALRM);
	sigprocmask(SIG_SETMASK, &old, NULL);
	CHECK_INT(alarm(100), 0);
	CHECK(alarm(0) >= 99);
}

static void check_posix_timers(void)
{
	struct sigevent by_signal = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 1 };
	struct sigevent by_thread = { .sigev_notify = SIGEV_THREAD };
	struct itimerspec soon = { .it_value = { 0, 2000000 } }, left;
	struct timespec limit = { 20, 0 };
	siginfo_t info;
	sigset_t set;
	timer_t timer;

	by_signal.sigev_value.sival_int = 42;
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	NEED(timer_create(CLOCK_MONOTONIC, &by_signal, &timer) == 0);
	CHECK_INT(timer_settime(timer, 0, &soon, NULL), 0);
	CHECK_INT(sigtimedwait(&set, &info, &limit), SIGRTMIN + 1);
	CHECK_INT(info.si_code, SI_TIMER);
	CHECK_INT(info.si_value.sival_int, 42);
	CHECK_INT(timer_gettime(timer, &left), 0);
	CHECK(left.it_value.tv_sec == 0 && left.it_value.tv_nsec == 0);
	CHECK_INT(timer_getoverrun(timer), 0);
	CHECK_INT(timer_delete(timer), 0);
	sigprocmask(SIG_UNBLOCK, &set, NULL);

	by_thread.sigev_notify_function = run;
	by_thread.sigev_value.sival_int = 43;
	NEED(sem_init(&ran, 0, 0) == 0);
	NEED(timer_create(CLOCK_REALTIME, &by_thread, &timer) == 0);
	CHECK_INT(timer_settime(timer, 0, &soon, NULL), 0);
	NEED(wait_for(&ran));
	CHECK_INT(ran_with, 43);
	CHECK_INT(timer_delete(timer), 0);
}

/* Reads that the library does in threads of its own. */
static void check_asynchronous(void)
{
	char buffer[8] = "";
	struct aiocb request = { .aio_buf = buffer, .aio_nbytes = 4 };
	const struct aiocb *const list[] = { &request };
	int fd = open("/proc/self/exe", O_RDONLY);

	NEED(fd >= 0);
	request.aio_fildes = fd;
	NEED(aio_read(&request) == 0);
	while (aio_error(&request) == EINPROGRESS)
		aio_suspend(list, 1, &(struct timespec){ 1, 0 });
	CHECK_INT(aio_return(&request), 4);
	CHECK_STR(buffer, "\177ELF");
	close(fd);
}

void check_timers(void)
{
	check_interval();
	check_posix_timers();
	check_asynchronous();
}
