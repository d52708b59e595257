/* The index among many processes, kills and missing rights. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/index_fixture.h"

#include "cache/fsck/fsck.h"

static void a_store_that_cannot_be_written_can_be_asked(void **state)
{
	struct index_fixture *x = *state;
	struct fixture *f = x->f;

	put(x, 1, "a");
	index_close(x->ix);
	x->ix = NULL;
	assert_false(file_exists(store_fd(f->s), "index.sqlite-wal"));
	assert_int_equal(chmod(f->dir, 0755), 0);
	assert_int_equal(fchmod(store_fd(f->s), 0555), 0);
	{
		pid_t pid = fork_child();

		if (pid == 0) {
			if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
				_exit(10);
			open_index(x, false);
			expect(x, FIND_SYMBOL, "seed_1", "a libc - usr/lib/libz.a T\n");
			index_close(x->ix);
			if (index_open(f->s, true, &x->ix, &f->err) == 0 || !f->err.text)
				_exit(11);
			_exit(0);
		}
		assert_int_equal(wait_for(pid), 0);
	}
	/* The same while another one has it open for writing. */
	assert_int_equal(fchmod(store_fd(f->s), 0755), 0);
	open_index(x, true);
	put(x, 2, "b");
	{
		pid_t pid = fork_child();

		if (pid == 0) {
			struct index_fixture y = { f, NULL };

			if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
				_exit(10);
			open_index(&y, false);
			expect(&y, FIND_SYMBOL, "seed_2", "b libc - usr/lib/libz.a T\n");
			_exit(0);
		}
		assert_int_equal(wait_for(pid), 0);
	}
}

static void many_processes_may_register_at_once(void **state)
{
	struct index_fixture *x = *state;
	pid_t pids[4];
	AUTOSTRV struct strv names = STRV_INIT;
	struct fsck_report report;

	index_close(x->ix);
	x->ix = NULL;
	ok(index_remove(x->f->s, &x->f->err), &x->f->err);
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		pids[i] = fork_child();
		if (pids[i] == 0) {
			ok(store_open(x->f->place, true, &x->f->s, &x->f->err), &x->f->err);
			for (unsigned round = 0; round < 6; round++) {
				AUTOFREE char *name = xasprintf("of-%zu-%u", i, round % 3);

				open_index(x, true);
				put(x, round, name);
				index_close(x->ix);
			}
			store_close(x->f->s);
			_exit(0);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(pids); i++)
		assert_int_equal(wait_for(pids[i]), 0);
	open_index(x, true);
	ok(index_list_trees(x->ix, &names, &x->f->err), &x->f->err);
	assert_int_equal(names.len, 12);
	ok(fsck_run(x->f->s, x->ix, false, NULL, NULL, &report, &x->f->err), &x->f->err);
	assert_int_equal(report.problems, 0);
}

static void kill_while_registering_leaves_an_index_that_works(void **state)
{
	struct index_fixture *x = *state;
	uint64_t seed = 7;

	index_close(x->ix);
	x->ix = NULL;
	put_sysroot(x->f->s, 0, "x");
	for (unsigned round = 0; round < 60; round++) {
		struct fsck_report report;
		pid_t pid;

		if (round % 15 == 0)
			ok(index_remove(x->f->s, &x->f->err), &x->f->err);
		pid = fork_child();
		if (pid == 0) {
			for (unsigned i = 0;; i++) {
				struct tree_record t = { 0 };

				open_index(x, true);
				ok(store_read_tree(x->f->s, "x", &t, &x->f->err), &x->f->err);
				free(t.name);
				t.name = xasprintf("x-%u", i % 10);
				ok(index_put_tree(x->ix, x->f->s, &t, read_symbols, &x->f->err),
				   &x->f->err);
				tree_record_release(&t);
				if (i % 7 == 0)
					ok(index_rebuild(x->ix, x->f->s, read_symbols, &x->f->err),
					   &x->f->err);
				index_close(x->ix);
			}
		}
		sleep_us(next_random(&seed) % 20000);
		kill(pid, SIGKILL);
		assert_int_equal(wait_for(pid), 128 + SIGKILL);
		open_index(x, true);
		put(x, round % 3, "x");
		{
			AUTOFREE char *want = xasprintf("x libc - usr/lib/libz.a T\n");
			AUTOFREE char *name = xasprintf("seed_%u", round % 3);
			AUTOFREE char *got = ask(x->ix, FIND_SYMBOL, name, "x");

			assert_string_equal(got, want);
		}
		if (round % 6 == 0) {
			ok(index_rebuild(x->ix, x->f->s, read_symbols, &x->f->err), &x->f->err);
			ok(fsck_run(x->f->s, x->ix, false, NULL, NULL, &report, &x->f->err),
			   &x->f->err);
			assert_int_equal(report.problems, 0);
		}
		index_close(x->ix);
		x->ix = NULL;
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, index_setup, index_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_store_that_cannot_be_written_can_be_asked),
		TEST(many_processes_may_register_at_once),
		TEST(kill_while_registering_leaves_an_index_that_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
