/* Checking the trees on disk, and the names and records of sysroots. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"

#include <string.h>

#define MAX_LINES 10 /* said of one tree */

/* One tree, while its problems are told. */
struct tree_telling {
	struct fsck *f;
	const char *digest;
	const char *names; /* that lead to it */
	size_t found; /* problems */
};

static void tell(const char *what, void *arg)
{
	struct tree_telling *t = arg;

	t->found++;
	if (t->found > MAX_LINES) {
		fsck_count(t->f, 1);
		return;
	}
	fsck_problem(t->f, "tree '%.12s...'%s: %s; %s", t->digest, t->names, what,
		     fsck_cure(t->f,
			       "'sysroot fsck --repair' removes it, 'sysroot build' rebuilds it"));
}

/* Is the file the object itself, whose content was looked at already? */
static bool is_good_object(const struct entry *e, const struct stat *st, void *arg)
{
	const struct tree_telling *t = arg;
	char object[STORE_OBJECT_PATH];
	struct stat there;

	store_object_path(e->sha256, e->exec, object);
	return store_stat(t->f->s, object, &there) == 0 && there.st_dev == st->st_dev &&
	       there.st_ino == st->st_ino && fsck_object_is_good(t->f, e);
}

/* " of sysroot 'centos7', 'el7'", or "": a tree may have many names, or none. */
static char *names_of_tree(const struct fsck *f, const char *digest)
{
	struct buf text = BUF_INIT;

	buf_addstr(&text, "");
	for (size_t i = 0; i < f->named_trees.len; i++) {
		const char *item = f->named_trees.items[i];

		if (strncmp(item, digest, SHA256_HEX - 1) == 0)
			buf_addf(&text, "%s '%s'", text.len ? "," : " of sysroot",
				 item + SHA256_HEX);
	}
	return buf_steal(&text);
}

static void list_named_trees(struct fsck *f)
{
	AUTOSTRV struct strv names = STRV_INIT;
	char digest[SHA256_HEX];

	if (store_list_trees(f->s, &names, NULL))
		return; /* that is said when the names are looked at */
	for (size_t i = 0; i < names.len; i++)
		if (store_tree_digest(f->s, names.items[i], digest, NULL) == 0)
			strv_addf(&f->named_trees, "%s %s", digest, names.items[i]);
	strv_sort(&f->named_trees);
}

static int check_tree(struct fsck *f, const char *path, const char *digest, struct err *err)
{
	AUTOFREE char *names = names_of_tree(f, digest);
	struct tree_telling t = { .f = f, .digest = digest, .names = names };
	const struct tree_check check = { .problem = tell, .is_good = is_good_object, .arg = &t };

	if (!sha256_is_hex(digest) || !store_is_folder(f->s, path))
		return fsck_foreign(f, path, err);
	f->report->trees++;
	if (store_check_tree(f->s, digest, &check, &f->report->bytes, err))
		return -1;
	if (t.found > MAX_LINES && f->say) {
		AUTOFREE char *line = xasprintf("tree '%.12s...': %zu more problems", digest,
						t.found - MAX_LINES);

		f->say(line, f->arg);
	}
	if (!t.found)
		return 0;
	strv_add(&f->bad_trees, digest);
	return fsck_quarantine(f, path, err);
}

int fsck_trees(struct fsck *f, struct err *err)
{
	list_named_trees(f);
	return fsck_each(f, "trees", false, check_tree, err);
}

static int drop_name(struct fsck *f, const char *name, struct err *err)
{
	if (!f->repair)
		return 0;
	/* First the index: a sysroot that it does not know is no damage. */
	if (f->ix && f->ix->writable && index_drop_tree(f->ix, name, err))
		return -1;
	return store_forget_tree(f->s, name, err);
}

static int check_name(struct fsck *f, const char *path, const char *name, struct err *err)
{
	struct tree_record t = { 0 };
	struct err why = ERR_INIT;
	AUTOFREE char *tree = NULL;
	bool there, bad;
	struct stat st;

	if (!store_name_is_valid(name) || store_stat(f->s, path, &st) || !S_ISLNK(st.st_mode)) {
		fsck_problem(
			f, "'%s' is not a sysroot; 'sysroot fsck --repair' moves it to quarantine/",
			path);
		return fsck_quarantine(f, path, err);
	}
	if (store_read_tree(f->s, name, &t, &why)) {
		fsck_problem(f,
			     "the record of sysroot '%s' is damaged or missing (%s): the sysroot "
			     "is not usable; 'sysroot fsck --repair' removes it, 'sysroot build "
			     "%s' rebuilds it",
			     name, why.text, name);
		err_clear(&why);
		return drop_name(f, name, err);
	}
	tree = path_join("trees", t.digest);
	bad = strv_has_sorted(&f->bad_trees, t.digest);
	there = bad || store_exists(f->s, tree);
	tree_record_release(&t);
	if (there && !bad)
		return 0;
	if (!bad)
		fsck_problem(f,
			     "the tree of sysroot '%s' is missing; 'sysroot build %s' rebuilds it",
			     name, name);
	return drop_name(f, name, err);
}

int fsck_names(struct fsck *f, struct err *err)
{
	return fsck_each(f, "sysroots", false, check_name, err);
}
