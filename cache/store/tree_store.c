/* Sysroots in the store: trees, their records, and the names for them. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/new_calls.h"
#include "cache/store/store_record.h"

/* Enough for the first lines of a record: its digest, name, request key. */
#define RECORD_HEAD ((size_t)4096)

/*
 * The record that a name means now: its first max bytes. A builder may swap
 * it between our reading the link and the record: then once more.
 */
static int read_current(const struct store *s, const char *name, size_t max, struct buf *text,
			char **path, struct err *err)
{
	char digest[SHA256_HEX];

	for (int tries = 0; tries < 100; tries++) {
		AUTOCLOSE int fd = -1;
		int found;

		if (store_tree_digest(s, name, digest, err))
			return -1;
		free(*path);
		*path = store_record_path(name, digest);
		if (max) {
			ssize_t n;

			fd = beneath_open_file(s->fd, *path);
			found = fd >= 0 ? 1 : errno == ENOENT ? 0 : -1;
			buf_reserve(text, max);
			n = found == 1 ? read(fd, text->data, max) : 0;
			if (found < 0 || n < 0)
				return err_sys(err, "cannot read '%s/%s'", s->path, *path);
			text->len = (size_t)n;
			text->data[n] = '\0';
		} else {
			found = store_read_record(s, *path, text, err);
		}
		if (found)
			return found < 0 ? -1 : 0;
	}
	err_set(err, ERR_CORRUPT, "the sysroot '%s' does not have a record", name);
	return err_hint(err, "'sysroot build %s' rebuilds it", name);
}

int store_read_tree(const struct store *s, const char *name, struct tree_record *t, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *path = NULL;

	if (read_current(s, name, 0, &text, &path, err))
		return -1;
	if (tree_record_parse(text.data, text.len, path, t, err))
		goto corrupt;
	if (strcmp(t->name, name) == 0 && strcmp(t->digest, path_basename(path)) == 0)
		return 0;
	err_set(err, ERR_CORRUPT, "%s: the record belongs to a different sysroot", path);
corrupt:
	tree_record_release(t);
	return err_hint(err, "'sysroot fsck --repair' removes it, 'sysroot build %s' rebuilds it",
			name);
}

int store_tree_request(const struct store *s, const char *name, char **key, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *path = NULL;
	AUTOFREE char *tree = NULL;

	if (read_current(s, name, RECORD_HEAD, &text, &path, err))
		return -1;
	tree = path_join("trees", path_basename(path));
	if (!beneath_exists(s->fd, tree))
		return store_not_built(name, err);
	return tree_record_request(text.data, text.len, path, key, err);
}

/* .sysroot/manifest and .sysroot/digest of a tree that stands in tmp/. */
static int add_own_files(struct store *s, const char *tree, const struct buf *text,
			 const char *digest, struct err *err)
{
	const struct timespec times[2] = { { STORE_MTIME, 0 }, { STORE_MTIME, 0 } };
	AUTOFREE char *folder = path_join(tree, ".sysroot");
	char line[SHA256_HEX + 1];
	const struct {
		const char *name, *data;
		size_t len;
	} files[] = { { "manifest", text->data, text->len }, { "digest", line, SHA256_HEX } };

	snprintf(line, sizeof(line), "%s\n", digest);
	if (beneath_mkdir(s->fd, folder, 0755) && errno != EEXIST)
		return err_sys(err, "cannot create the directory '%s/%s'", s->path, folder);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		AUTOFREE char *temp = NULL;
		AUTOFREE char *path = path_join(folder, files[i].name);

		if (store_write_temp(s, files[i].data, files[i].len, 0644, &temp, err))
			return -1;
		if (beneath_rename(s->fd, temp, s->fd, path))
			return err_sys(err, "cannot write '%s/%s'", s->path, path);
	}
	if (beneath_chmod_folder(s->fd, folder, 0755) || beneath_utimens(s->fd, folder, times) ||
	    beneath_utimens(s->fd, tree, times))
		return err_sys(err, "cannot set mode and time of '%s/%s'", s->path, folder);
	return 0;
}

/*
 * Put a finished tree at path. anew: in the place of what is there, at once where
 * the filesystem can swap two names; else what is there is as good.
 */
static int place_tree(struct store *s, const char *temp, const char *path, bool anew,
		      struct err *err)
{
	if (beneath_rename(s->fd, temp, s->fd, path) == 0)
		return 0;
	if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR)
		return err_sys(err, "cannot write '%s/%s'", s->path, path);
	if (!anew && errno != ENOTDIR) /* another one was faster */
		return beneath_remove(s->fd, temp, err);
	if (beneath_exchange(s->fd, temp, s->fd, path)) {
		AUTOFREE char *old = NULL;

		/* For a moment there is none, but never half of one. */
		if (store_temp_name(s, "old", &old, err))
			return -1;
		if (beneath_rename(s->fd, path, s->fd, old))
			return err_sys(err, "cannot write '%s/%s'", s->path, path);
		if (beneath_rename(s->fd, temp, s->fd, path)) {
			err_sys(err, "cannot write '%s/%s'", s->path, path);
			(void)!beneath_rename(s->fd, old, s->fd, path);
			return -1;
		}
		return store_quarantine(s, old, path_basename(path), err);
	}
	return store_quarantine(s, temp, path_basename(path), err);
}

static int lay_out(const struct store *s, const struct manifest *m, const char *temp,
		   struct err *err)
{
	AUTOBENEATH struct beneath place = beneath_parent(s->fd, temp);

	if (place.fd < 0)
		return err_sys(err, "cannot write '%s/%s'", s->path, temp);
	return store_checkout(s, m, place.fd, place.name, CHECKOUT_LINK, false, err);
}

int store_make_tree(struct store *s, const struct manifest *m, const char *digest, bool anew,
		    struct err *err)
{
	AUTOFREE char *path = path_join("trees", digest);
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *temp = NULL;
	AUTOFREE char *changed = NULL;
	const char *how;
	char hex[SHA256_HEX];

	manifest_text(m, &text);
	sha256_mem(text.data, text.len, hex);
	if (strcmp(digest, hex) != 0)
		return err_set(err, ERR_MISMATCH, "the manifest has digest %s, not '%s'", hex,
			       digest);
	if (beneath_exists(s->fd, path) && !anew) {
		if (s->verify)
			return store_check_whole_tree(s, digest, err);
		if (store_look_at_tree(s, m, digest, &changed, &how, err))
			return -1;
		if (!changed)
			return 0;
		anew = true;
	}
	if (manifest_find(m, STORE_OWN_MANIFEST) || manifest_find(m, STORE_OWN_DIGEST))
		return err_set(err, ERR_FAILED,
			       "the manifest names '.sysroot/manifest' or '.sysroot/digest', which "
			       "belong to the store itself");
	if (store_temp_name(s, "tree", &temp, err) || lay_out(s, m, temp, err))
		return -1;
	if (add_own_files(s, temp, &text, digest, err) || store_sync_all(s, err) ||
	    place_tree(s, temp, path, anew, err)) {
		if (beneath_remove(s->fd, temp, NULL))
			err_prefix(err, "'%s/%s' is left behind", s->path, temp);
		return -1;
	}
	return store_sync_folder(s, path, err);
}

static void drop_old_records(const struct store *s, const char *name, const char *keep)
{
	AUTOFREE char *folder = path_join("records", name);
	AUTOSTRV struct strv all = STRV_INIT;

	if (beneath_list(s->fd, folder, &all, NULL))
		return; /* a leftover hurts nobody; the next time it goes */
	for (size_t i = 0; i < all.len; i++) {
		if (strcmp(all.items[i], keep) != 0) {
			AUTOFREE char *path = path_join(folder, all.items[i]);

			beneath_unlink(s->fd, path, 0);
		}
	}
}

/* A link takes the place of all but a folder by itself. */
static int place_name(const struct store *s, const char *temp, const char *path, struct err *err)
{
	if (beneath_rename(s->fd, temp, s->fd, path) == 0)
		return 0;
	if (errno == EISDIR) {
		if (store_quarantine(s, path, path_basename(path), err))
			return -1;
		if (beneath_rename(s->fd, temp, s->fd, path) == 0)
			return 0;
	}
	return err_sys(err, "cannot write '%s/%s'", s->path, path);
}

/* sysroots/NAME -> ../trees/DIGEST, by rename: the moment of truth. */
static int point_name(struct store *s, const char *name, const char *digest, struct err *err)
{
	const struct timespec times[2] = { { STORE_MTIME, 0 }, { STORE_MTIME, 0 } };
	AUTOFREE char *target = xasprintf(STORE_TREE_LINK "%s", digest);
	AUTOFREE char *path = path_join("sysroots", name);
	AUTOFREE char *temp = NULL;
	char now[SHA256_HEX];
	int placed = -1;

	if (store_tree_digest(s, name, now, NULL) == 0 && strcmp(now, digest) == 0)
		return 0;
	/* What stood there was in use until now, and may be for a while. */
	store_stamp(s, path);
	if (store_temp_name(s, "link", &temp, err))
		return -1;
	if (beneath_symlink(target, s->fd, temp))
		return err_sys(err, "cannot write '%s/%s'", s->path, temp);
	if (beneath_utimens(s->fd, temp, times))
		err_sys(err, "cannot write '%s/%s'", s->path, temp);
	else
		placed = place_name(s, temp, path, err);
	if (placed) {
		beneath_unlink(s->fd, temp, 0);
		return -1;
	}
	return store_sync_folder(s, path, err);
}

static int put_name(struct store *s, const struct tree_record *t, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *path = store_record_path(t->name, t->digest);
	AUTOFREE char *name = path_join("sysroots", t->name);
	AUTOFREE char *temp = NULL;
	AUTOCLOSE int fd = -1;

	tree_record_text(t, &text);
	if (store_write_temp(s, text.data, text.len, store_shared_mode(s), &temp, err))
		return -1;
	fd = beneath_open_file(s->fd, temp);
	if (fd < 0 || fsync(fd)) {
		err_sys(err, "cannot write '%s/%s'", s->path, temp);
		beneath_unlink(s->fd, temp, 0);
		return -1;
	}
	if (store_move_in(s, temp, path, err)) {
		beneath_unlink(s->fd, temp, 0);
		return -1;
	}
	if (store_sync_folder(s, path, err) || point_name(s, t->name, t->digest, err))
		return -1;
	store_stamp(s, name);
	drop_old_records(s, t->name, t->digest);
	return 0;
}

int store_put_tree(struct store *s, const struct tree_record *t, struct err *err)
{
	AUTOFREE char *lock_name = NULL;
	int lock = -1, rc;

	if (store_check_name(t->name, err))
		return -1;
	/* From the objects to the name that keeps them. */
	if (store_use(s, err))
		return -1;
	rc = store_make_tree(s, &t->manifest, t->digest, false, err);
	/* Not the lock of the name itself: that one the caller may hold. */
	lock_name = xasprintf("record of %s", t->name);
	if (rc == 0)
		rc = store_lock(s, lock_name, NULL, NULL, &lock, err);
	if (rc == 0)
		rc = put_name(s, t, err);
	store_unlock(&lock);
	store_unuse(s);
	return rc ? err_prefix(err, "sysroot '%s'", t->name) : 0;
}

int store_forget_tree(const struct store *s, const char *name, struct err *err)
{
	AUTOFREE char *path = path_join("sysroots", name);
	AUTOFREE char *records = path_join("records", name);

	if (beneath_unlink(s->fd, path, 0) && errno != ENOENT)
		return err_sys(err, "cannot remove '%s/%s'", s->path, path);
	return beneath_remove(s->fd, records, err);
}
