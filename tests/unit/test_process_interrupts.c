/* Ctrl-C: what runs is ended in good order, then by force, and nothing stays behind. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>

#include "builder/base/process.h"

/* Each test runs in a child of its own, since the flag stays set. */

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int catch_and_look(void *arg)
{
	const int *number = arg;

	alarm(10);
	process_catch_interrupts();
	if (process_interrupted())
		return 1;
	raise(*number);
	return process_interrupted() ? 0 : 2;
}

static int catch_two(void *arg)
{
	(void)arg;
	process_catch_interrupts();
	raise(SIGTERM);
	raise(SIGTERM); /* not a hurry */
	raise(SIGINT); /* the first: its SIGTERM may have come from a parent before */
	if (!process_interrupted())
		return 2;
	raise(SIGINT);
	return 1;
}

static int catch_ignored(void *arg)
{
	(void)arg;
	signal(SIGHUP, SIG_IGN);
	process_catch_interrupts();
	raise(SIGHUP);
	return process_interrupted() ? 1 : 0;
}

static void interrupts_are_caught_and_a_second_ctrl_c_ends_all(void **state)
{
	static int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		assert_int_equal(in_child(catch_and_look, &numbers[i]), 0);
	assert_int_equal(in_child(catch_two, NULL), 130);
	assert_int_equal(in_child(catch_ignored, NULL), 0);
}

/*
 * Start a shell line that leads a group, wait until it has said a line, have this
 * process interrupted a little later, and wait for it. How long that took comes
 * back, or a negative number for what went wrong.
 */
static double interrupt_while_waiting(const char *line, pid_t *pid)
{
	const char *const argv[] = { "sh", "-c", line, NULL };
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	int ends[2], status = -7;
	double start;
	pid_t other;
	char c;

	alarm(12);
	/* What the group leaves behind comes to us, to be looked at. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	process_catch_interrupts();
	p.argv = argv;
	p.out = ends[1];
	p.own_group = true;
	if (process_start(&p, pid, &err) < 0 || read(ends[0], &c, 1) != 1)
		return -2;
	other = fork();
	if (other == 0) {
		const struct timespec soon = { 0, 100 * 1000 * 1000 };

		nanosleep(&soon, NULL);
		_exit(kill(getppid(), SIGTERM) != 0);
	}
	start = seconds();
	if (process_wait(*pid, &status, &err) != -1 || err.code != ERR_INTERRUPTED || status != -7)
		return -3;
	err_clear(&err);
	waitpid(other, NULL, 0);
	return seconds() - start;
}

/* Nothing may be left but dead ones; true when all of the group are gone. */
static bool all_gone(void)
{
	alarm(10);
	while (waitpid(-1, NULL, 0) > 0)
		;
	return errno == ECHILD;
}

static int end_the_willing(void *arg)
{
	const struct place *p = arg;
	AUTOFREE char *line = xasprintf("trap 'echo ended >%s/mark; exit 0' TERM; echo ready; "
					"while :; do sleep 0.05; done",
					p->path);
	pid_t pid;
	double took = interrupt_while_waiting(line, &pid);

	return took < 0 ? 1 : took > 1.9 ? 2 : all_gone() ? 0 : 3;
}

static void an_interrupt_lets_the_program_end_by_itself(void **state)
{
	struct place *p = *state;
	AUTOFREE char *mark = NULL;

	assert_int_equal(in_child(end_the_willing, p), 0);
	mark = get(p->fd, "mark");
	assert_string_equal(mark, "ended\n");
}

static int end_the_deaf(void *arg)
{
	pid_t pid;
	double took =
		interrupt_while_waiting("trap '' TERM; echo ready; while :; do sleep 0.05; done",
					&pid);

	(void)arg;
	if (took < 0)
		return 1;
	return took < 1.8 ? 2 : took > 8 ? 3 : kill(pid, 0) == 0 ? 4 : all_gone() ? 0 : 5;
}

static void who_ignores_the_interrupt_is_killed_after_two_seconds(void **state)
{
	(void)state;
	assert_int_equal(in_child(end_the_deaf, NULL), 0);
}

static int end_the_family(void *arg)
{
	pid_t pid;
	double took = interrupt_while_waiting("exec 2>/dev/null; (trap '' TERM; echo ready; "
					      "while :; do sleep 0.05; done) & wait",
					      &pid);

	(void)arg;
	return took < 0 ? 1 : took > 8 ? 2 : all_gone() ? 0 : 3;
}

static void an_interrupt_ends_the_whole_group(void **state)
{
	(void)state;
	assert_int_equal(in_child(end_the_family, NULL), 0);
}

static int wait_when_interrupted_already(void *arg)
{
	const char *const argv[] = { "sleep", "60", NULL };
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	double start = seconds();
	int status;

	(void)arg;
	p.argv = argv;
	alarm(10);
	process_catch_interrupts();
	raise(SIGHUP);
	if (process_run(&p, &status, &err) != -1 || err.code != ERR_INTERRUPTED)
		return 1;
	err_clear(&err);
	return seconds() - start < 5 && all_gone() ? 0 : 2;
}

static void nothing_is_waited_for_after_an_interrupt(void **state)
{
	(void)state;
	assert_int_equal(in_child(wait_when_interrupted_already, NULL), 0);
}

static void *wait_in_thread(void *arg)
{
	const char *const argv[] = { "sleep", "60", NULL };
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	sigset_t all;
	int status;

	(void)arg;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	p.argv = argv;
	p.own_group = true;
	if (process_run(&p, &status, &err) == -1 && err.code == ERR_INTERRUPTED) {
		err_clear(&err);
		return NULL;
	}
	return xstrdup("not interrupted");
}

static int wait_while_another_thread_is_interrupted(void *arg)
{
	const struct timespec soon = { 0, 200 * 1000 * 1000 };
	void *result = NULL;
	pthread_t thread;

	(void)arg;
	alarm(10);
	process_catch_interrupts();
	if (pthread_create(&thread, NULL, wait_in_thread, NULL) != 0)
		return 1;
	nanosleep(&soon, NULL);
	raise(SIGTERM);
	pthread_join(thread, &result);
	return result ? 2 : all_gone() ? 0 : 3;
}

static void an_interrupt_that_another_thread_took_is_seen(void **state)
{
	(void)state;
	assert_int_equal(in_child(wait_while_another_thread_is_interrupted, NULL), 0);
}

static int capture_the_silent(void *arg)
{
	const char *const argv[] = { "sleep", "60", NULL };
	AUTOBUF struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	int status;
	pid_t other;

	(void)arg;
	alarm(10);
	process_catch_interrupts();
	other = fork();
	if (other == 0) {
		const struct timespec soon = { 0, 200 * 1000 * 1000 };

		nanosleep(&soon, NULL);
		_exit(kill(getppid(), SIGINT) != 0);
	}
	if (process_capture(argv, 10, &out, &status, &err) != -1 || err.code != ERR_INTERRUPTED)
		return 1;
	err_clear(&err);
	return all_gone() ? 0 : 2;
}

static void an_interrupt_ends_capture_of_who_says_nothing(void **state)
{
	(void)state;
	assert_int_equal(in_child(capture_the_silent, NULL), 0);
}

int main(void)
{
	/* A job in a shell's background is started with SIGINT ignored. */
	signal(SIGINT, SIG_DFL);

	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interrupts_are_caught_and_a_second_ctrl_c_ends_all),
		place_test(an_interrupt_lets_the_program_end_by_itself),
		cmocka_unit_test(who_ignores_the_interrupt_is_killed_after_two_seconds),
		cmocka_unit_test(an_interrupt_ends_the_whole_group),
		cmocka_unit_test(nothing_is_waited_for_after_an_interrupt),
		cmocka_unit_test(an_interrupt_that_another_thread_took_is_seen),
		cmocka_unit_test(an_interrupt_ends_capture_of_who_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
