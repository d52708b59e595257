/* The index: right answers, quickly. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/index_fixture.h"

#include "cache/index/index_internal.h"

static void questions_have_the_right_answers(void **state)
{
	struct index_fixture *x = *state;

	put(x, 2, "b");
	put(x, 1, "a");
	expect(x, FIND_HEADER, "sys/seed.h",
	       "a libc 1.1 usr/include/sys/seed.h header\n"
	       "b libc 1.2 usr/include/sys/seed.h header\n");
	expect(x, FIND_HEADER, "seed.h",
	       "a libc 1.1 usr/include/sys/seed.h header\n"
	       "b libc 1.2 usr/include/sys/seed.h header\n");
	expect(x, FIND_HEADER, "eed.h", "");
	expect(x, FIND_HEADER, "s/seed.h", "");
	expect(x, FIND_HEADER, "libz.a", "");
	expect(x, FIND_HEADER, "include/sys", "");
	expect(x, FIND_HEADER, "a b%c.h",
	       "a libc 1.1 usr/include/a b%c.h header\n"
	       "b libc 1.2 usr/include/a b%c.h header\n");
	expect(x, FIND_SYMBOL, "seed_2", "b libc - usr/lib/libz.a T\n");
	expect(x, FIND_SYMBOL, "seed_", "");
	expect(x, FIND_SYMBOL, "puts@Z_1.0",
	       "a libc Z_1.0 usr/lib/libz.so.1.2 T libz.so.1\n"
	       "b libc Z_1.0 usr/lib/libz.so.1.2 T libz.so.1\n");
	expect(x, FIND_SYMBOL, "z1", "a libc Z_1.2 usr/lib/libz.so.1.2 D libz.so.1\n");
	expect(x, FIND_SYMBOL, "z1@@Z_1.2", "a libc Z_1.2 usr/lib/libz.so.1.2 D libz.so.1\n");
	expect(x, FIND_SYMBOL, "z1@Z_1.3", "");
	/* A link to a library is the library too, a symbol is told once. */
	expect(x, FIND_LIBRARY, "z",
	       "a libc 1.1 usr/lib/libz.a static\n"
	       "a libc 1.1 usr/lib/libz.so shared libz.so.1\n"
	       "a libc 1.1 usr/lib/libz.so.1.2 shared libz.so.1\n"
	       "b libc 1.2 usr/lib/libz.a static\n"
	       "b libc 1.2 usr/lib/libz.so shared libz.so.1\n"
	       "b libc 1.2 usr/lib/libz.so.1.2 shared libz.so.1\n");
	expect(x, FIND_LIBRARY, "libz.so.1.2",
	       "a libc 1.1 usr/lib/libz.so.1.2 shared libz.so.1\n"
	       "b libc 1.2 usr/lib/libz.so.1.2 shared libz.so.1\n");
	expect(x, FIND_LIBRARY, "-lz.a", "");
	expect(x, FIND_LIBRARY, "ld", "");
	expect(x, FIND_FILE, "/lib", "a libc 1.1 lib link\nb libc 1.2 lib link\n");
	expect(x, FIND_FILE, "lib/ld.so.1",
	       "a libc 1.1 usr/lib/ld.so.1 file\n"
	       "b libc 1.2 usr/lib/ld.so.1 file\n");
	expect(x, FIND_FILE, "/lib/ld.so.1", "");
	expect(x, FIND_FILE, "/usr/lib/ld.so.1",
	       "a libc 1.1 usr/lib/ld.so.1 file\n"
	       "b libc 1.2 usr/lib/ld.so.1 file\n");
	expect(x, FIND_FILE, "*.a",
	       "a libc 1.1 usr/lib/libz.a file\n"
	       "b libc 1.2 usr/lib/libz.a file\n");
	expect(x, FIND_FILE, "l[id]*.so*",
	       "a libc 1.1 usr/lib/ld.so.1 file\n"
	       "a libc 1.1 usr/lib/libz.so link libz.so.1\n"
	       "a libc 1.1 usr/lib/libz.so.1.2 file libz.so.1\n"
	       "b libc 1.2 usr/lib/ld.so.1 file\n"
	       "b libc 1.2 usr/lib/libz.so link libz.so.1\n"
	       "b libc 1.2 usr/lib/libz.so.1.2 file libz.so.1\n");
	expect(x, FIND_FILE, "include/*.h",
	       "a libc 1.1 usr/include/a b%c.h file\n"
	       "a libc 1.1 usr/include/stdio.h file\n"
	       "b libc 1.2 usr/include/a b%c.h file\n"
	       "b libc 1.2 usr/include/stdio.h file\n");
	expect(x, FIND_FILE, "usr", "a - - usr dir\nb - - usr dir\n");
	expect(x, FIND_FILE, "none*", "");
	{
		AUTOFREE char *one = ask(x->ix, FIND_HEADER, "stdio.h", "b");
		AUTOFREE char *none = ask(x->ix, FIND_SYMBOL, "puts", "c");

		assert_string_equal(one, "b libc 1.2 usr/include/stdio.h header\n");
		assert_string_equal(none, "");
	}
	assert_int_equal(index_find(x->ix, FIND_FILE, "", NULL, add_row, NULL, &x->f->err), -1);
	assert_int_equal(x->f->err.code, ERR_USAGE);
}

static int stop_at_first(const struct index_row *row, void *arg)
{
	(void)row;
	++*(int *)arg;
	return 1;
}

static void a_visitor_may_see_no_more(void **state)
{
	struct index_fixture *x = *state;
	int rows = 0;

	put(x, 1, "a");
	put(x, 2, "b");
	ok(index_find(x->ix, FIND_FILE, "*", NULL, stop_at_first, &rows, &x->f->err), &x->f->err);
	assert_int_equal(rows, 1);
	expect(x, FIND_SYMBOL, "z1", "a libc Z_1.2 usr/lib/libz.so.1.2 D libz.so.1\n");
}

static void a_content_is_read_once(void **state)
{
	struct index_fixture *x = *state;

	put(x, 1, "a");
	assert_int_equal(reads, 3); /* libz.a, libz.so.1.2, ld.so.1 */
	put(x, 1, "b");
	put(x, 1, "a");
	assert_int_equal(reads, 3);
	put(x, 2, "c"); /* ld.so.1 is the same in all */
	assert_int_equal(reads, 5);
}

static void a_name_registered_again_is_replaced(void **state)
{
	struct index_fixture *x = *state;
	AUTOSTRV struct strv names = STRV_INIT;

	put(x, 1, "a");
	put(x, 2, "a");
	expect(x, FIND_SYMBOL, "seed_1", "");
	expect(x, FIND_SYMBOL, "seed_2", "a libc - usr/lib/libz.a T\n");
	ok(index_list_trees(x->ix, &names, &x->f->err), &x->f->err);
	assert_int_equal(names.len, 1);
	ok(index_drop_tree(x->ix, "a", &x->f->err), &x->f->err);
	ok(index_drop_tree(x->ix, "a", &x->f->err), &x->f->err);
	expect(x, FIND_SYMBOL, "seed_2", "");
	expect(x, FIND_FILE, "*", "");
}

static void the_manifest_comes_back_from_the_index(void **state)
{
	struct index_fixture *x = *state;
	struct manifest m = MANIFEST_INIT;
	struct tree_record t = { 0 };
	char hex[SHA256_HEX];

	put(x, 1, "a");
	ok(store_read_tree(x->f->s, "a", &t, &x->f->err), &x->f->err);
	ok(index_read_manifest(x->ix, "a", &m, &x->f->err), &x->f->err);
	manifest_digest(&m, hex);
	assert_string_equal(hex, t.digest);
	for (size_t i = 0; i < m.count; i++) {
		assert_true(!m.entries[i].part == !t.manifest.entries[i].part);
		if (m.entries[i].part)
			assert_string_equal(m.entries[i].part, t.manifest.entries[i].part);
	}
	manifest_release(&m);
	tree_record_release(&t);
	assert_int_equal(index_read_manifest(x->ix, "b", &m, &x->f->err), -1);
	assert_int_equal(x->f->err.code, ERR_MISSING);
}

/* Parts that only entries name, parts of unreadable files, no reader at all. */
static void odd_trees_are_registered_too(void **state)
{
	struct index_fixture *x = *state;
	struct artifact a = { 0 };
	struct tree_record t = { 0 };
	struct entry e = { .path = (char *)(uintptr_t) "usr/lib/bad.o",
			   .type = ENTRY_FILE,
			   .part = (char *)(uintptr_t) "composer" };
	const char text[] = "\177ELF 0123456789ab\1\ngood - T 1\nbroken\n";

	ok(put_artifact(x->f->s, 1, &a, &x->f->err), &x->f->err);
	record_of(&a, "odd", &t);
	ok(store_put_object(x->f->s, text, sizeof(text) - 1, false, e.sha256, &x->f->err),
	   &x->f->err);
	e.size = sizeof(text) - 1;
	manifest_add(&t.manifest, &e);
	ok(manifest_sort(&t.manifest, &x->f->err), &x->f->err);
	manifest_digest(&t.manifest, t.digest);
	ok(store_put_tree(x->f->s, &t, &x->f->err), &x->f->err);
	ok(index_put_tree(x->ix, x->f->s, &t, NULL, &x->f->err), &x->f->err);
	expect(x, FIND_SYMBOL, "z1", "");
	expect(x, FIND_LIBRARY, "libz.a", "odd libc 1.1 usr/lib/libz.a static\n");
	expect(x, FIND_FILE, "bad.o", "odd composer - usr/lib/bad.o file\n");
	ok(index_put_tree(x->ix, x->f->s, &t, read_symbols, &x->f->err), &x->f->err);
	expect(x, FIND_SYMBOL, "z1", "odd libc Z_1.2 usr/lib/libz.so.1.2 D libz.so.1\n");
	expect(x, FIND_SYMBOL, "good", ""); /* half read is not read */
	reads = 0;
	ok(index_put_tree(x->ix, x->f->s, &t, read_symbols, &x->f->err), &x->f->err);
	assert_int_equal(reads, 0);
	artifact_release(&a);
	tree_record_release(&t);
}

static int interrupted_reader(int fd, const char *path, char soname[256],
			      void (*add)(void *arg, const struct index_symbol *sym), void *arg,
			      struct err *err)
{
	(void)fd, (void)path, (void)soname, (void)add, (void)arg;
	return err_set(err, ERR_INTERRUPTED, "interrupted");
}

static void what_fails_leaves_the_index_as_it_was(void **state)
{
	struct index_fixture *x = *state;
	struct artifact a = { 0 };
	struct tree_record t = { 0 };
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;

	put(x, 1, "a");
	before = ask(x->ix, FIND_FILE, "*", NULL);
	ok(put_artifact(x->f->s, 2, &a, &x->f->err), &x->f->err);
	record_of(&a, "a", &t);
	assert_int_equal(index_put_tree(x->ix, x->f->s, &t, interrupted_reader, &x->f->err), -1);
	assert_int_equal(x->f->err.code, ERR_INTERRUPTED);
	after = ask(x->ix, FIND_FILE, "*", NULL);
	assert_string_equal(before, after);
	assert_false(index_has_tree(x->ix, "a", t.digest));
	put(x, 2, "a");
	assert_true(index_has_tree(x->ix, "a", t.digest));
	artifact_release(&a);
	tree_record_release(&t);
}

static void tools_are_remembered_by_their_stamp(void **state)
{
	struct index_fixture *x = *state;
	char hex[SHA256_HEX], digest[SHA256_HEX];

	sha256_mem("gcc", 3, digest);
	assert_int_equal(index_tool_get(x->ix, "/usr/bin/gcc", "1 2 3", hex), -1);
	ok(index_tool_put(x->ix, "/usr/bin/gcc", "1 2 3", digest, &x->f->err), &x->f->err);
	assert_int_equal(index_tool_get(x->ix, "/usr/bin/gcc", "1 2 3", hex), 0);
	assert_string_equal(hex, digest);
	assert_int_equal(index_tool_get(x->ix, "/usr/bin/gcc", "1 2 4", hex), -1);
	sha256_mem("new", 3, digest);
	ok(index_tool_put(x->ix, "/usr/bin/gcc", "1 2 4", digest, &x->f->err), &x->f->err);
	assert_int_equal(index_tool_get(x->ix, "/usr/bin/gcc", "1 2 3", hex), -1);
	assert_int_equal(index_tool_get(x->ix, "/usr/bin/gcc", "1 2 4", hex), 0);
	assert_string_equal(hex, digest);
}

/* --- speed that does not depend on the machine: what SQLite plans to do --- */

static void no_question_reads_a_whole_table(void **state)
{
	static const enum index_sql which[] = { SQL_FIND_NAME,  SQL_FIND_SYMBOL, SQL_TREE_FILES,
						SQL_TREE_GET,   SQL_PATH_GET,    SQL_CONTENT_GET,
						SQL_FILES_DROP, SQL_PARTS_DROP,  SQL_TREE_DROP };
	struct index_fixture *x = *state;

	for (size_t i = 0; i < ARRAY_LEN(which); i++) {
		AUTOFREE char *sql = xasprintf("EXPLAIN QUERY PLAN %s", index_sql_text(which[i]));
		sqlite3_stmt *st;
		unsigned rows = 0;

		assert_int_equal(sqlite3_prepare_v2(x->ix->db, sql, -1, &st, NULL), SQLITE_OK);
		while (sqlite3_step(st) == SQLITE_ROW) {
			const char *detail = (const char *)sqlite3_column_text(st, 3);

			rows++;
			if (strncmp(detail, "SCAN", 4) == 0)
				fail_msg("%s\n%s", sql, detail);
		}
		assert_true(rows > 0);
		sqlite3_finalize(st);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, index_setup, index_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(questions_have_the_right_answers),
		TEST(a_visitor_may_see_no_more),
		TEST(a_content_is_read_once),
		TEST(a_name_registered_again_is_replaced),
		TEST(the_manifest_comes_back_from_the_index),
		TEST(odd_trees_are_registered_too),
		TEST(what_fails_leaves_the_index_as_it_was),
		TEST(tools_are_remembered_by_their_stamp),
		TEST(no_question_reads_a_whole_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
