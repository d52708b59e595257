/* Is a tree as the store laid it out? By type, mode, size and time; what differs is hashed. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/process.h"

static bool is_untouched(const struct stat *st, bool exec)
{
	return S_ISREG(st->st_mode) && (st->st_mode & 07777) == (exec ? 0755 : 0644) &&
	       st->st_mtim.tv_sec == STORE_MTIME && st->st_mtim.tv_nsec == 0;
}

bool store_leads_to(int root, const struct entry *e, const struct stat *st)
{
	AUTOFREE char *target = S_ISLNK(st->st_mode) ? link_read(root, e->path, NULL) : NULL;

	return target && strcmp(target, e->target) == 0;
}

/* Can it be used for what the entry says, as far as its mode goes? */
static bool has_use(const struct entry *e, const struct stat *st)
{
	return S_ISREG(st->st_mode) && (!e->exec || (st->st_mode & S_IXUSR));
}

static bool is_as_laid(int root, const struct entry *e, const struct stat *st)
{
	switch (e->type) {
	case ENTRY_DIR:
		return S_ISDIR(st->st_mode) && (st->st_mode & 07777) == 0755;
	case ENTRY_LINK:
		return store_leads_to(root, e, st);
	case ENTRY_FILE:
		break;
	}
	return is_untouched(st, e->exec) && (uint64_t)st->st_size == e->size;
}

/* --- all of a tree --- */

struct look {
	const struct manifest *m;
	const char *digest;
	bool *seen; /* by number of the entry */
	char *what; /* what is not as it was, or NULL */
	const char *how;
};

static void look_note(struct look *l, const char *path, const char *how)
{
	if (!l->what) {
		l->what = xstrdup(path);
		l->how = how;
	}
}

/*
 * What only has another mode or time, as after touch, or on a filesystem that keeps neither, is put
 * right where that can be done.
 */
static bool look_put_right(int root, const struct entry *e, const struct stat *st)
{
	enum object_state state = OBJECT_ALTERED;
	AUTOCLOSE int fd = -1;

	if (e->type == ENTRY_DIR && S_ISDIR(st->st_mode)) {
		(void)!beneath_chmod_folder(root, e->path, 0755);
		return true;
	}
	if (e->type != ENTRY_FILE || !S_ISREG(st->st_mode) || (uint64_t)st->st_size != e->size)
		return false;
	fd = beneath_open_file(root, e->path);
	return fd >= 0 && store_look_inside(fd, e->sha256, e->exec, &state, NULL) == 0 &&
	       (state == OBJECT_GOOD || (state == OBJECT_TOUCHED && has_use(e, st)));
}

/* The two files that stand in no manifest. */
static bool look_own(int root, const char *path, const struct stat *st, const struct look *l)
{
	AUTOFREE char *line = xasprintf("%s\n", l->digest);
	struct entry e = { .path = xstrdup(path), .type = ENTRY_FILE, .size = SHA256_HEX };
	bool right;

	if (strcmp(path, STORE_OWN_MANIFEST) == 0) {
		memcpy(e.sha256, l->digest, SHA256_HEX);
		e.size = (uint64_t)st->st_size; /* its digest says enough */
	} else {
		sha256_mem(line, strlen(line), e.sha256);
	}
	right = look_put_right(root, &e, st);
	entry_release(&e);
	return right;
}

static int look_visit(int root, const char *path, const struct stat *st, void *arg, struct err *err)
{
	struct look *l = arg;
	const struct entry *e = manifest_find(l->m, path);

	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (e) {
		l->seen[e - l->m->entries] = true;
		if (!is_as_laid(root, e, st) && !look_put_right(root, e, st))
			look_note(l, path, "changed");
	} else if (strcmp(path, STORE_OWN_MANIFEST) == 0 || strcmp(path, STORE_OWN_DIGEST) == 0) {
		if (!is_untouched(st, false) && !look_own(root, path, st, l))
			look_note(l, path, "changed");
	} else if (strcmp(path, ".sysroot") != 0) {
		look_note(l, path, "added");
	}
	return 0;
}

/* Stands there a link, a file, a pipe? Such a thing is nobody's tree, wherever it leads. */
static bool is_replaced(const struct store *s, const char *path)
{
	struct stat st;

	return beneath_stat(s->fd, path, &st) == 0 && !S_ISDIR(st.st_mode);
}

int store_look_at_tree(const struct store *s, const struct manifest *m, const char *digest,
		       char **what, const char **how, struct err *err)
{
	AUTOFREE char *path = path_join("trees", digest);
	AUTOFREE bool *seen = xcalloc(m->count + 1, sizeof(*seen));
	struct look l = { .m = m, .digest = digest, .seen = seen };
	struct err why = ERR_INIT;

	*what = NULL;
	if (is_replaced(s, path)) {
		look_note(&l, path, "replaced");
	} else if (beneath_walk(s->fd, path, look_visit, &l, &why)) {
		if (why.code == ERR_INTERRUPTED) {
			free(l.what);
			return err_move(err, &why);
		}
		err_clear(&why);
		look_note(&l, ".", "changed"); /* it cannot be read */
	}
	for (size_t i = 0; !l.what && i < m->count; i++)
		if (!l.seen[i])
			look_note(&l, m->entries[i].path, "removed");
	*what = l.what;
	*how = l.how;
	return 0;
}

/* --- what is outside one folder of it --- */

enum { HEAD_MAX = 64 << 10 }; /* bytes of a manifest that are before its "usr" */

/* Its content is right, whatever its date: as in a copy of the store that kept no dates. */
static bool has_content(int root, const struct manifest *whole, const struct entry *claimed)
{
	const struct entry *e = manifest_find(whole, claimed->path);
	char hex[SHA256_HEX];
	struct stat st;

	if (!e || beneath_stat(root, e->path, &st))
		return false;
	if (e->type == ENTRY_DIR)
		return S_ISDIR(st.st_mode);
	return e->type == ENTRY_FILE && has_use(e, &st) &&
	       beneath_hash(root, e->path, hex, NULL, NULL) == 0 && strcmp(hex, e->sha256) == 0;
}

/* The manifest of the tree, proved by the digest that the tree is called by. */
static bool read_whole(int root, const char *digest, struct manifest *m)
{
	AUTOBUF struct buf text = BUF_INIT;
	char hex[SHA256_HEX];

	if (beneath_read(root, STORE_OWN_MANIFEST, STORE_RECORD_MAX, &text, NULL))
		return false;
	sha256_mem(text.data, text.len, hex);
	return strcmp(hex, digest) == 0 &&
	       manifest_parse(text.data, text.len, STORE_OWN_MANIFEST, m, NULL) == 0;
}

/* The entries of a manifest's text that stand before the folder, as far as they are whole. */
static bool read_head(int root, const char *before, struct manifest *m, bool *dated)
{
	AUTOCLOSE int fd = beneath_open_file(root, STORE_OWN_MANIFEST);
	AUTOFREE char *text = xmalloc(HEAD_MAX);
	ssize_t n = fd < 0 ? -1 : read(fd, text, HEAD_MAX);
	struct stat st;

	if (n < 0 || fstat(fd, &st))
		return false;
	*dated = is_untouched(&st, false);
	for (const char *line = text, *end; n > 0; n -= end + 1 - line, line = end + 1) {
		struct entry e = { 0 };

		end = memchr(line, '\n', (size_t)n);
		if (!end || manifest_parse_line(line, (size_t)(end - line), &e, NULL)) {
			entry_release(&e);
			return false;
		}
		if (strcmp(e.path, before) == 0) {
			entry_release(&e);
			return true;
		}
		manifest_take(m, &e);
	}
	return true;
}

int store_glance_at_tree(const struct store *s, const char *digest, const char *before, char **what,
			 struct err *err)
{
	AUTOFREE char *path = path_join("trees", digest);
	struct err why = ERR_INIT;
	AUTOCLOSE int root = beneath_folder(s->fd, path, false, &why);
	struct manifest head = MANIFEST_INIT, whole = MANIFEST_INIT;
	bool dated = false, known = false;

	*what = NULL;
	if (root < 0 && is_replaced(s, path)) {
		err_clear(&why);
		*what = STEAL_POINTER(path);
		return 0;
	}
	if (root < 0)
		return err_move(err, &why);
	if (!read_head(root, before, &head, &dated))
		*what = xstrdup(STORE_OWN_MANIFEST);
	/* One that was touched may say anything. */
	if (!*what && !dated && !(known = read_whole(root, digest, &whole)))
		*what = xstrdup(STORE_OWN_MANIFEST);
	for (size_t i = 0; !*what && i < head.count; i++) {
		const struct entry *e = &head.entries[i];
		struct stat st;

		if (fstatat(root, e->path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    is_as_laid(root, e, &st))
			continue;
		known = known || read_whole(root, digest, &whole);
		if (!known || !has_content(root, &whole, e))
			*what = xstrdup(known ? e->path : STORE_OWN_MANIFEST);
	}
	manifest_release(&head);
	manifest_release(&whole);
	return 0;
}
