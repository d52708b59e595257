/* Laying out a manifest as a tree of links to the store's objects. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct checkout {
	const struct store *s;
	int root; /* descriptor of the tree's folder */
	bool verify;
	bool no_link; /* links are not wanted, or cannot be made here at all */
};

/* Is the object what the entry says? *link: may it have one more name? */
static int check_object(const struct checkout *c, const struct entry *e, bool *link,
			struct err *err)
{
	enum object_state state;

	if (store_look_at_object(c->s, e->sha256, e->exec, e->size, c->verify, &state, err))
		return -1;
	/* Through a link the tree would have the wrong mode or time. */
	*link = state == OBJECT_GOOD && !c->no_link;
	if (state == OBJECT_ALTERED)
		return store_object_altered(e->sha256, e->path, err);
	if (state != OBJECT_ABSENT)
		return 0;
	err_set(err, ERR_CORRUPT, "the object '%s' (of '%s') is not in the store", e->sha256,
		e->path);
	return err_hint(
		err, "'sysroot fsck --repair' drops what uses it, 'sysroot build' rebuilds that");
}

static int copy_object(const struct checkout *c, const struct entry *e, const char *object,
		       struct err *err)
{
	AUTOCLOSE int in = beneath_open_file(c->s->fd, object);
	AUTOCLOSE int out = -1;
	char hex[SHA256_HEX];

	if (in < 0)
		return err_sys(err, "cannot open '%s/%s'", c->s->path, object);
	out = openat(c->root, e->path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (out < 0)
		return err_sys(err, "cannot write '%s'", e->path);
	/* copy_file_range() inside makes a reflink where the filesystem can. */
	if (fd_copy(in, out, err))
		return err_prefix(err, "'%s'", e->path);
	/* Another's store may change between the look and the copy: what is ours now counts. */
	if (c->verify) {
		if (lseek(out, 0, SEEK_SET) < 0)
			return err_sys(err, "cannot read '%s'", e->path);
		if (sha256_fd(out, hex, NULL, err))
			return err_prefix(err, "'%s'", e->path);
		if (strcmp(hex, e->sha256) != 0)
			return store_object_altered(e->sha256, e->path, err);
	}
	if (store_finish_fd(out, e->exec ? 0755 : 0644))
		return err_sys(err, "cannot set mode and time of '%s'", e->path);
	return 0;
}

static int lay_file(struct checkout *c, const struct entry *e, struct err *err)
{
	char object[STORE_OBJECT_PATH];
	bool link;

	store_object_path(e->sha256, e->exec, object);
	if (check_object(c, e, &link, err))
		return -1;
	if (link) {
		int rc = beneath_link(c->s->fd, object, c->root, e->path);

		/* Another process put an equal one in its place at this moment. */
		for (int tries = 0; rc < 0 && errno == ENOENT && tries < 100; tries++)
			rc = beneath_link(c->s->fd, object, c->root, e->path);
		if (rc == 0)
			return 0;
		switch (errno) {
		case EXDEV:
		case EOPNOTSUPP:
		case ENOSYS:
			c->no_link = true;
			break;
		case EMLINK: /* this object has as many names as it may */
		case EPERM: /* another user's object (fs.protected_hardlinks) */
			break;
		default:
			return err_sys(err, "cannot link '%s'", e->path);
		}
	}
	return copy_object(c, e, object, err);
}

static int lay_entry(struct checkout *c, const struct entry *e, struct err *err)
{
	switch (e->type) {
	case ENTRY_DIR:
		if (mkdirat(c->root, e->path, 0700))
			return err_sys(err, "cannot create the directory '%s'", e->path);
		return 0;
	case ENTRY_LINK:
		if (symlinkat(e->target, c->root, e->path))
			return err_sys(err, "cannot create the link '%s'", e->path);
		return 0;
	case ENTRY_FILE:
		break;
	}
	return lay_file(c, e, err);
}

/* Modes and times, when all is in: the last entries first, root at the end. */
static int finish_folders(const struct checkout *c, const struct manifest *m, struct err *err)
{
	const struct timespec times[2] = { { STORE_MTIME, 0 }, { STORE_MTIME, 0 } };

	for (size_t i = m->count; i-- > 0;) {
		const struct entry *e = &m->entries[i];

		if (e->type == ENTRY_FILE)
			continue;
		if (e->type == ENTRY_DIR && fchmodat(c->root, e->path, 0755, 0))
			return err_sys(err, "cannot set the mode of '%s'", e->path);
		if (utimensat(c->root, e->path, times, AT_SYMLINK_NOFOLLOW))
			return err_sys(err, "cannot set the time of '%s'", e->path);
	}
	if (store_finish_fd(c->root, 0755))
		return err_sys(err, "cannot set mode and time of the tree");
	return 0;
}

static int lay_out(struct checkout *c, const struct manifest *m, struct err *err)
{
	/*
	 * Whole paths are safe here: the folder is new and ours, and the check
	 * saw that the folder of each entry is a directory and no link.
	 */
	for (size_t i = 0; i < m->count; i++)
		if (lay_entry(c, &m->entries[i], err))
			return -1;
	return finish_folders(c, m, err);
}

int store_checkout(const struct store *s, const struct manifest *m, int dirfd, const char *path,
		   enum checkout_mode mode, bool verify, struct err *err)
{
	AUTOCLOSE int root = -1;
	struct checkout c = { .s = s, .verify = verify, .no_link = mode == CHECKOUT_COPY };

	if (manifest_check(m, path, ERR_CORRUPT, err))
		return -1;
	if (mkdirat(dirfd, path, 0700))
		return err_sys(err, "cannot create the directory '%s'", path);
	root = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	c.root = root;
	if (root < 0)
		err_sys(err, "cannot open the directory '%s'", path);
	else if (lay_out(&c, m, err) == 0)
		return 0;
	if (tree_remove(dirfd, path, NULL))
		return err_prefix(err, "'%s' is left behind", path);
	return -1;
}
