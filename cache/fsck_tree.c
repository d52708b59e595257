/* Checking the trees on disk, and the names and records of sysroots. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/process.h"

#define MAX_LINES 10 /* said of one tree */

struct tree_check {
	struct fsck *f;
	const char *digest;
	const char *names; /* that lead to it */
	const struct manifest *m;
	bool *seen; /* by number of the entry */
	size_t found; /* problems */
};

static void tree_problem(struct tree_check *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void tree_problem(struct tree_check *t, const char *fmt, ...)
{
	AUTOBUF struct buf text = BUF_INIT;
	va_list ap;

	t->found++;
	if (t->found > MAX_LINES) {
		fsck_count(t->f, 1);
		return;
	}
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	if (!t->f->first)
		t->f->first = xstrdup(text.data);
	fsck_problem(t->f, "tree '%.12s...'%s: %s; %s", t->digest, t->names, text.data,
		     fsck_cure(t->f, "'sysroot fsck --repair' removes it, 'sysroot build' makes it "
				     "again"));
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

/* Is the file the object itself, whose content was looked at already? */
static bool is_good_object(const struct tree_check *t, const struct entry *e, const struct stat *st)
{
	char object[STORE_OBJECT_PATH];
	struct stat there;

	if (t->f->hash_all)
		return false;
	store_object_path(e->sha256, e->exec, object);
	return beneath_stat(t->f->s->fd, object, &there) == 0 && there.st_dev == st->st_dev &&
	       there.st_ino == st->st_ino && fsck_object_is_good(t->f, e);
}

static void check_file(struct tree_check *t, int rootfd, const struct entry *e,
		       const struct stat *st)
{
	struct err why = ERR_INIT;
	char hex[SHA256_HEX];
	uint64_t size = 0;

	if (!S_ISREG(st->st_mode)) {
		tree_problem(t, "'%s' is no regular file", e->path);
		return;
	}
	if ((st->st_mode & 07777) != (e->exec ? 0755 : 0644))
		tree_problem(t, "'%s' has not its mode", e->path);
	if (is_good_object(t, e, st))
		return;
	if (beneath_hash(rootfd, e->path, hex, &size, &why)) {
		tree_problem(t, "it cannot be read: %s", why.text);
		err_clear(&why);
		return;
	}
	t->f->report->bytes += size;
	if (strcmp(hex, e->sha256) != 0)
		tree_problem(t, "'%s' does not match its digest", e->path);
}

static bool is_own_file(const char *path)
{
	return strcmp(path, ".sysroot") == 0 || strcmp(path, ".sysroot/manifest") == 0 ||
	       strcmp(path, ".sysroot/digest") == 0;
}

static int visit(int rootfd, const char *path, const struct stat *st, void *arg, struct err *err)
{
	struct tree_check *t = arg;
	const struct entry *e = manifest_find(t->m, path);

	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (!e) {
		if (!is_own_file(path))
			tree_problem(t, "'%s' is not the sysroot's", path);
		return 0;
	}
	t->seen[e - t->m->entries] = true;
	if (e->type == ENTRY_FILE) {
		check_file(t, rootfd, e, st);
		return 0;
	}
	if (e->type == ENTRY_DIR) {
		if (!S_ISDIR(st->st_mode) || (st->st_mode & 07777) != 0755)
			tree_problem(t, "'%s' is no folder of mode 0755", path);
		return 0;
	}
	{
		AUTOFREE char *target = S_ISLNK(st->st_mode) ? link_read(rootfd, path, NULL) : NULL;

		if (!target || strcmp(target, e->target) != 0)
			tree_problem(t, "'%s' is no link to '%s'", path, e->target);
	}
	return 0;
}

static int compare_tree(struct tree_check *t, const char *path, const struct manifest *m,
			struct err *err)
{
	struct err why = ERR_INIT;
	int rc;

	t->m = m;
	t->seen = xcalloc(m->count + 1, sizeof(*t->seen));
	rc = beneath_walk(t->f->s->fd, path, visit, t, &why);
	if (rc && why.code == ERR_INTERRUPTED) {
		err_move(err, &why);
	} else if (rc) { /* what comes after it was not seen */
		rc = 0;
		tree_problem(t, "it cannot be read: %s", why.text);
		memset(t->seen, true, m->count * sizeof(*t->seen));
	}
	err_clear(&why);
	for (size_t i = 0; rc == 0 && i < m->count; i++)
		if (!t->seen[i])
			tree_problem(t, "'%s' is missing", m->entries[i].path);
	if (t->found > MAX_LINES && t->f->say) {
		AUTOFREE char *line = xasprintf("tree '%.12s...': %zu problems more", t->digest,
						t->found - MAX_LINES);

		t->f->say(line, t->f->arg);
	}
	free(t->seen);
	return rc;
}

/* The manifest that a tree carries; false when it is not the one of its name. */
static bool read_own_manifest(struct tree_check *t, const char *path, struct manifest *m)
{
	AUTOFREE char *manifest_path = path_join(path, ".sysroot/manifest");
	AUTOFREE char *digest_path = path_join(path, ".sysroot/digest");
	AUTOBUF struct buf text = BUF_INIT;
	AUTOBUF struct buf line = BUF_INIT;
	char hex[SHA256_HEX];

	if (beneath_read(t->f->s->fd, manifest_path, STORE_RECORD_MAX, &text, NULL)) {
		tree_problem(t, "its manifest cannot be read");
		return false;
	}
	sha256_mem(text.data, text.len, hex);
	if (strcmp(hex, t->digest) != 0 ||
	    manifest_parse(text.data, text.len, manifest_path, m, NULL)) {
		tree_problem(t, "its manifest is not the one of its digest");
		return false;
	}
	if (beneath_read(t->f->s->fd, digest_path, SHA256_HEX, &line, NULL) ||
	    line.len != SHA256_HEX || strncmp(line.data, t->digest, SHA256_HEX - 1) != 0 ||
	    line.data[SHA256_HEX - 1] != '\n')
		tree_problem(t, "'.sysroot/digest' is not its digest");
	return true;
}

static int check_tree(struct fsck *f, const char *digest, const char *path, struct err *err)
{
	AUTOFREE char *own_names = names_of_tree(f, digest);
	struct tree_check t = { .f = f, .digest = digest, .names = own_names };
	struct manifest m = MANIFEST_INIT;
	int rc = 0;

	f->report->trees++;
	if (read_own_manifest(&t, path, &m))
		rc = compare_tree(&t, path, &m, err);
	manifest_release(&m);
	if (rc || !t.found)
		return rc;
	strv_add(&f->bad_trees, digest);
	return fsck_quarantine(f, path, err);
}

int fsck_whole_tree(struct store *s, const char *digest, struct err *err)
{
	AUTOFREE char *path = path_join("trees", digest);
	struct fsck_report report = { 0 };
	struct fsck f = { .s = s, .report = &report, .hash_all = true };
	int rc = check_tree(&f, digest, path, err);

	if (rc == 0 && report.problems) {
		rc = err_set(err, ERR_CORRUPT, "'%s/%s' is damaged: %s", s->path, path, f.first);
		err_hint(err, "'sysroot fsck --repair' puts aside what is damaged, 'sysroot build' "
			      "makes it\nagain");
	}
	free(f.first);
	strv_release(&f.bad_trees);
	return rc;
}

int fsck_trees(struct fsck *f, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	list_named_trees(f);
	fsck_list(f, "trees", &names);
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("trees", names.items[i]);
		struct stat st;

		if (sha256_is_hex(names.items[i]) && beneath_stat(f->s->fd, path, &st) == 0 &&
		    S_ISDIR(st.st_mode)) {
			if (check_tree(f, names.items[i], path, err))
				return -1;
			continue;
		}
		if (fsck_foreign(f, path, err))
			return -1;
	}
	return 0;
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

static int check_name(struct fsck *f, const char *name, struct err *err)
{
	struct tree_record t = { 0 };
	struct err why = ERR_INIT;
	AUTOFREE char *tree = NULL;
	bool there, bad;

	if (store_read_tree(f->s, name, &t, &why)) {
		fsck_problem(
			f,
			"the record of sysroot '%s' is damaged or missing (%s): it cannot be "
			"used; 'sysroot fsck --repair' removes it, 'sysroot build %s' makes it "
			"again",
			name, why.text, name);
		err_clear(&why);
		return drop_name(f, name, err);
	}
	tree = path_join("trees", t.digest);
	bad = strv_has_sorted(&f->bad_trees, t.digest);
	there = bad || beneath_exists(f->s->fd, tree);
	tree_record_release(&t);
	if (there && !bad)
		return 0;
	if (!bad)
		fsck_problem(f,
			     "the tree of sysroot '%s' is missing; 'sysroot build %s' makes it "
			     "again",
			     name, name);
	return drop_name(f, name, err);
}

int fsck_names(struct fsck *f, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	fsck_list(f, "sysroots", &names);
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("sysroots", names.items[i]);
		struct stat st;

		if (store_name_is_valid(names.items[i]) && beneath_stat(f->s->fd, path, &st) == 0 &&
		    S_ISLNK(st.st_mode)) {
			if (check_name(f, names.items[i], err))
				return -1;
			continue;
		}
		fsck_problem(f,
			     "'%s' is no sysroot; 'sysroot fsck --repair' moves it to quarantine/",
			     path);
		if (fsck_quarantine(f, path, err))
			return -1;
	}
	return 0;
}
