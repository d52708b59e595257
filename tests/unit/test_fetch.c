/* Fetching: several jobs, origins in turn, what is refused and how it is said. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/fetch_fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "builder/base/process.h"
#include "recipes/recipe_origin.h"

static void takes_a_file_beside_the_recipe(void **state)
{
	struct place *p = *state;
	AUTOFREE char *data = bytes_make(100000, 1);
	AUTOFREE char *path = file_make(p, "a.tar", data, 100000);
	struct recipe_input in;
	struct fetch_job job;

	input_make(&in, "a.tar", data, 100000);
	input_origin(&in, ORIGIN_FILE, "a.tar");
	OK(p, fetch_one(p, &in, &job));
	assert_int_equal(job.state, FETCH_DONE);
	assert_string_equal(job.origin, "file a.tar");
	assert_true(store_has_input(p->store, in.sha256));
	assert_true(file_exists(AT_FDCWD, path));
	job_clear(&job);

	OK(p, fetch_one(p, &in, &job));
	assert_int_equal(job.state, FETCH_THERE);
	assert_null(job.origin);
	job_clear(&job);
	input_free(&in);
}

static void takes_a_file_by_absolute_path(void **state)
{
	struct place *p = *state;
	AUTOFREE char *path = file_make(p, "abs", "hello", 5);
	struct recipe_input in;
	struct fetch_job job;

	input_make(&in, "abs", "hello", 5);
	input_origin(&in, ORIGIN_FILE, path);
	OK(p, fetch_one(p, &in, &job));
	assert_int_equal(job.state, FETCH_DONE);
	job_clear(&job);
	input_free(&in);
}

static void refuses_a_wrong_digest_and_names_both(void **state)
{
	struct place *p = *state;
	char other[SHA256_HEX];
	struct recipe_input in;
	struct fetch_job job;

	file_put(p, "a.tar", "other", 5);
	sha256_mem("other", 5, other);
	input_make(&in, "a.tar", "right", 5);
	input_origin(&in, ORIGIN_FILE, "a.tar");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_int_equal(p->err.code, ERR_MISMATCH);
	assert_int_equal(err_exit_status(p->err.code), 3);
	assert_int_equal(job.state, FETCH_FAILED);
	assert_in(job.why, "file a.tar: ");
	assert_in(job.why, in.sha256);
	assert_in(job.why, other);
	assert_in(p->err.text, "'a.tar'");
	assert_in(p->err.hint, "sysroot add");
	assert_false(store_has_input(p->store, in.sha256));
	assert_false(store_has_input(p->store, other));
	job_clear(&job);
	input_free(&in);
}

static void says_both_sizes_of_a_truncated_file(void **state)
{
	struct place *p = *state;
	AUTOFREE char *data = bytes_make(5000, 2);
	struct recipe_input in;
	struct fetch_job job;

	file_put(p, "cut", data, 4321);
	input_make(&in, "cut", data, 5000);
	input_origin(&in, ORIGIN_FILE, "cut");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_int_equal(p->err.code, ERR_MISMATCH);
	assert_in(job.why, "4321 bytes");
	assert_in(job.why, "instead of 5000)");
	job_clear(&job);
	input_free(&in);
}

static void names_every_origin_that_failed(void **state)
{
	struct place *p = *state;
	struct recipe_input in;
	struct fetch_job job;
	AUTOFREE char *pipe = path_join(p->dir, "pipe");

	assert_int_equal(mkfifo(pipe, 0600), 0);
	input_make(&in, "x", "x", 1);
	input_origin(&in, ORIGIN_FILE, "nowhere");
	input_origin(&in, ORIGIN_FILE, "../escape");
	input_origin(&in, ORIGIN_FILE, "pipe");
	input_origin(&in, ORIGIN_HTTPS, "http://localhost/plain");
	input_origin(&in, ORIGIN_NPM, "https://localhost/x.tgz");
	input_origin(&in, ORIGIN_APT, "bookworm -oDir=/");
	input_origin(&in, ORIGIN_APT_SOURCE, "bookworm musl");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_int_equal(p->err.code, ERR_MISSING);
	assert_in(job.why, "file nowhere: ");
	assert_in(job.why, "\nfile ../escape: '../escape' is outside the recipe's directory\n");
	assert_in(job.why, "is not a file\n");
	assert_in(job.why, "'http://localhost/plain' is not an https URL\n");
	assert_in(job.why, "is not PACKAGE@VERSION\n");
	assert_in(job.why, "expected SUITE PACKAGE, not '");
	assert_in(job.why, "apt-source bookworm musl: not understood");
	job_clear(&job);
	input_free(&in);

	input_make(&in, "y", "y", 1);
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_in(job.why, "names no origin");
	job_clear(&job);
	input_free(&in);
}

static void goes_on_to_the_next_origin(void **state)
{
	struct place *p = *state;
	struct recipe_input in;
	struct fetch_job job;

	file_put(p, "bad", "bad", 3);
	file_put(p, "good", "good", 4);
	input_make(&in, "good", "good", 4);
	input_origin(&in, ORIGIN_FILE, "nowhere");
	input_origin(&in, ORIGIN_FILE, "bad");
	input_origin(&in, ORIGIN_FILE, "good");
	OK(p, fetch_one(p, &in, &job));
	assert_int_equal(job.state, FETCH_DONE);
	assert_string_equal(job.origin, "file good");
	job_clear(&job);
	input_free(&in);
}

static void says_which_program_is_not_installed(void **state)
{
	struct place *p = *state;
	AUTOFREE char *path = xstrdup(getenv("PATH"));
	struct recipe_input in;
	struct fetch_job job;

	input_make(&in, "x", "x", 1);
	input_origin(&in, ORIGIN_HTTPS, "https://localhost/x");
	input_origin(&in, ORIGIN_NPM, "@scope/x@1.0.0");
	input_origin(&in, ORIGIN_APT_SOURCE, "bookworm x x_1.orig.tar.gz");
	setenv("PATH", p->dir, 1);
	assert_int_equal(fetch_one(p, &in, &job), -1);
	setenv("PATH", path, 1);
	assert_in(job.why, "https localhost/x: 'curl' is not installed");
	assert_in(job.why, "npm @scope/x@1.0.0: 'npm' is not installed");
	assert_in(job.why, "'apt-get' is not installed");
	job_clear(&job);
	input_free(&in);
}

static void fetches_one_digest_once_and_all_the_others(void **state)
{
	struct place *p = *state;
	struct recipe_input in[12];
	struct fetch_job jobs[12];
	size_t done = 0, there = 0;

	memset(jobs, 0, sizeof(jobs));
	for (size_t i = 0; i < 12; i++) {
		char name[16], data[16];
		size_t n = (size_t)snprintf(data, sizeof(data), "data %zu", i / 2);
		AUTOFREE char *path = NULL;

		snprintf(name, sizeof(name), "f%zu", i);
		path = file_make(p, name, data, n);
		input_make(&in[i], name, data, n);
		input_origin(&in[i], ORIGIN_FILE, name);
		jobs[i].input = &in[i];
		jobs[i].recipe_folder = p->dir;
	}
	/* One that fails keeps none of the others from coming. */
	in[5].origin_count = 0;
	in[4].origin_count = 0;
	p->options.parallel = 3;
	assert_int_equal(fetch_inputs(p->store, jobs, 12, &p->options, &p->err), -1);
	assert_in(p->err.text, "cannot fetch 2 of 12 inputs; the first is 'f4'");
	for (size_t i = 0; i < 12; i++) {
		done += jobs[i].state == FETCH_DONE;
		there += jobs[i].state == FETCH_THERE;
	}
	assert_int_equal(done, 5);
	assert_int_equal(there, 5);
	in[5].origin_count = 1;
	in[4].origin_count = 1;
	for (size_t i = 0; i < 12; i++) {
		job_clear(&jobs[i]);
		input_free(&in[i]);
	}
}

static void falls_back_when_the_first_of_two_equal_digests_fails(void **state)
{
	struct place *p = *state;
	struct recipe_input in[2];
	struct fetch_job jobs[2];

	file_put(p, "real", "same", 4);
	memset(jobs, 0, sizeof(jobs));
	for (size_t i = 0; i < 2; i++) {
		input_make(&in[i], "same", "same", 4);
		input_origin(&in[i], ORIGIN_FILE, i ? "real" : "nowhere");
		jobs[i].input = &in[i];
		jobs[i].recipe_folder = p->dir;
	}
	assert_int_equal(fetch_inputs(p->store, jobs, 2, NULL, &p->err), -1);
	assert_int_equal(jobs[0].state, FETCH_FAILED);
	assert_int_equal(jobs[1].state, FETCH_DONE);
	for (size_t i = 0; i < 2; i++) {
		job_clear(&jobs[i]);
		input_free(&in[i]);
	}
}

/* A program of the given name, first on PATH, that hangs with a child and leaves marks. */
static char *hanging_program(struct place *p, const char *name)
{
	AUTOFREE char *script =
		xasprintf("#!/bin/sh\nsleep 300 &\necho $! >%s/child\necho $$ >%s/self\nwait\n",
			  p->dir, p->dir);
	AUTOFREE char *path = file_make(p, name, script, strlen(script));

	assert_int_equal(chmod(path, 0755), 0);
	return xasprintf("%s:%s", p->dir, getenv("PATH"));
}

static pid_t pid_in(struct place *p, const char *name)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *path = path_join(p->dir, name);

	for (int i = 0; i < 500 && !strchr(text.data, '\n'); i++) {
		buf_clear(&text);
		if (file_read(AT_FDCWD, path, 64, &text, NULL) < 0 || !strchr(text.data, '\n'))
			nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
	}
	assert_non_null(strchr(text.data, '\n'));
	return (pid_t)strtol(text.data, NULL, 10);
}

static void assert_dies(pid_t pid)
{
	/* A killed process whose parent is gone stays a moment; and init may be slow. */
	for (int i = 0; i < 300; i++) {
		AUTOBUF struct buf stat = BUF_INIT;
		AUTOFREE char *path = xasprintf("/proc/%d/stat", (int)pid);

		if (kill(pid, 0) < 0 || file_read(AT_FDCWD, path, 4096, &stat, NULL) < 0 ||
		    strstr(stat.data, ") Z "))
			return;
		nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
	}
	fail_msg("process %d is still there", (int)pid);
}

static void gives_up_an_origin_that_brings_nothing(void **state)
{
	struct place *p = *state;
	AUTOFREE char *before = xstrdup(getenv("PATH"));
	AUTOFREE char *path = hanging_program(p, "npm");
	struct recipe_input in;
	struct fetch_job job;
	double start = seconds_now();

	file_put(p, "good", "good", 4);
	input_make(&in, "good", "good", 4);
	input_origin(&in, ORIGIN_NPM, "x@1.0.0");
	input_origin(&in, ORIGIN_FILE, "good");
	p->options.timeout = 1;
	setenv("PATH", path, 1);
	OK(p, fetch_one(p, &in, &job));
	setenv("PATH", before, 1);
	assert_string_equal(job.origin, "file good");
	assert_true(seconds_now() - start >= 1 && seconds_now() - start < 8);
	assert_dies(pid_in(p, "self"));
	assert_dies(pid_in(p, "child"));
	job_clear(&job);
	input_free(&in);
}

/* Fetch in a process of its own, from a program that hangs; returns that process. */
static pid_t fetch_that_hangs(struct place *p)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		AUTOFREE char *path = hanging_program(p, "curl");
		struct recipe_input in[2];
		struct fetch_job jobs[2];
		struct err err = ERR_INIT;

		memset(jobs, 0, sizeof(jobs));
		for (size_t i = 0; i < 2; i++) {
			input_make(&in[i], "x", i ? "x" : "y", 1);
			input_origin(&in[i], ORIGIN_HTTPS, "https://localhost/x");
			jobs[i].input = &in[i];
		}
		setenv("PATH", path, 1);
		process_catch_interrupts();
		if (fetch_inputs(p->store, jobs, 2, &p->options, &err) == 0)
			_exit(1);
		store_close(p->store);
		_exit(err.code == ERR_INTERRUPTED && jobs[0].state == FETCH_WAITING ? 42 : 2);
	}
	return pid;
}

static void an_interrupt_ends_everything(void **state)
{
	struct place *p = *state;
	pid_t pid = fetch_that_hangs(p), self = pid_in(p, "self"), child = pid_in(p, "child");
	double start = seconds_now();
	int raw;

	assert_int_equal(kill(pid, SIGINT), 0);
	assert_int_equal(waitpid(pid, &raw, 0), pid);
	assert_true(WIFEXITED(raw));
	assert_int_equal(WEXITSTATUS(raw), 42);
	assert_true(seconds_now() - start < 5);
	assert_dies(self);
	assert_dies(child);
}

static void kill_9_leaves_no_download_behind(void **state)
{
	struct place *p = *state;
	pid_t pid = fetch_that_hangs(p), self = pid_in(p, "self"), child = pid_in(p, "child");
	struct recipe_input in;
	struct fetch_job job;

	file_put(p, "good", "x", 1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_dies(self);
	assert_dies(child);

	/* The same input comes afterwards, no lock is in its way. */
	input_make(&in, "x", "x", 1);
	input_origin(&in, ORIGIN_FILE, "good");
	OK(p, fetch_one(p, &in, &job));
	assert_int_equal(job.state, FETCH_DONE);
	job_clear(&job);
	input_free(&in);
}

static void leaves_nothing_in_tmp(void **state)
{
	struct place *p = *state;
	AUTOFREE char *store = xstrdup(store_path(p->store));
	struct recipe_input in;
	struct fetch_job job;

	file_put(p, "bad", "bad", 3);
	input_make(&in, "good", "good", 4);
	input_origin(&in, ORIGIN_FILE, "bad");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	job_clear(&job);
	input_free(&in);
	store_close(p->store);
	OK(p, store_open(store, false, &p->store, &p->err));
	assert_int_equal(count_in_store(p, "tmp"), 0);
}

/* It happens in a worker, and is told here as it was there. */
static void an_error_of_this_machine_comes_back_whole(void **state)
{
	struct place *p = *state;
	AUTOFREE char *path = NULL;
	struct recipe_input in;
	struct fetch_job job;

	input_make(&in, "x", "x", 1);
	input_origin(&in, ORIGIN_FILE, "good");
	file_put(p, "good", "x", 1);
	path = store_input_path(in.sha256);
	*strrchr(path, '/') = '\0';
	assert_int_equal(symlinkat("../objects", store_fd(p->store), path), 0);
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_int_equal(job.state, FETCH_FAILED);
	assert_int_equal(p->err.code, ERR_FAILED);
	assert_in(p->err.text, "is a symbolic link");
	/* Of two lines, and no blank for the end of the first. */
	assert_in(p->err.hint, "removes it;\nto keep the store elsewhere");
	assert_string_equal(job.why, p->err.text);
	job_clear(&job);
	input_free(&in);
}

static void describes_origins_without_passwords(void **state)
{
	struct recipe_input in = { 0 };
	(void)state;

	input_origin(&in, ORIGIN_HTTPS, "https://me:secret@host.example/a@b");
	input_origin(&in, ORIGIN_APT_SOURCE, "trixie musl musl_1.2.5.orig.tar.gz");
	AUTOFREE char *https = origin_describe(&in.origins[0]);
	AUTOFREE char *apt = origin_describe(&in.origins[1]);

	assert_string_equal(https, "https host.example/a@b");
	assert_string_equal(apt, "apt-source trixie musl musl_1.2.5.orig.tar.gz");
	input_free(&in);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int main(void)
{
	signal(SIGINT, SIG_DFL); /* ignored in a shell's background */
	const struct CMUnitTest tests[] = {
		IN_PLACE(takes_a_file_beside_the_recipe),
		IN_PLACE(takes_a_file_by_absolute_path),
		IN_PLACE(refuses_a_wrong_digest_and_names_both),
		IN_PLACE(says_both_sizes_of_a_truncated_file),
		IN_PLACE(names_every_origin_that_failed),
		IN_PLACE(goes_on_to_the_next_origin),
		IN_PLACE(says_which_program_is_not_installed),
		IN_PLACE(fetches_one_digest_once_and_all_the_others),
		IN_PLACE(falls_back_when_the_first_of_two_equal_digests_fails),
		IN_PLACE(gives_up_an_origin_that_brings_nothing),
		IN_PLACE(an_interrupt_ends_everything),
		IN_PLACE(kill_9_leaves_no_download_behind),
		IN_PLACE(leaves_nothing_in_tmp),
		IN_PLACE(an_error_of_this_machine_comes_back_whole),
		cmocka_unit_test(describes_origins_without_passwords),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
