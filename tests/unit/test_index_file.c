/* The index as a file: its schema and older ones, lost, damaged, made again. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/index_fixture.h"

#include "cache/fsck/fsck.h"
#include "cache/index/index_internal.h"

/* --- the schema --- */

static void every_column_of_the_schema_is_explained(void **state)
{
	struct index_fixture *x = *state;
	sqlite3_stmt *st;
	unsigned columns = 0;

	assert_int_equal(sqlite3_prepare_v2(x->ix->db,
					    "SELECT m.name, c.name FROM sqlite_master m JOIN"
					    " pragma_table_info(m.name) c WHERE m.type = 'table'",
					    -1, &st, NULL),
			 SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(st, 0);
		const char *column = (const char *)sqlite3_column_text(st, 1);
		AUTOFREE char *head = xasprintf("\n\nCREATE TABLE %s (", table);
		AUTOFREE char *begin = xasprintf("\n\t%s ", column);
		AUTOFREE char *line = NULL;
		const char *at;

		/* A table has a comment right above it: no empty line between. */
		assert_null(strstr(index_schema_text, head));
		at = strstr(index_schema_text, head + 1);
		assert_non_null(at);
		at = strstr(at, begin);
		assert_non_null(at);
		line = xstrndup(at + 1, strcspn(at + 1, "\n"));
		if (!strstr(line, " -- "))
			fail_msg("%s.%s is not explained: %s", table, column, line);
		columns++;
	}
	sqlite3_finalize(st);
	assert_true(columns > 40);
}

static const struct index_migration fake[] = {
	{ "CREATE TABLE a (x INTEGER NOT NULL) STRICT; INSERT INTO a VALUES (1)" },
	{ "ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT 'old'; INSERT INTO a VALUES (2, "
	  "'new')" },
	{ "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO b SELECT x * 10 FROM a" },
	{ "INSERT INTO b VALUES (99); THIS IS NO SQL" },
};

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static void older_databases_are_brought_up_step_by_step(void **state)
{
	struct index_fixture *x = *state;
	AUTOFREE char *path = path_join(x->f->dir, "old.sqlite");
	struct err err = ERR_INIT;
	sqlite3 *db;
	int version;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	ok(index_migrate(db, path, fake, 1, &err), &err);
	assert_int_equal(index_version(db, &version), SQLITE_OK);
	assert_int_equal(version, 1);
	sqlite3_close(db);
	/* A newer program comes, with two steps more. */
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	ok(index_migrate(db, path, fake, 3, &err), &err);
	assert_int_equal(number(db, "PRAGMA user_version"), 3);
	assert_int_equal(number(db, "SELECT sum(x) FROM b"), 30);
	assert_int_equal(number(db, "SELECT count(*) FROM a WHERE y = 'old'"), 1);
	ok(index_migrate(db, path, fake, 3, &err), &err);
	assert_int_equal(number(db, "SELECT count(*) FROM a"), 2);
	/* A step that fails leaves the version before it, whole. */
	assert_int_equal(index_migrate(db, path, fake, 4, &err), -1);
	assert_non_null(err.text);
	assert_int_equal(number(db, "PRAGMA user_version"), 3);
	assert_int_equal(number(db, "SELECT sum(x) FROM b"), 30);
	/* An older program does not touch a newer database. */
	assert_int_equal(index_migrate(db, path, fake, 2, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_non_null(err.hint);
	err_clear(&err);
	sqlite3_close(db);
}

static void tables_are_made_without_strict_for_an_older_sqlite(void **state)
{
	struct index_fixture *x = *state;
	const char *const names[] = { "strict.sqlite", "plain.sqlite" };
	int64_t tables[2];
	struct err err = ERR_INIT;

	for (int plain = 0; plain < 2; plain++) {
		AUTOFREE char *path = path_join(x->f->dir, names[plain]);
		sqlite3 *db;

		index_without_strict = plain;
		assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
		ok(index_migrate(db, path, index_migrations, index_migration_count, &err), &err);
		tables[plain] = number(db, "SELECT count(*) FROM sqlite_master");
		assert_int_equal(number(db, "SELECT count(*) FROM sqlite_master WHERE sql LIKE "
					    "'%) STRICT%'") > 0,
				 !plain);
		assert_int_equal(number(db, "SELECT count(*) FROM sqlite_master WHERE sql LIKE "
					    "'%)%WITHOUT ROWID'"),
				 5);
		sqlite3_close(db);
	}
	index_without_strict = false;
	assert_int_equal(tables[0], tables[1]);
}

static void a_newer_index_is_refused_and_can_be_removed(void **state)
{
	struct index_fixture *x = *state;
	struct index *other;

	assert_int_equal(sqlite3_exec(x->ix->db, "PRAGMA user_version = 99", NULL, NULL, NULL), 0);
	for (int writable = 0; writable < 2; writable++) {
		assert_int_equal(index_open(x->f->s, writable, &other, &x->f->err), -1);
		assert_int_equal(x->f->err.code, ERR_FAILED);
		assert_non_null(strstr(x->f->err.text, "99"));
		assert_non_null(x->f->err.hint);
	}
	index_close(x->ix);
	ok(index_remove(x->f->s, &x->f->err), &x->f->err);
	open_index(x, true);
	put(x, 1, "a");
}

/* --- files --- */

static void without_an_index_reading_says_so(void **state)
{
	struct index_fixture *x = *state;
	struct index *other;

	index_close(x->ix);
	x->ix = NULL;
	ok(index_remove(x->f->s, &x->f->err), &x->f->err);
	assert_int_equal(index_open(x->f->s, false, &other, &x->f->err), -1);
	assert_int_equal(x->f->err.code, ERR_MISSING);
	assert_false(file_exists(store_fd(x->f->s), "index.sqlite"));
	/* And with one that was begun only: an empty file, as a full disk leaves it. */
	write_text(store_fd(x->f->s), "index.sqlite", "");
	assert_int_equal(index_open(x->f->s, false, &other, &x->f->err), -1);
	assert_int_equal(x->f->err.code, ERR_MISSING);
	assert_non_null(x->f->err.hint);
	open_index(x, true);
	put(x, 1, "a");
}

static void a_damaged_index_is_known_and_made_again(void **state)
{
	struct index_fixture *x = *state;
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;
	AUTOFREE char *noise = xmalloc(100000);

	put(x, 1, "a");
	put(x, 2, "b");
	before = ask(x->ix, FIND_FILE, "*", NULL);
	index_close(x->ix);
	x->ix = NULL;
	for (size_t i = 0; i < 100000; i++)
		noise[i] = (char)(i * 7);
	for (int i = 0; i < 2; i++) {
		write_file(store_fd(x->f->s), "index.sqlite", noise, i ? 100000 : 50, 0644);
		for (int writable = 0; writable < 2; writable++) {
			assert_int_equal(index_open(x->f->s, writable, &x->ix, &x->f->err), -1);
			assert_int_equal(x->f->err.code, ERR_CORRUPT);
			assert_non_null(strstr(x->f->err.hint, "--rebuild-index"));
		}
	}
	ok(index_remove(x->f->s, &x->f->err), &x->f->err);
	open_index(x, true);
	ok(index_rebuild(x->ix, x->f->s, read_symbols, &x->f->err), &x->f->err);
	after = ask(x->ix, FIND_FILE, "*", NULL);
	assert_string_equal(before, after);
}

static void rebuilding_gives_the_same_answers(void **state)
{
	static const struct {
		enum index_question q;
		const char *what;
	} questions[] = { { FIND_FILE, "*" },
			  { FIND_SYMBOL, "puts" },
			  { FIND_SYMBOL, "z2" },
			  { FIND_LIBRARY, "z" },
			  { FIND_HEADER, "seed.h" } };
	struct index_fixture *x = *state;
	AUTOSTRV struct strv before = STRV_INIT;
	struct fsck_report report;

	put(x, 1, "a");
	put(x, 2, "b");
	put(x, 1, "c");
	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		strv_take(&before, ask(x->ix, questions[i].q, questions[i].what, NULL));
	/* What is no longer there goes, what was not known comes. */
	put_sysroot(x->f->s, 3, "unknown");
	ok(index_rebuild(x->ix, x->f->s, read_symbols, &x->f->err), &x->f->err);
	expect(x, FIND_SYMBOL, "seed_3", "unknown libc - usr/lib/libz.a T\n");
	ok(fsck_run(x->f->s, x->ix, false, NULL, NULL, &report, &x->f->err), &x->f->err);
	assert_int_equal(report.problems, 0);
	assert_int_equal(unlinkat(store_fd(x->f->s), "sysroots/unknown", 0), 0);
	ok(index_rebuild(x->ix, x->f->s, read_symbols, &x->f->err), &x->f->err);
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		AUTOFREE char *now = ask(x->ix, questions[i].q, questions[i].what, NULL);

		assert_true(*now);
		assert_string_equal(now, before.items[i]);
	}
}

static void rebuilding_passes_over_what_is_damaged(void **state)
{
	struct index_fixture *x = *state;
	char digest[SHA256_HEX];
	AUTOFREE char *record = NULL;

	put(x, 1, "a");
	put(x, 2, "b");
	ok(store_tree_digest(x->f->s, "b", digest, &x->f->err), &x->f->err);
	record = xasprintf("records/b/%s", digest);
	write_text(store_fd(x->f->s), record, "no record\n");
	ok(index_rebuild(x->ix, x->f->s, read_symbols, &x->f->err), &x->f->err);
	expect(x, FIND_SYMBOL, "seed_1", "a libc - usr/lib/libz.a T\n");
	expect(x, FIND_SYMBOL, "seed_2", "");
}

static void rebuilding_passes_over_a_sysroot_that_was_written_into(void **state)
{
	struct index_fixture *x = *state;
	AUTOCLOSE int fd = -1;

	put(x, 1, "a");
	put(x, 2, "b");
	fd = openat(store_fd(x->f->s), "sysroots/a/usr/lib/libz.a", O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(fd, "gets", 4, 8), 4);
	ok(index_rebuild(x->ix, x->f->s, read_symbols, &x->f->err), &x->f->err);
	expect(x, FIND_SYMBOL, "gets", "");
	expect(x, FIND_SYMBOL, "seed_2", "b libc - usr/lib/libz.a T\n");
	expect(x, FIND_FILE, "seed.h", "b libc 1.2 usr/include/sys/seed.h file\n");
}

/* A store whose path has this many bytes; the caller frees. */
static char *deep_place(const char *dir, size_t len)
{
	struct buf b = BUF_INIT;

	buf_addstr(&b, dir);
	while (b.len + 102 < len)
		buf_addf(&b, "/%0100d", 0);
	buf_addf(&b, "/%0*d", (int)(len - b.len - 1), 0);
	assert_int_equal(b.len, len);
	return buf_steal(&b);
}

static void a_path_that_is_too_long_for_sqlite_is_told_in_words(void **state)
{
	struct index_fixture *x = *state;
	const size_t most = 504 - strlen("/index.sqlite");
	AUTOFREE char *shortcut = path_join(x->f->dir, "short");

	for (size_t len = most; len < most + 130; len = len == most ? len + 1 : len + 64) {
		AUTOFREE char *place = deep_place(x->f->dir, len);
		AUTOFREE char *limit = xasprintf("has %zu bytes, SQLite's limit is 504", len + 13);
		struct store *s;
		struct index *ix;

		ok(store_open(place, true, &s, &x->f->err), &x->f->err);
		for (int linked = 0; linked < 2; linked++) {
			if (linked) { /* the way does not matter, the place does */
				store_close(s);
				unlink(shortcut);
				assert_int_equal(symlink(place, shortcut), 0);
				ok(store_open(shortcut, true, &s, &x->f->err), &x->f->err);
			}
			for (int writable = 1; writable >= 0; writable--) {
				if (len == most) {
					ok(index_open(s, writable, &ix, &x->f->err), &x->f->err);
					index_close(ix);
					continue;
				}
				if (!writable) /* made elsewhere, and moved here */
					write_text(store_fd(s), "index.sqlite", "");
				assert_int_equal(index_open(s, writable, &ix, &x->f->err), -1);
				assert_int_equal(x->f->err.code, ERR_FAILED);
				assert_non_null(strstr(x->f->err.text, limit));
				assert_non_null(strstr(x->f->err.hint, "--store"));
			}
		}
		store_close(s);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, index_setup, index_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_column_of_the_schema_is_explained),
		TEST(older_databases_are_brought_up_step_by_step),
		TEST(tables_are_made_without_strict_for_an_older_sqlite),
		TEST(a_newer_index_is_refused_and_can_be_removed),
		TEST(without_an_index_reading_says_so),
		TEST(a_damaged_index_is_known_and_made_again),
		TEST(rebuilding_gives_the_same_answers),
		TEST(rebuilding_passes_over_what_is_damaged),
		TEST(rebuilding_passes_over_a_sysroot_that_was_written_into),
		TEST(a_path_that_is_too_long_for_sqlite_is_told_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
