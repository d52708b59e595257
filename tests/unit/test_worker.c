/* Workers: what they tell is heard, their errors come back whole, and none outlives its parent. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>

#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/base/worker.h"

struct heard {
	struct buf text; /* "KIND:text\n" of each message */
	size_t longest;
};

static void hear(void *arg, int kind, const char *text, size_t len)
{
	struct heard *h = arg;

	buf_addf(&h->text, "%d:%.40s\n", kind, text);
	assert_int_equal(text[len], 0);
	h->longest = len > h->longest ? len : h->longest;
}

static void hear_words(void *arg, const char *line)
{
	buf_addf(arg, "%s\n", line);
}

/* Start a worker, hear it out, and bring back what it ended with. */
static int run(worker_work *work, void *arg, struct heard *h, struct err *err)
{
	const struct worker_job job = {
		.what = "the worker", .work = work, .work_arg = arg, .heard = hear, .heard_arg = h
	};
	struct worker w = WORKER_INIT;
	struct crew crew = { NULL };
	int before = count_descriptors(), status;

	err_clear(err);
	ok(worker_start(&crew, &w, &job, err), err);
	assert_ptr_equal(crew.first, &w);
	while (!w.ended)
		crew_wait(&crew, -1, 1000);
	status = worker_finish(&crew, &w, err);
	assert_null(crew.first);
	assert_int_equal(w.pid, 0);
	assert_int_equal(count_descriptors(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	return status;
}

static int tells(int line, void *arg, struct err *err)
{
	AUTOFREE char *much = xcalloc(1, WORKER_MESSAGE_MAX + 2);

	(void)arg;
	(void)err;
	memset(much, 'm', WORKER_MESSAGE_MAX + 1);
	worker_tell(line, 0, "", 0);
	worker_tell(line, 7, "one\nof two lines", 16);
	term_say("words of %s", "its own");
	worker_tell(line, 8, much, WORKER_MESSAGE_MAX + 1);
	for (int i = 0; i < 5000; i++)
		worker_tell(line, 9, "x", 1);
	worker_tell(-1, 10, "to nobody", 9);
	return 0;
}

static void what_it_tells_is_heard_in_order(void **state)
{
	struct heard h = { .text = BUF_INIT };
	AUTOBUF struct buf words = BUF_INIT;
	struct err err = ERR_INIT;
	size_t count = 0;

	(void)state;
	term_set_sink(hear_words, &words);
	ok(run(tells, NULL, &h, &err), &err);
	term_set_sink(NULL, NULL);
	assert_string_equal(words.data, "words of its own\n");
	assert_memory_equal(h.text.data, "0:\n7:one\nof two lines\n8:mmmm", 27);
	assert_int_equal(h.longest, WORKER_MESSAGE_MAX);
	for (const char *p = h.text.data; (p = strstr(p, "9:x\n")); p++)
		count++;
	assert_int_equal(count, 5000);
	buf_release(&h.text);
}

static int fails(int line, void *arg, struct err *err)
{
	const struct err *like = arg;

	(void)line;
	*err = *like;
	return -1;
}

/* Every class that there is, with and without texts. */
static void its_error_comes_back_whole(void **state)
{
	static char hint[] = "a hint\nof several lines", text[] = "a text: 100 %s",
		    file[] = "a/file.recipe", none[] = "";
	const struct err like[] = {
#define X(class, status, word) { .code = class, .text = text },
		ERR_CODES(X)
#undef X
			{ .code = ERR_SYSTEM, .sysno = ENOSPC, .text = text, .hint = hint },
		{ .code = ERR_SYNTAX, .text = text, .file = file, .line = 12, .column = 7 },
		{ .code = ERR_FAILED, .hint = hint },
		{ .code = ERR_FAILED },
		{ .code = ERR_FAILED, .sysno = -1, .text = none, .hint = none, .file = none },
	};
	struct heard h = { .text = BUF_INIT };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(like); i++) {
		struct err err = ERR_INIT, sent = like[i];

		assert_int_equal(run(fails, &sent, &h, &err), -1);
		assert_int_equal(err.code, like[i].code);
		assert_int_equal(err.sysno, like[i].sysno);
		assert_int_equal(!err.text, !like[i].text);
		assert_int_equal(!err.hint, !like[i].hint);
		assert_int_equal(!err.file, !like[i].file);
		assert_int_equal(err.line, like[i].line);
		assert_int_equal(err.column, like[i].column);
		if (err.file)
			assert_string_equal(err.file, like[i].file);
		if (err.text)
			assert_string_equal(err.text, like[i].text);
		if (err.hint)
			assert_string_equal(err.hint, like[i].hint);
		err_clear(&err);
	}
	buf_release(&h.text);
}

enum end { END_KILLED, END_EXITS, END_EXITS_0, END_IN_A_MESSAGE, END_NONSENSE, END_UNKNOWN_KIND };

/* What is written past worker_tell(): the head is a kind and a length, 32 bits each. */
static int dies(int line, void *arg, struct err *err)
{
	const int32_t half[] = { 3, 1000, 0 }, much[] = { 3, -1, 0 }, kind[] = { -77, 0 };
	ssize_t n = 0;

	(void)err;
	worker_tell(line, 1, "last words", 10);
	switch (*(enum end *)arg) {
	case END_KILLED:
		raise(SIGKILL);
		break;
	case END_EXITS:
		_exit(7);
	case END_EXITS_0:
		_exit(0);
	case END_IN_A_MESSAGE:
		n = write(line, half, sizeof(half));
		_exit(0);
	case END_NONSENSE:
		n = write(line, much, sizeof(much));
		break;
	case END_UNKNOWN_KIND:
		n = write(line, kind, sizeof(kind));
		break;
	}
	/* Not listened to, it is asked to stop. */
	for (int i = 0; n >= 0 && i < 6000 && !process_interrupted(); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	return 0;
}

static void one_that_dies_is_an_error_that_says_how(void **state)
{
	static const struct {
		enum end end;
		const char *says;
	} cases[] = {
		{ END_KILLED, "the worker was ended by signal 9 (Killed)" },
		{ END_EXITS, "the worker ended with status 7 and did not say why" },
		{ END_EXITS_0, "the worker ended with status 0 and did not say why" },
		{ END_IN_A_MESSAGE, "the worker ended with status 0 and did not say why" },
		{ END_NONSENSE, "the worker sent a message that makes no sense" },
		{ END_UNKNOWN_KIND, "the worker sent a message that makes no sense" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct heard h = { .text = BUF_INIT };
		struct err err = ERR_INIT;
		enum end end = cases[i].end;

		assert_int_equal(run(dies, &end, &h, &err), -1);
		assert_int_equal(err.code, ERR_FAILED);
		assert_string_equal(err.text, cases[i].says);
		assert_non_null(err.hint);
		assert_string_equal(h.text.data, "1:last words\n");
		buf_release(&h.text);
		err_clear(&err);
	}
}

static int waits_for_the_end(int line, void *arg, struct err *err)
{
	const bool *stubborn = arg;

	worker_tell(line, 1, "begun", 5);
	while (*stubborn || !process_interrupted())
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	worker_tell(line, 2, "stopping", 8);
	return err_set(err, ERR_INTERRUPTED, "interrupted");
}

static void asked_to_stop_all_end_and_the_stubborn_are_killed(void **state)
{
	struct heard h = { .text = BUF_INIT };
	bool stubborn[3] = { false, true, false };
	int stopped = 0;
	struct worker w[3] = { WORKER_INIT, WORKER_INIT, WORKER_INIT };
	struct crew crew = { NULL };
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct worker_job job = { .what = "it",
						.work = waits_for_the_end,
						.work_arg = &stubborn[i],
						.heard = hear,
						.heard_arg = &h };

		ok(worker_start(&crew, &w[i], &job, &err), &err);
	}
	/* Asked before they looked, too. */
	crew_stop(&crew, 1000);
	assert_null(crew.first);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(w[i].pid, 0);
	for (const char *p = h.text.data; (p = strstr(p, "2:stopping\n")); p++)
		stopped++;
	assert_int_equal(stopped, 2);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	buf_release(&h.text);
}

static void another_descriptor_ends_the_wait(void **state)
{
	bool stubborn = false;
	const struct worker_job job = { .what = "it",
					.work = waits_for_the_end,
					.work_arg = &stubborn };
	struct worker w = WORKER_INIT;
	struct crew crew = { NULL };
	struct err err = ERR_INIT;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	ok(worker_start(&crew, &w, &job, &err), &err);
	crew_wait(&crew, -1, 10000); /* "begun" */
	assert_int_equal(write(ends[1], "x", 1), 1);
	crew_wait(&crew, ends[0], -1);
	assert_false(w.ended);
	crew_stop(&crew, 10000);
	close(ends[0]);
	close(ends[1]);
}

/* --- the parent's end --- */

static int says_its_number(int line, void *arg, struct err *err)
{
	pid_t pid = getpid();
	const int *out = arg;

	(void)line;
	if (write(*out, &pid, sizeof(pid)) != sizeof(pid))
		return err_sys(err, "cannot write");
	/* The end of `out` in the test tells that this process is gone. */
	while (!process_interrupted())
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	return 0;
}

struct parent {
	int out;
};

static int is_killed_with_two_workers(void *arg)
{
	const struct parent *p = arg;
	int out = p->out;
	struct worker w[2] = { WORKER_INIT, WORKER_INIT };
	struct crew crew = { NULL };
	struct err err = ERR_INIT;
	const struct worker_job job = { .what = "it", .work = says_its_number, .work_arg = &out };

	for (size_t i = 0; i < 2; i++)
		if (worker_start(&crew, &w[i], &job, &err) < 0)
			return 1;
	close(out);
	for (;;)
		pause();
}

static void no_worker_outlives_its_parent(void **state)
{
	int ends[2];
	pid_t parent, pids[2];
	struct pollfd watch;
	char c;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	parent = fork();
	if (parent == 0) {
		struct parent p = { .out = ends[1] };

		close(ends[0]);
		_exit(is_killed_with_two_workers(&p));
	}
	close(ends[1]);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(read(ends[0], &pids[i], sizeof(pids[i])), sizeof(pids[i]));
	assert_int_not_equal(pids[0], pids[1]);
	assert_int_equal(kill(parent, SIGKILL), 0);
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	/* Their copies of the pipe's end are closed only when both are gone. */
	watch = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	assert_int_equal(poll(&watch, 1, 60000), 1);
	assert_int_equal(read(ends[0], &c, 1), 0);
	close(ends[0]);
}

static int ctrl_c(void *arg)
{
	bool stubborn = false;
	struct heard h = { .text = BUF_INIT };
	struct worker w = WORKER_INIT;
	struct crew crew = { NULL };
	struct err err = ERR_INIT;
	const struct worker_job job = { .what = "it",
					.work = waits_for_the_end,
					.work_arg = &stubborn,
					.heard = hear,
					.heard_arg = &h };

	(void)arg;
	setpgid(0, 0);
	process_catch_interrupts();
	if (worker_start(&crew, &w, &job, &err) < 0)
		return 1;
	while (!h.text.len)
		crew_wait(&crew, -1, 1000);
	kill(0, SIGINT); /* as a terminal does: to the whole group */
	while (!w.ended)
		crew_wait(&crew, -1, 1000);
	if (!process_interrupted())
		return 2;
	return worker_finish(&crew, &w, &err) == -1 && err.code == ERR_INTERRUPTED ? 0 : 3;
}

static void ctrl_c_reaches_the_worker_which_ends_in_good_order(void **state)
{
	(void)state;
	assert_int_equal(in_child(ctrl_c, NULL), 0);
}

int main(void)
{
	signal(SIGINT, SIG_DFL); /* ignored in a shell's background */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_tells_is_heard_in_order),
		cmocka_unit_test(its_error_comes_back_whole),
		cmocka_unit_test(one_that_dies_is_an_error_that_says_how),
		cmocka_unit_test(asked_to_stop_all_end_and_the_stubborn_are_killed),
		cmocka_unit_test(another_descriptor_ends_the_wait),
		cmocka_unit_test(no_worker_outlives_its_parent),
		cmocka_unit_test(ctrl_c_reaches_the_worker_which_ends_in_good_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
