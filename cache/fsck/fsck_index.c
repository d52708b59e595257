/* Checking the index against the records. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"

#include <string.h>

#define REBUILD "'sysroot fsck --rebuild-index' rebuilds the index"

static bool is_sound(struct index *ix)
{
	sqlite3_stmt *st = NULL;
	bool sound = false;

	if (sqlite3_prepare_v2(ix->db, "PRAGMA integrity_check(1)", -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		sound = strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
	sqlite3_finalize(st);
	return sound;
}

/* Entries of equal digests are equal but for their parts. */
static bool same_parts(const struct manifest *a, const struct manifest *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const char *x = a->entries[i].part, *y = b->entries[i].part;

		if (strcmp(x ? x : "", y ? y : "") != 0)
			return false;
	}
	return true;
}

static void compare_tree(struct fsck *f, const char *name, const struct tree_record *t)
{
	struct manifest m = MANIFEST_INIT;
	char hex[SHA256_HEX];
	bool same = false;

	if (index_read_manifest(f->ix, name, &m, NULL) == 0) {
		manifest_digest(&m, hex);
		same = strcmp(hex, t->digest) == 0 && same_parts(&m, &t->manifest);
	}
	if (!same)
		fsck_problem(f,
			     "the index has wrong data about sysroot '%s': 'sysroot find' gives "
			     "wrong answers; " REBUILD,
			     name);
	manifest_release(&m);
}

/* Is what the index knows of the name another tree that is here, as the name had it? */
static bool knows_older(const struct fsck *f, const char *name)
{
	AUTOFREE char *path = NULL;
	char digest[SHA256_HEX];

	if (index_tree_digest(f->ix, name, digest))
		return false;
	path = path_join("trees", digest);
	return store_exists(f->s, path);
}

static int check_trees(struct fsck *f, struct err *err)
{
	AUTOSTRV struct strv there = STRV_INIT;
	AUTOSTRV struct strv known = STRV_INIT;

	/* Known first: beside a build, what is known is there. */
	if (index_list_trees(f->ix, &known, err))
		return -1;
	/* That the store cannot be listed was said before. */
	if (store_list_trees(f->s, &there, NULL))
		return 0;
	/* As with artifacts: one that is not known yet is no damage. */
	for (size_t i = 0; i < there.len; i++) {
		struct tree_record t = { 0 };

		if (!strv_has_sorted(&known, there.items[i]) ||
		    store_read_tree(f->s, there.items[i], &t, NULL))
			continue; /* that it cannot be read was said before */
		if (!index_has_tree(f->ix, t.name, t.digest) && knows_older(f, t.name))
			; /* a build was stopped in between: the next one makes it known */
		else if (!index_has_tree(f->ix, t.name, t.digest))
			fsck_problem(f,
				     "the index is out of date for sysroot '%s': 'sysroot find' "
				     "gives wrong answers; " REBUILD,
				     t.name);
		else
			compare_tree(f, t.name, &t);
		tree_record_release(&t);
	}
	for (size_t i = 0; i < known.len; i++)
		if (!strv_has_sorted(&there, known.items[i]))
			fsck_problem(f,
				     "the index lists sysroot '%s', which does not exist: 'sysroot "
				     "find' gives wrong answers; " REBUILD,
				     known.items[i]);
	return 0;
}

static int check_artifacts(struct fsck *f, struct err *err)
{
	AUTOSTRV struct strv there = STRV_INIT;
	AUTOSTRV struct strv known = STRV_INIT;

	if (index_list_artifacts(f->ix, &known, err))
		return -1;
	if (store_list_artifacts(f->s, &there, NULL))
		return 0;
	/*
	 * One that the index does not know yet is no damage: a build that was stopped
	 * leaves it so, and the next build that uses it makes it known.
	 */
	for (size_t i = 0; i < known.len; i++)
		if (!strv_has_sorted(&there, known.items[i]))
			fsck_problem(
				f, "the index lists artifact '%s', which does not exist; " REBUILD,
				known.items[i]);
	return 0;
}

/*
 * Nothing known of what is there: not a build that was stopped (it makes its
 * artifacts known before it composes), but an index that was lost. Sysroots
 * without any artifact may be such that lost their objects: making the index
 * again would pass over them.
 */
static int is_lost(struct fsck *f, bool *lost, struct err *err)
{
	AUTOSTRV struct strv trees = STRV_INIT;
	AUTOSTRV struct strv artifacts = STRV_INIT;
	AUTOSTRV struct strv known = STRV_INIT;

	if (store_list_trees(f->s, &trees, NULL) || trees.len == 0 ||
	    store_list_artifacts(f->s, &artifacts, NULL) || artifacts.len == 0)
		return 0;
	if (index_list_trees(f->ix, &known, err) || index_list_artifacts(f->ix, &known, err))
		return -1;
	*lost = known.len == 0;
	return 0;
}

int fsck_index(struct fsck *f, struct err *err)
{
	bool lost = false;

	if (!is_sound(f->ix)) {
		fsck_problem(f, "the index is damaged: 'sysroot find' may fail or give wrong "
				"answers; " REBUILD);
		return 0;
	}
	if (is_lost(f, &lost, err))
		return -1;
	if (lost) {
		fsck_problem(f, "the index is missing what the store has: 'sysroot find' does not "
				"find it; " REBUILD);
		return 0;
	}
	return check_artifacts(f, err) || check_trees(f, err) ? -1 : 0;
}
