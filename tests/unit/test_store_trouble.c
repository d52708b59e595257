/* The store among many processes, kills, full disks and missing rights; its locks. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"
#include "tests/unit/store_sound.h"

#include <sys/resource.h>

#include "builder/base/process.h"
#include "builder/base/term.h"

/* --- many processes --- */

static void two_processes_may_add_the_same_things(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *path = path_join(f->dir, "input");
	pid_t pids[4];

	write_text(AT_FDCWD, path, "the same\n");
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		pids[i] = fork_child();
		if (pids[i] == 0) {
			struct store *s;

			for (unsigned round = 0; round < 10; round++) {
				ok(store_open(f->place, true, &s, &f->err), &f->err);
				ok(store_add_input(s, AT_FDCWD, path, NULL, NULL, &f->err),
				   &f->err);
				put_sysroot(s, round, "one");
				put_sysroot(s, round, i & 1 ? "odd" : "even");
				store_close(s);
			}
			_exit(0);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(pids); i++)
		assert_int_equal(wait_for(pids[i]), 0);
	fixture_reopen(f);
	assert_int_equal(temp_count(f), 0);
	assert_clean(f);
}

static void readers_see_a_whole_sysroot_while_it_is_swapped(void **state)
{
	struct fixture *f = *state;
	pid_t pid;
	int status;
	unsigned rounds = 0;

	put_sysroot(f->s, 1, "x");
	pid = fork_child();
	if (pid == 0) {
		struct store *s;

		ok(store_open(f->place, true, &s, &f->err), &f->err);
		for (unsigned i = 0; i < 60; i++)
			put_sysroot(s, i % 3, "x");
		store_close(s);
		_exit(0);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		struct tree_record t = { 0 };
		AUTOFREE char *key = NULL;

		ok(store_read_tree(f->s, "x", &t, &f->err), &f->err);
		ok(store_tree_request(f->s, "x", &key, &f->err), &f->err);
		tree_record_release(&t);
		rounds++;
	}
	assert_int_equal(status, 0);
	assert_true(rounds > 10);
}

static void kill_at_any_moment_leaves_a_store_that_works(void **state)
{
	struct fixture *f = *state;
	uint64_t seed = 99;
	unsigned killed = 0;

	store_close(f->s);
	for (unsigned round = 0; round < 120; round++) {
		pid_t pid;

		/* Now and then from nothing: making the store is killed too. */
		if (round % 20 == 0)
			ok(tree_remove(AT_FDCWD, f->place, &f->err), &f->err);
		pid = fork_child();
		if (pid == 0) {
			struct store *s;

			for (unsigned i = 0;; i++) {
				if (store_open(f->place, true, &s, &f->err)) {
					fprintf(stderr, "%s\n", f->err.text);
					_exit(9);
				}
				put_sysroot(s, round * 1000 + i, "x");
				put_sysroot(s, round * 1000 + i, "y");
				store_close(s);
			}
		}
		sleep_us(next_random(&seed) % (round % 3 ? 30000 : 3000));
		kill(pid, SIGKILL);
		assert_int_equal(wait_for(pid), 128 + SIGKILL);
		killed++;
		/* Twice: the first opening may have to finish making the store. */
		ok(store_open(f->place, true, &f->s, &f->err), &f->err);
		fixture_reopen(f);
		assert_int_equal(temp_count(f), 0);
		assert_clean(f);
		put_sysroot(f->s, round, "x");
		if (round % 8 == 0)
			assert_clean(f);
		store_close(f->s);
	}
	assert_int_equal(killed, 120);
	ok(store_open(f->place, true, &f->s, &f->err), &f->err);
}

static void leftovers_go_when_their_process_is_dead_and_not_before(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *mine = NULL;
	struct store *other;
	int pipes[2];
	char byte;
	pid_t pid;

	ok(store_temp(f->s, "mine", &mine, &f->err), &f->err);
	assert_int_equal(mkdirat(store_fd(f->s), "tmp/partial", 0755), 0);
	/* The number of a living process on it: numbers come again, locks do not. */
	{
		AUTOFREE char *dead = xasprintf("tmp/run-%ld-77", (long)getpid());
		AUTOFREE char *inner = xasprintf("%s/closed", dead);

		assert_int_equal(mkdirat(store_fd(f->s), dead, 0755), 0);
		assert_int_equal(mkdirat(store_fd(f->s), inner, 0), 0);
	}
	assert_int_equal(pipe(pipes), 0);
	pid = fork_child();
	if (pid == 0) {
		AUTOFREE char *its = NULL;

		ok(store_temp(f->s, "its", &its, &f->err), &f->err);
		(void)!write(pipes[1], "x", 1);
		for (;;)
			pause();
	}
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	ok(store_open(f->place, true, &other, &f->err), &f->err);
	assert_true(file_exists(store_fd(f->s), mine));
	assert_int_equal(temp_count(f), 5); /* partial, two folders, two locks */
	store_close(other);
	kill(pid, SIGKILL);
	assert_int_equal(wait_for(pid), 128 + SIGKILL);
	ok(store_open(f->place, true, &other, &f->err), &f->err);
	assert_int_equal(temp_count(f), 3);
	store_close(other);
	assert_true(file_exists(store_fd(f->s), mine));
	assert_true(file_exists(store_fd(f->s), "tmp/partial"));
	close(pipes[0]);
	close(pipes[1]);
	fixture_reopen(f);
	assert_int_equal(temp_count(f), 1);
}

/* --- full disk, no rights --- */

/* All of the store but its locks, which are empty files that stay. */
static char *snapshot_store(const struct fixture *f)
{
	static const char *const folders[] = { "inputs",  "objects",  "artifacts", "trees",
					       "records", "sysroots", "tmp" };
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		AUTOFREE char *part = snapshot(store_fd(f->s), folders[i]);

		buf_addf(&b, "%s:\n%s", folders[i], part);
	}
	return buf_steal(&b);
}

/* Does everything that writes fail cleanly, and leave the store as it was? */
static void assert_all_writes_fail(struct fixture *f, const char *big, int number)
{
	AUTOFREE char *dir = make_tree_in(f->s, 1, false);
	AUTOFREE char *before = snapshot_store(f);
	AUTOFREE char *after = NULL;
	AUTOBUF struct buf bytes = BUF_INIT;
	struct tree_record t = { 0 };
	char hex[SHA256_HEX];

	assert_int_equal(store_add_input(f->s, AT_FDCWD, big, NULL, NULL, &f->err), -1);
	assert_int_equal(f->err.code, ERR_SYSTEM);
	assert_int_equal(f->err.sysno, number);
	buf_reserve(&bytes, 1 << 20);
	memset(bytes.data, 'x', 1 << 20);
	assert_int_equal(store_put_object(f->s, bytes.data, 1 << 20, false, hex, &f->err), -1);
	assert_int_equal(f->err.sysno, number);
	ok(store_read_tree(f->s, "x", &t, &f->err), &f->err);
	/* Another name: a new record, of some kilobytes. */
	free(t.name);
	t.name = xstrdup("another");
	for (int i = 0; i < 20000; i++)
		strv_add(&t.facts,
			 "fill the record until it does not fit into what is left any more");
	assert_int_equal(store_put_tree(f->s, &t, &f->err), -1);
	assert_int_equal(f->err.sysno, number);
	assert_int_equal(store_tree_digest(f->s, "another", hex, &f->err), -1);
	tree_record_release(&t);
	{
		struct artifact a = { 0 };
		AUTOFREE char *long_text = NULL;

		/* All objects are there, only its record does not fit. */
		memset(bytes.data, 'y', 1 << 20);
		bytes.data[1 << 20] = '\0';
		long_text = xstrdup(bytes.data);
		key_of(1, &a.key_text, a.key);
		free(a.key_text);
		a.key_text = STEAL_POINTER(long_text);
		memset(a.key, 'e', SHA256_HEX - 1);
		assert_int_equal(store_put_artifact(f->s, &a, store_fd(f->s), dir, &f->err), -1);
		assert_int_equal(f->err.sysno, number);
		assert_false(store_has_artifact(f->s, a.key));
		artifact_release(&a);
	}
	after = snapshot_store(f);
	assert_string_equal(before, after);
}

static void too_large_files_are_an_error_and_leave_nothing(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *big = path_join(f->dir, "big");
	pid_t pid;

	write_text(AT_FDCWD, big, "");
	assert_int_equal(truncate(big, 1 << 20), 0);
	put_sysroot(f->s, 1, "x");
	fixture_reopen(f);
	pid = fork_child();
	if (pid == 0) {
		const struct rlimit limit = { 100000, 100000 };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		assert_all_writes_fail(f, big, EFBIG);
		store_close(f->s);
		_exit(0);
	}
	assert_int_equal(wait_for(pid), 0);
	fixture_reopen(f);
	assert_clean(f);
}

static void a_full_disk_is_an_error_with_a_hint_and_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *small = path_join(f->dir, "small");
	AUTOFREE char *big = path_join(f->dir, "big");
	pid_t pid;

	write_text(AT_FDCWD, big, "");
	assert_int_equal(truncate(big, 4 << 20), 0);
	pid = fork_child();
	if (pid == 0) {
		bool mounted = mount_small(small, "1200k");

		/* Where nothing may be mounted, the test above stands for this one. */
		if (!mounted)
			_exit(77);
		setenv("SYSROOT_MIN_FREE", "0", 1); /* all of it, to its end */
		free(f->place);
		f->place = path_join(small, "store");
		ok(store_open(f->place, true, &f->s, &f->err), &f->err);
		put_sysroot(f->s, 1, "x");
		{
			/* Leave less than what each of the writes wants. */
			AUTOFREE char *fill = path_join(small, "fill");
			AUTOFREE char *bytes = xcalloc(1, 800 << 10);

			write_file(AT_FDCWD, fill, bytes, 800 << 10, 0600);
		}
		assert_all_writes_fail(f, big, ENOSPC);
		assert_int_equal(store_add_input(f->s, AT_FDCWD, big, NULL, NULL, &f->err), -1);
		assert_non_null(strstr(f->err.hint, "SYSROOT_STORE"));
		assert_clean(f);
		store_close(f->s);
		_exit(0);
	}
	{
		int status = wait_for(pid);

		if (status == 77) {
			free(STEAL_POINTER(small));
			free(STEAL_POINTER(big));
			skip(); /* no right to mount here: only the limit of file sizes was tried */
		}
		assert_int_equal(status, 0);
	}
}

/* In a child that is no superuser (whom no mode stops). */
static void an_unwritable_store_reads_well_and_says_why_it_cannot_write(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *path = path_join(f->dir, "input");
	static const char *const folders[] = { ".",     "inputs", "objects", "artifacts", "trees",
					       "locks", "tmp",    "records", "sysroots" };
	pid_t pid;

	write_text(AT_FDCWD, path, "x");
	put_sysroot(f->s, 1, "x");
	fixture_reopen(f);
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		assert_int_equal(fchmodat(store_fd(f->s), folders[i], 0555, 0), 0);
	assert_int_equal(chmod(f->dir, 0755), 0);
	pid = fork_child();
	if (pid == 0) {
		struct tree_record t = { 0 };
		struct store *s;
		char hex[SHA256_HEX];
		int lock;

		if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(10);
		ok(store_open(f->place, false, &s, &f->err), &f->err);
		ok(store_read_tree(s, "x", &t, &f->err), &f->err);
		/* Opening to write is no error yet: what is there may be all that is asked. */
		ok(store_open(f->place, true, &s, &f->err), &f->err);
		assert_int_equal(store_add_input(s, AT_FDCWD, path, NULL, NULL, &f->err), -1);
		assert_int_equal(f->err.sysno, EACCES);
		assert_non_null(strstr(f->err.text, f->place));
		assert_non_null(f->err.hint);
		assert_int_equal(store_put_object(s, "new", 3, false, hex, &f->err), -1);
		assert_int_equal(f->err.sysno, EACCES);
		free(t.name);
		t.name = xstrdup("other");
		assert_int_equal(store_put_tree(s, &t, &f->err), -1);
		assert_int_equal(f->err.sysno, EACCES);
		assert_int_equal(store_lock(s, "k", NULL, NULL, &lock, &f->err), -1);
		assert_int_equal(f->err.sysno, EACCES);
		_exit(0);
	}
	assert_int_equal(wait_for(pid), 0);
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		assert_int_equal(fchmodat(store_fd(f->s), folders[i], 0755, 0), 0);
}

/* --- locks --- */

static void one_of_eight_processes_holds_a_lock_at_a_time(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *counter = path_join(f->dir, "counter");
	pid_t pids[8];
	enum { ROUNDS = 12 };
	AUTOFREE char *text = NULL;

	write_text(AT_FDCWD, counter, "0");
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		pids[i] = fork_child();
		if (pids[i] == 0) {
			for (int round = 0; round < ROUNDS; round++) {
				AUTOFREE char *now = NULL;
				AUTOFREE char *next = NULL;
				int fd;

				ok(store_lock(f->s, "key", NULL, NULL, &fd, &f->err), &f->err);
				now = read_text(AT_FDCWD, counter);
				sleep_us(500);
				next = xasprintf("%d", atoi(now) + 1);
				write_text(AT_FDCWD, counter, next);
				store_unlock(&fd);
				if (fd != -1)
					_exit(1);
			}
			_exit(0);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(pids); i++)
		assert_int_equal(wait_for(pids[i]), 0);
	text = read_text(AT_FDCWD, counter);
	assert_int_equal(atoi(text), 8 * ROUNDS);
}

static void count_call(void *arg)
{
	++*(int *)arg;
}

static void a_lock_ends_with_its_process_and_waiting_is_told_once(void **state)
{
	struct fixture *f = *state;
	char name[1000];
	int pipes[2], fd, other, calls = 0;
	char byte;
	pid_t pid;

	memset(name, 'k', sizeof(name)); /* longer than a file name may be */
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(pipe(pipes), 0);
	pid = fork_child();
	if (pid == 0) {
		ok(store_lock(f->s, name, NULL, NULL, &fd, &f->err), &f->err);
		(void)!write(pipes[1], "x", 1);
		sleep_us(300000);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	/* Another name is free all the while. */
	ok(store_lock(f->s, "other", count_call, &calls, &other, &f->err), &f->err);
	assert_int_equal(calls, 0);
	ok(store_lock(f->s, name, count_call, &calls, &fd, &f->err), &f->err);
	assert_int_equal(calls, 1);
	assert_int_equal(wait_for(pid), 128 + SIGKILL);
	store_unlock(&fd);
	store_unlock(&other);
	store_unlock(&other);
	close(pipes[0]);
	close(pipes[1]);
}

static void waiting_for_a_lock_can_be_interrupted(void **state)
{
	struct fixture *f = *state;
	int fd;
	pid_t pid;

	ok(store_lock(f->s, "key", NULL, NULL, &fd, &f->err), &f->err);
	pid = fork_child();
	if (pid == 0) {
		struct store *s;
		int again;

		ok(store_open(f->place, false, &s, &f->err), &f->err);
		process_catch_interrupts();
		if (store_lock(s, "key", NULL, NULL, &again, &f->err) == 0)
			_exit(1);
		_exit(f->err.code == ERR_INTERRUPTED ? 0 : 2);
	}
	sleep_us(300000);
	kill(pid, SIGINT);
	assert_int_equal(wait_for(pid), 0);
	store_unlock(&fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

static void keep_line(void *arg, const char *line)
{
	buf_addf(arg, "%s\n", line);
}

/* What was done in it succeeded; the next command clears what is left. */
static void a_temporary_folder_goes_and_one_that_stays_is_said(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *dir = NULL;
	AUTOFREE char *run = NULL;
	AUTOFREE char *moved = NULL;
	AUTOBUF struct buf said = BUF_INIT;

	ok(store_temp(f->s, "x", &dir, &f->err), &f->err);
	store_temp_remove(f->s, NULL);
	assert_true(file_exists(store_fd(f->s), dir));
	store_temp_remove(f->s, dir);
	assert_false(file_exists(store_fd(f->s), dir));

	/* Somebody put a link in its way, which nothing is removed through. */
	free(dir);
	ok(store_temp(f->s, "x", &dir, &f->err), &f->err);
	run = xstrndup(dir, (size_t)(strrchr(dir, '/') - dir));
	moved = xasprintf("%s.moved", run);
	assert_int_equal(renameat(store_fd(f->s), run, store_fd(f->s), moved), 0);
	assert_int_equal(symlinkat(path_basename(moved), store_fd(f->s), run), 0);
	term_set_sink(keep_line, &said);
	store_temp_remove(f->s, dir);
	term_set_sink(NULL, NULL);
	assert_non_null(strstr(said.data, dir));
	assert_true(file_exists(store_fd(f->s), dir));
}

int main(void)
{
	signal(SIGINT, SIG_DFL); /* ignored in a shell's background */
	const struct CMUnitTest tests[] = {
		TEST(two_processes_may_add_the_same_things),
		TEST(readers_see_a_whole_sysroot_while_it_is_swapped),
		TEST(kill_at_any_moment_leaves_a_store_that_works),
		TEST(leftovers_go_when_their_process_is_dead_and_not_before),
		TEST(too_large_files_are_an_error_and_leave_nothing),
		TEST(a_full_disk_is_an_error_with_a_hint_and_leaves_nothing),
		TEST(an_unwritable_store_reads_well_and_says_why_it_cannot_write),
		TEST(one_of_eight_processes_holds_a_lock_at_a_time),
		TEST(a_lock_ends_with_its_process_and_waiting_is_told_once),
		TEST(waiting_for_a_lock_can_be_interrupted),
		TEST(a_temporary_folder_goes_and_one_that_stays_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
