/* The index: right answers, quickly, and never an index that cannot be used. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"

#include "cache/fsck.h"
#include "cache/index_internal.h"

static int reads; /* files that the reader was asked to read */

/*
 * The fixture's libraries are a line of magic, then "NAME VERSION KIND DEFAULT"
 * lines; "-" is no version. A file with "broken" in it cannot be read to its
 * end.
 */
static int read_symbols(int fd, const char *path, char soname[256],
			void (*add)(void *arg, const struct index_symbol *sym), void *arg,
			struct err *err)
{
	char text[65536], name[256], version[64], kind;
	ssize_t n = read(fd, text, sizeof(text) - 1);
	int is_default;

	reads++;
	assert_true(n >= 0);
	text[n] = '\0';
	if (strstr(path, "libz.so"))
		strcpy(soname, "libz.so.1");
	for (const char *line = strchr(text, '\n'); line && line[1];
	     line = strchr(line + 1, '\n')) {
		if (sscanf(line, " %255s %63s %c %d", name, version, &kind, &is_default) != 4) {
			if (strncmp(line + 1, "broken", 6) == 0)
				return err_set(err, ERR_CORRUPT, "'%s' is broken", path);
			continue;
		}
		add(arg, &(struct index_symbol){ .name = name,
						 .version = strcmp(version, "-") ? version : "",
						 .kind = kind,
						 .is_default = is_default });
	}
	return 0;
}

struct index_fixture {
	struct fixture *f;
	struct index *ix;
};

static void open_index(struct index_fixture *x, bool writable)
{
	ok(index_open(x->f->s, writable, &x->ix, &x->f->err), &x->f->err);
}

static int setup(void **state)
{
	struct index_fixture *x = xcalloc(1, sizeof(*x));
	void *inner = NULL;

	fixture_setup(&inner);
	x->f = inner;
	open_index(x, true);
	reads = 0;
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct index_fixture *x = *state;
	void *inner = x->f;

	index_close(x->ix);
	fixture_teardown(&inner);
	free(x);
	return 0;
}

/* A sysroot of a seed, in store and index. */
static void put(struct index_fixture *x, unsigned seed, const char *name)
{
	struct artifact a = { 0 };
	struct tree_record t = { 0 };

	put_sysroot(x->f->s, seed, name);
	ok(store_read_tree(x->f->s, name, &t, &x->f->err), &x->f->err);
	ok(store_read_artifact(x->f->s, t.parts[0].key, &a, &x->f->err), &x->f->err);
	ok(index_put_artifact(x->ix, &a, &x->f->err), &x->f->err);
	ok(index_put_tree(x->ix, x->f->s, &t, read_symbols, &x->f->err), &x->f->err);
	assert_true(index_has_tree(x->ix, name, t.digest));
	assert_true(index_has_artifact(x->ix, a.key));
	artifact_release(&a);
	tree_record_release(&t);
}

static int add_row(const struct index_row *row, void *arg)
{
	assert_true(!*row->sha256 || sha256_is_hex(row->sha256));
	buf_addf(arg, "%s %s %s %s %s%s%s\n", row->sysroot, *row->part ? row->part : "-",
		 *row->version ? row->version : "-", row->path, row->kind, *row->soname ? " " : "",
		 row->soname);
	return 0;
}

/* The answer as lines "SYSROOT PART VERSION PATH KIND SONAME"; the caller frees. */
static char *ask(struct index *ix, enum index_question q, const char *what, const char *sysroot)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	ok(index_find(ix, q, what, sysroot, add_row, &b, &err), &err);
	return buf_steal(&b);
}

static void expect(struct index_fixture *x, enum index_question q, const char *what,
		   const char *answer)
{
	AUTOFREE char *got = ask(x->ix, q, what, NULL);

	if (strcmp(got, answer) != 0)
		fail_msg("%s: got\n%s", what, got);
}

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
		AUTOFREE char *limit = xasprintf("has %zu bytes, SQLite takes 504", len + 13);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
		TEST(every_column_of_the_schema_is_explained),
		TEST(older_databases_are_brought_up_step_by_step),
		TEST(a_newer_index_is_refused_and_can_be_removed),
		TEST(without_an_index_reading_says_so),
		TEST(a_damaged_index_is_known_and_made_again),
		TEST(rebuilding_gives_the_same_answers),
		TEST(rebuilding_passes_over_what_is_damaged),
		TEST(rebuilding_passes_over_a_sysroot_that_was_written_into),
		TEST(a_path_that_is_too_long_for_sqlite_is_told_in_words),
		TEST(a_store_that_cannot_be_written_can_be_asked),
		TEST(many_processes_may_register_at_once),
		TEST(kill_while_registering_leaves_an_index_that_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
