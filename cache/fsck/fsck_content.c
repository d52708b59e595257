/* Checking the index row by row, against one that is made anew from the store. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/process.h"
#include "cache/fsck/fsck_internal.h"

#define REBUILD "'sysroot fsck --repair' rebuilds the index"

/*
 * What is compared, in an order that both have. ?1 is the name of a sysroot, the
 * key of an artifact, or the digest of a content. Row numbers stay out of it: two
 * indexes of one store differ in them.
 */
static const char sql_artifact[] =
	"SELECT recipe, part, version, license, fidelity, sandbox, files,"
	" bytes FROM artifact WHERE key = ?1";
static const char sql_sysroot[] =
	"SELECT digest, request_key, NULL, NULL, NULL, NULL, NULL, NULL FROM sysroot"
	" WHERE name = ?1 UNION ALL SELECT * FROM"
	" (SELECT p.number, p.part, p.recipe, p.version, p.key, p.fidelity, p.license, p.why"
	" FROM sysroot s JOIN sysroot_part p ON p.sysroot_id = s.id WHERE s.name = ?1"
	" ORDER BY p.number)";
static const char sql_files[] =
	"SELECT p.path, p.name, f.type, f.mode, hex(c.sha256), c.size, f.target, f.part_number"
	" FROM sysroot s JOIN file f ON f.sysroot_id = s.id JOIN path p ON p.id = f.path_id"
	" LEFT JOIN content c ON c.id = f.content_id WHERE s.name = ?1 ORDER BY p.path";
/* Contents with their symbols, of which there may be none. */
static const char sql_symbols[] =
	"SELECT hex(c.sha256), c.kind, c.soname, c.state, y.name, y.version, y.kind, y.is_default"
	" FROM content c LEFT JOIN symbol y ON y.content_id = c.id"
	" WHERE c.state > 0 AND c.id IN (SELECT f.content_id FROM file f WHERE f.content_id"
	" IS NOT NULL) ORDER BY 1, 5, 6, 7";

static int open_fresh(struct index **out, struct err *err)
{
	struct index *ix = xcalloc(1, sizeof(*ix));

	ix->path = xstrdup("(in memory)");
	ix->writable = true;
	if (sqlite3_open(":memory:", &ix->db)) {
		index_error(ix, err);
		goto fail;
	}
	if (index_migrate(ix->db, ix->path, index_migrations, index_migration_count, err))
		goto fail;
	*out = ix;
	return 0;
fail:
	index_close(ix);
	return -1;
}

/* One row as a text; NULL and "" differ. 1, 0 at the end, -1 with the database's error. */
static int next_row(sqlite3_stmt *st, struct buf *row)
{
	int rc = sqlite3_step(st);

	buf_clear(row);
	if (rc != SQLITE_ROW)
		return rc == SQLITE_DONE ? 0 : -1;
	for (int i = 0; i < sqlite3_column_count(st); i++) {
		const char *text = (const char *)sqlite3_column_text(st, i);

		if (text)
			buf_addf(row, "=%s", text);
		buf_addch(row, '\n');
	}
	return 1;
}

/* Do both answer alike? 1, 0; -1 when the second, which is ours, cannot answer. */
static int same_rows(sqlite3_stmt *old, sqlite3_stmt *fresh)
{
	AUTOBUF struct buf a = BUF_INIT, b = BUF_INIT;

	for (;;) {
		int x = next_row(old, &a), y = next_row(fresh, &b);

		if (y < 0)
			return -1;
		if (x != y)
			return 0;
		if (x == 0)
			return 1;
		if (a.len != b.len || memcmp(a.data, b.data, a.len) != 0)
			return 0;
	}
}

struct comparing {
	struct fsck *f;
	struct index *fresh;
};

static int compare(const struct comparing *c, const char *sql, const char *name, struct err *err)
{
	sqlite3_stmt *old = NULL, *fresh = NULL;
	int same = 0;

	if (sqlite3_prepare_v2(c->fresh->db, sql, -1, &fresh, NULL) ||
	    sqlite3_bind_text(fresh, 1, name, -1, SQLITE_STATIC)) {
		index_error(c->fresh, err);
		same = -1;
	} else if (sqlite3_prepare_v2(c->f->ix->db, sql, -1, &old, NULL) == SQLITE_OK &&
		   sqlite3_bind_text(old, 1, name, -1, SQLITE_STATIC) == SQLITE_OK) {
		same = same_rows(old, fresh);
		if (same < 0)
			index_error(c->fresh, err);
	}
	sqlite3_finalize(old);
	sqlite3_finalize(fresh);
	return same;
}

static int compare_artifacts(const struct comparing *c, struct err *err)
{
	AUTOSTRV struct strv keys = STRV_INIT;

	if (index_list_artifacts(c->f->ix, &keys, err))
		return -1;
	for (size_t i = 0; i < keys.len; i++) {
		int same;

		/* One that is not there, or cannot be read, was told before. */
		if (!index_has_artifact(c->fresh, keys.items[i]))
			continue;
		same = compare(c, sql_artifact, keys.items[i], err);
		if (same < 0)
			return -1;
		if (!same)
			fsck_problem(c->f, "the index has wrong data about artifact '%s'; " REBUILD,
				     keys.items[i]);
	}
	return 0;
}

static int compare_trees(const struct comparing *c, struct err *err)
{
	static const char *const queries[] = { sql_sysroot, sql_files };
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv there = STRV_INIT;
	char digest[SHA256_HEX];

	if (index_list_trees(c->f->ix, &names, err) || index_list_trees(c->fresh, &there, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		int same = 1;

		/* As it was before: the next build makes it known. */
		if (!strv_has_sorted(&there, names.items[i]) ||
		    index_tree_digest(c->fresh, names.items[i], digest) ||
		    !index_has_tree(c->f->ix, names.items[i], digest))
			continue;
		for (size_t j = 0; same > 0 && j < ARRAY_LEN(queries); j++)
			same = compare(c, queries[j], names.items[i], err);
		if (same < 0)
			return -1;
		if (!same)
			fsck_problem(c->f,
				     "the index does not match the contents of sysroot '%s': "
				     "'sysroot find' may give wrong answers; " REBUILD,
				     names.items[i]);
	}
	return 0;
}

/* Symbols of one content after the other: a content that only one of them has is passed over. */
static int compare_symbols(const struct comparing *c, struct err *err)
{
	enum { HEX = 1 + 64 }; /* "=HEX" before the first newline */
	AUTOBUF struct buf a = BUF_INIT, b = BUF_INIT;
	sqlite3_stmt *old = NULL, *fresh = NULL;
	size_t wrong = 0;
	int x = -1, y = -1;

	if (sqlite3_prepare_v2(c->fresh->db, sql_symbols, -1, &fresh, NULL) == SQLITE_OK)
		y = next_row(fresh, &b);
	if (sqlite3_prepare_v2(c->f->ix->db, sql_symbols, -1, &old, NULL) == SQLITE_OK)
		x = next_row(old, &a);
	while (x > 0 && y > 0) {
		int order = memcmp(a.data, b.data, HEX);

		if (order == 0 && (a.len != b.len || memcmp(a.data, b.data, a.len) != 0)) {
			AUTOFREE char *content = xstrndup(a.data, HEX);

			wrong++;
			/* To the next content in both. */
			while (x > 0 && memcmp(a.data, content, HEX) == 0)
				x = next_row(old, &a);
			while (y > 0 && memcmp(b.data, content, HEX) == 0)
				y = next_row(fresh, &b);
			continue;
		}
		if (order <= 0)
			x = next_row(old, &a);
		if (order >= 0)
			y = next_row(fresh, &b);
	}
	/* Rows that are left over are of contents that the other has not, or not wholly. */
	wrong += x < 0;
	sqlite3_finalize(old);
	sqlite3_finalize(fresh);
	if (y < 0)
		return index_error(c->fresh, err);
	if (wrong)
		fsck_problem(c->f,
			     "the index has wrong symbols for %zu file%s that the store ha%s: "
			     "'sysroot find symbol' gives wrong answers; " REBUILD,
			     wrong, wrong == 1 ? "" : "s", wrong == 1 ? "s" : "ve");
	return 0;
}

int fsck_index_rows(struct store *s, struct index *ix, index_reader *reader,
		    void (*say)(const char *line, void *arg), void *arg, struct fsck_report *report,
		    struct err *err)
{
	struct fsck f = { .s = s, .ix = ix, .say = say, .arg = arg, .report = report };
	struct comparing c = { .f = &f };
	size_t before = report->problems;
	int rc = open_fresh(&c.fresh, err);

	if (rc == 0)
		rc = index_rebuild(c.fresh, s, reader, err);
	if (rc == 0 && !process_interrupted())
		rc = compare_artifacts(&c, err) || compare_trees(&c, err) ||
				     compare_symbols(&c, err)
			     ? -1
			     : 0;
	index_close(c.fresh);
	report->index_problems += report->problems - before;
	return rc;
}
