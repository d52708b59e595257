/* Asking the index: headers, symbols, libraries, files. */
/* SPDX-License-Identifier: MIT */
#include "cache/index/index_internal.h"

#include <fnmatch.h>
#include <string.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"

/*
 * Every question but that for symbols becomes a range of file names, which
 * SQLite answers by an index, and a rule that each row is held against.
 */
struct question {
	enum index_question kind;
	const char *what; /* without the marks that only we read */
	bool anchored; /* the whole path must match, not only its end */
	bool is_pattern;
	bool exact_name; /* FIND_LIBRARY: a file's name, not "z" of -lz */
	struct buf low, high; /* the range: low <= name < high; high empty: no end */
};

static bool is_pattern(const char *s)
{
	return s[strcspn(s, "*?[")] != '\0';
}

/* All names that begin with the len bytes of prefix. */
static void range_of_prefix(struct question *q, const char *prefix, size_t len)
{
	buf_add(&q->low, prefix, len);
	while (len && (unsigned char)prefix[len - 1] == 0xff)
		len--;
	if (len) {
		buf_add(&q->high, prefix, len);
		q->high.data[len - 1]++;
	}
}

/* Exactly this name: nothing stands between it and it with a byte 1 behind. */
static void range_of_name(struct question *q, const char *name)
{
	buf_addstr(&q->low, name);
	buf_addstr(&q->high, name);
	buf_addch(&q->high, '\1');
}

static void prepare_library(struct question *q)
{
	if (strncmp(q->what, "-l", 2) == 0)
		q->what += 2;
	q->exact_name = index_is_library_name(q->what);
	if (q->exact_name) {
		range_of_name(q, q->what);
		return;
	}
	if (strncmp(q->what, "lib", 3) == 0 && q->what[3])
		q->what += 3;
	{
		AUTOFREE char *prefix = xasprintf("lib%s.", q->what);

		range_of_prefix(q, prefix, strlen(prefix));
	}
}

static void prepare(struct question *q)
{
	const char *name;

	if (q->kind == FIND_LIBRARY) {
		prepare_library(q);
		return;
	}
	if (*q->what == '/') {
		q->what += strspn(q->what, "/");
		q->anchored = true;
	}
	name = path_basename(q->what);
	q->is_pattern = q->kind == FIND_FILE && is_pattern(q->what);
	if (q->is_pattern)
		range_of_prefix(q, name, strcspn(name, "*?[\\"));
	else
		range_of_name(q, name);
}

/* Does path, or a part of it that begins at a component, match? */
static bool path_matches(const struct question *q, const char *path)
{
	size_t len = strlen(path), what_len = strlen(q->what);

	if (!q->is_pattern) {
		if (len < what_len || strcmp(path + len - what_len, q->what) != 0)
			return false;
		return len == what_len || (!q->anchored && path[len - what_len - 1] == '/');
	}
	for (;;) {
		if (fnmatch(q->what, path, FNM_PATHNAME) == 0)
			return true;
		path = strchr(path, '/');
		if (!path || q->anchored)
			return false;
		path++;
	}
}

static bool is_below_include(const char *path)
{
	return strncmp(path, "include/", 8) == 0 || strstr(path, "/include/");
}

/* libNAME.a, libNAME.so, libNAME.so.N; name begins with "libNAME." */
static bool is_library(const struct question *q, const char *name)
{
	const char *end = name + strlen("lib.") + strlen(q->what);

	return q->exact_name || strcmp(end, "a") == 0 || strcmp(end, "so") == 0 ||
	       strncmp(end, "so.", 3) == 0;
}

static bool row_matches(const struct question *q, struct index_row *row, char type,
			const char *name)
{
	switch (q->kind) {
	case FIND_HEADER:
		row->kind = "header";
		return type != ENTRY_DIR && is_below_include(row->path) &&
		       path_matches(q, row->path);
	case FIND_LIBRARY:
		if (type == ENTRY_DIR || !*row->sha256 || !is_library(q, name))
			return false;
		if (!*row->kind)
			row->kind =
				strcmp(name + strlen(name) - 2, ".a") == 0 ? "static" : "shared";
		return true;
	case FIND_FILE:
		row->kind = type == ENTRY_DIR ? "dir" : type == ENTRY_LINK ? "link" : "file";
		return path_matches(q, row->path);
	case FIND_SYMBOL:
		break;
	}
	return true;
}

static const char *column(sqlite3_stmt *st, int i)
{
	const char *text = (const char *)sqlite3_column_text(st, i);

	return text ? text : "";
}

static void read_row(sqlite3_stmt *st, struct index_row *row)
{
	row->sysroot = column(st, 0);
	row->part = column(st, 1);
	row->version = column(st, 2);
	row->path = column(st, 3);
	row->sha256 = column(st, 4);
	row->size = sqlite3_column_int64(st, 5);
	row->kind = column(st, 6);
	row->soname = column(st, 7);
}

static int run(struct index *ix, sqlite3_stmt *st, const struct question *q, index_visit *visit,
	       void *arg, struct err *err)
{
	int rc;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct index_row row;

		read_row(st, &row);
		if (q->kind != FIND_SYMBOL &&
		    !row_matches(q, &row, column(st, 8)[0], column(st, 9)))
			continue;
		if (visit(&row, arg))
			break;
	}
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		index_error(ix, err);
	sqlite3_reset(st);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 : -1;
}

static int find_symbol(struct index *ix, const struct question *q, const char *sysroot,
		       index_visit *visit, void *arg, struct err *err)
{
	const char *at = strchr(q->what, '@');
	AUTOFREE char *name = xstrndup(q->what, at ? (size_t)(at - q->what) : strlen(q->what));
	const char *version = at ? at + strspn(at, "@") : NULL;
	sqlite3_stmt *st = index_statement(ix, SQL_FIND_SYMBOL, err);
	int rc;

	if (!st || sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC) ||
	    sqlite3_bind_text(st, 2, version, -1, SQLITE_STATIC) ||
	    sqlite3_bind_text(st, 3, sysroot, -1, SQLITE_STATIC))
		return st ? index_error(ix, err) : -1;
	rc = run(ix, st, q, visit, arg, err);
	sqlite3_clear_bindings(st); /* they die with this call */
	return rc;
}

static int find_name(struct index *ix, const struct question *q, const char *sysroot,
		     index_visit *visit, void *arg, struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, SQL_FIND_NAME, err);
	const char *name = path_basename(q->what);
	/*
	 * The plain patterns mean the same to SQLite: it then drops most rows
	 * before it gathers and sorts them. The others only row_matches() knows.
	 */
	const char *glob = q->is_pattern && !strpbrk(name, "[\\") ? name : NULL;
	int rc;

	/* No text is as large as a blob. */
	if (!st || sqlite3_bind_text(st, 1, q->low.data, (int)q->low.len, SQLITE_STATIC) ||
	    (q->high.len ? sqlite3_bind_text(st, 2, q->high.data, (int)q->high.len, SQLITE_STATIC)
			 : sqlite3_bind_zeroblob(st, 2, 0)) ||
	    sqlite3_bind_text(st, 3, sysroot, -1, SQLITE_STATIC) ||
	    sqlite3_bind_text(st, 4, glob, -1, SQLITE_STATIC))
		return st ? index_error(ix, err) : -1;
	rc = run(ix, st, q, visit, arg, err);
	sqlite3_clear_bindings(st);
	return rc;
}

int index_find(struct index *ix, enum index_question q, const char *what, const char *sysroot,
	       index_visit *visit, void *arg, struct err *err)
{
	struct question question = { .kind = q, .what = what, .low = BUF_INIT, .high = BUF_INIT };
	int rc;

	if (!*what || strlen(what) > 4096)
		return err_set(err, ERR_USAGE, "'%.40s' cannot be searched for", what);
	if (q == FIND_SYMBOL)
		return find_symbol(ix, &question, sysroot, visit, arg, err);
	prepare(&question);
	rc = find_name(ix, &question, sysroot, visit, arg, err);
	buf_release(&question.low);
	buf_release(&question.high);
	return rc;
}
