/* The pool of jobs: how many there are, what real makes do with it, what a killed one loses. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/build/jobserver.h"

static void open_pool(struct jobserver *js, int jobs)
{
	struct err err = ERR_INIT;

	ok_at(jobserver_open(js, jobs, &err), &err, __LINE__);
}

static int take_all(struct jobserver *js)
{
	int n = 0;

	while (jobserver_take(js))
		n++;
	return n;
}

/* Bytes in the pipe. */
static int free_jobs(const struct jobserver *js)
{
	int n = -1;

	assert_int_equal(ioctl(js->own, FIONREAD, &n), 0);
	return n;
}

static void there_are_as_many_jobs_as_asked_for(void **state)
{
	static const int sizes[] = { 1, 2, 7, JOBSERVER_MOST };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct jobserver js;

		open_pool(&js, sizes[i]);
		assert_int_equal(take_all(&js), sizes[i]);
		assert_int_equal(js.held, sizes[i]);
		assert_false(jobserver_take(&js)); /* at once, and does not wait */
		jobserver_give(&js);
		assert_int_equal(free_jobs(&js), 1);
		assert_true(jobserver_take(&js));
		assert_int_equal(js.held, sizes[i]);
		jobserver_close(&js);
		assert_int_equal(js.shared[0], -1);
		assert_int_equal(js.shared[1], -1);
		assert_int_equal(js.own, -1);
	}
}

static void two_pools_have_nothing_in_common(void **state)
{
	struct jobserver a, b;

	(void)state;
	open_pool(&a, 3);
	open_pool(&b, 2);
	assert_int_equal(take_all(&a), 3);
	assert_int_equal(take_all(&b), 2);
	jobserver_close(&a);
	jobserver_close(&b);
}

/* A make before 4.3 wants it to block, one from 4.3 on lets it not block: for all who have it. */
static void what_makes_do_to_their_descriptor_leaves_ours_alone(void **state)
{
	struct jobserver js;
	char c = '+';

	(void)state;
	open_pool(&js, 1);
	for (int i = 0; i < 2; i++) {
		assert_true(js.shared[i] >= 60);
		assert_int_equal(fcntl(js.shared[i], F_GETFD), FD_CLOEXEC);
		assert_int_equal(fcntl(js.shared[i], F_GETFL) & O_NONBLOCK, 0);
	}
	assert_int_equal(fcntl(js.own, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(js.own, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	assert_int_equal(fcntl(js.shared[0], F_SETFL, O_NONBLOCK), 0);
	/* What reads may not block; what writes has to wait then, not to fail. */
	assert_int_equal(fcntl(js.shared[1], F_GETFL) & O_NONBLOCK, 0);
	assert_int_equal(fcntl(js.shared[0], F_SETFL, 0), 0);
	assert_int_equal(fcntl(js.own, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	/* Both ends of one pipe. */
	assert_int_equal(read(js.shared[0], &c, 1), 1);
	assert_false(jobserver_take(&js));
	assert_int_equal(write(js.shared[1], &c, 1), 1);
	assert_true(jobserver_take(&js));
	jobserver_close(&js);
}

static void settling_brings_lost_jobs_back_and_takes_surplus_away(void **state)
{
	struct jobserver js;
	char c[8] = "++++++++";

	(void)state;
	open_pool(&js, 4);
	assert_int_equal(read(js.shared[0], c, 3), 3); /* by one that was killed then */
	jobserver_settle(&js);
	assert_int_equal(free_jobs(&js), 4);
	assert_int_equal(write(js.shared[1], c, 8), 8); /* by one that cannot count */
	jobserver_settle(&js);
	assert_int_equal(free_jobs(&js), 4);
	assert_int_equal(take_all(&js), 4);
	jobserver_close(&js);
}

/* In a process of its own, as a part is. */
static void as_part(const struct jobserver *js, void (*misuse)(const struct jobserver *js))
{
	int status = -1;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		jobserver_part(js->shared);
		misuse(js);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void fill(const struct jobserver *js)
{
	for (int i = 0; i < 2; i++)
		if (fcntl(js->shared[i], F_SETFL, O_NONBLOCK) < 0 || fchmod(js->shared[i], 0) < 0 ||
		    fcntl(js->shared[i], F_GETFD) != FD_CLOEXEC)
			_exit(1);
	while (write(js->shared[1], "+", 1) == 1)
		;
	if (errno != EAGAIN)
		_exit(2);
}

static void drain(const struct jobserver *js)
{
	char c[64];

	if (fcntl(js->shared[0], F_GETFL) & O_NONBLOCK || read(js->shared[0], c, sizeof(c)) != 3)
		_exit(1);
}

static void what_a_part_does_to_its_descriptors_is_its_own_matter(void **state)
{
	struct jobserver js;

	(void)state;
	open_pool(&js, 4);
	assert_true(jobserver_take(&js));
	as_part(&js, fill);
	for (int i = 0; i < 2; i++)
		assert_int_equal(fcntl(js.shared[i], F_GETFL) & O_NONBLOCK, 0);
	assert_true(free_jobs(&js) > 4096);
	/* While others run, what is too much goes; what is too little cannot be told. */
	jobserver_trim(&js);
	assert_int_equal(free_jobs(&js), 3);
	as_part(&js, drain);
	jobserver_trim(&js);
	assert_int_equal(free_jobs(&js), 0);
	jobserver_give(&js);
	jobserver_settle(&js);
	assert_int_equal(free_jobs(&js), 4);
	jobserver_close(&js);
}

/* --- real makes --- */

struct yard {
	char *dir;
	struct jobserver js;
};

/* Jobs that write down when they begin and end. */
static void yard_open(struct yard *y, int jobs)
{
	AUTOFREE char *makefile = NULL;

	y->dir = fixture_temp();
	makefile = path_join(y->dir, "makefile");
	write_text(AT_FDCWD, makefile,
		   "all: 1 2 3 4 5 6\n"
		   "1 2 3 4 5 6:\n"
		   "\t@echo $$(date +%s%N) 1 >>$(LOG); sleep 0.2; echo $$(date +%s%N) -1 >>$(LOG)\n"
		   "held: h1 h2 h3\n"
		   "h1 h2 h3:\n"
		   "\t@echo up >>$(LOG); sleep 60\n");
	open_pool(&y->js, jobs);
}

static void yard_close(struct yard *y)
{
	struct err err = ERR_INIT;

	jobserver_close(&y->js);
	ok_at(tree_remove(AT_FDCWD, y->dir, &err), &err, __LINE__);
	free(y->dir);
}

static pid_t yard_make(const struct yard *y, const char *goal, const char *log)
{
	AUTOFREE char *flags = xasprintf("MAKEFLAGS=-j%d --jobserver-auth=%d,%d", y->js.jobs,
					 y->js.shared[0], y->js.shared[1]);
	AUTOFREE char *log_variable = xasprintf("LOG=%s", log);
	AUTOFREE char *said = xasprintf("%s/said-%s", y->dir, log);
	const char *argv[] = { "make", log_variable, goal, NULL };
	const char *env[] = { "PATH=/usr/bin:/bin", flags, NULL };
	AUTOCLOSE int out = open(said, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	pid_t pid;

	p.argv = argv;
	p.env = env;
	p.cwd = y->dir;
	p.out = p.err = out;
	p.own_group = true;
	p.keep_fds = y->js.shared;
	ok_at(process_start(&p, &pid, &err), &err, __LINE__);
	return pid;
}

/* What make itself has said: nothing, unless it cannot use the pool. */
static void yard_is_silent(const struct yard *y, const char *log)
{
	AUTOFREE char *path = xasprintf("%s/said-%s", y->dir, log);
	AUTOFREE char *said = read_text(AT_FDCWD, path);

	assert_string_equal(said, "");
}

struct event {
	long long when;
	int change;
};

static int event_order(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->when != y->when)
		return x->when < y->when ? -1 : 1;
	return x->change - y->change;
}

/* How many jobs of these logs ran at once at most; *jobs gets how many there were. */
static int yard_at_once(const struct yard *y, const char *const *logs, size_t count, int *jobs)
{
	struct event events[64];
	size_t n = 0;
	int now = 0, most = 0;

	for (size_t i = 0; i < count; i++) {
		AUTOFREE char *path = path_join(y->dir, logs[i]);
		AUTOFREE char *text = read_text(AT_FDCWD, path);
		AUTOSTRV struct strv lines = STRV_INIT;

		strv_split(&lines, text, "\n");
		for (size_t k = 0; k < lines.len; k++, n++) {
			assert_true(n < ARRAY_LEN(events));
			assert_int_equal(sscanf(lines.items[k], "%lld %d", &events[n].when,
						&events[n].change),
					 2);
		}
	}
	qsort(events, n, sizeof(events[0]), event_order);
	for (size_t i = 0; i < n; i++) {
		now += events[i].change;
		most = now > most ? now : most;
	}
	*jobs = (int)n / 2;
	return most;
}

static void a_make_takes_what_is_free_and_gives_it_back(void **state)
{
	const char *const logs[] = { "a" };
	struct yard y;
	int jobs;

	(void)state;
	yard_open(&y, 3);
	assert_true(jobserver_take(&y.js));
	assert_int_equal(wait_for(yard_make(&y, "all", "a")), 0);
	yard_is_silent(&y, "a");
	assert_int_equal(yard_at_once(&y, logs, 1, &jobs), 3);
	assert_int_equal(jobs, 6);
	assert_int_equal(free_jobs(&y.js), 2);
	jobserver_give(&y.js);
	yard_close(&y);
}

static void two_makes_share_what_there_is(void **state)
{
	const char *const logs[] = { "a", "b" };
	struct yard y;
	pid_t one, two;
	int jobs;

	(void)state;
	yard_open(&y, 3);
	assert_true(jobserver_take(&y.js));
	assert_true(jobserver_take(&y.js));
	one = yard_make(&y, "all", "a");
	two = yard_make(&y, "all", "b");
	assert_int_equal(wait_for(one), 0);
	assert_int_equal(wait_for(two), 0);
	yard_is_silent(&y, "a");
	yard_is_silent(&y, "b");
	assert_int_equal(yard_at_once(&y, logs, 2, &jobs), 3);
	assert_int_equal(jobs, 12);
	assert_int_equal(free_jobs(&y.js), 1);
	yard_close(&y);
}

static void one_job_is_never_two(void **state)
{
	const char *const logs[] = { "a" };
	struct yard y;
	int jobs;

	(void)state;
	yard_open(&y, 1);
	assert_true(jobserver_take(&y.js));
	assert_int_equal(wait_for(yard_make(&y, "all", "a")), 0);
	yard_is_silent(&y, "a");
	assert_int_equal(yard_at_once(&y, logs, 1, &jobs), 1);
	assert_int_equal(jobs, 6);
	yard_close(&y);
}

static void what_a_killed_make_held_comes_back(void **state)
{
	struct yard y;
	AUTOFREE char *log = NULL;
	pid_t pid;
	bool up = false;

	(void)state;
	yard_open(&y, 3);
	log = path_join(y.dir, "a");
	assert_true(jobserver_take(&y.js));
	pid = yard_make(&y, "held", "a");
	for (int i = 0; i < 500 && !up; i++) {
		AUTOBUF struct buf text = BUF_INIT;

		up = file_read(AT_FDCWD, log, 100, &text, NULL) == 0 && text.len == 9;
		sleep_us(20000);
	}
	assert_true(up);
	assert_int_equal(free_jobs(&y.js), 0);
	assert_int_equal(kill(-pid, SIGKILL), 0);
	assert_int_equal(wait_for(pid), 128 + SIGKILL);
	/* It had no time to put its two bytes back. */
	jobserver_give(&y.js);
	assert_int_equal(free_jobs(&y.js), 1);
	jobserver_settle(&y.js);
	assert_int_equal(free_jobs(&y.js), 3);
	yard_close(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_are_as_many_jobs_as_asked_for),
		cmocka_unit_test(two_pools_have_nothing_in_common),
		cmocka_unit_test(what_makes_do_to_their_descriptor_leaves_ours_alone),
		cmocka_unit_test(what_a_part_does_to_its_descriptors_is_its_own_matter),
		cmocka_unit_test(settling_brings_lost_jobs_back_and_takes_surplus_away),
		cmocka_unit_test(a_make_takes_what_is_free_and_gives_it_back),
		cmocka_unit_test(two_makes_share_what_there_is),
		cmocka_unit_test(one_job_is_never_two),
		cmocka_unit_test(what_a_killed_make_held_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
