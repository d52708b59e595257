/* Artifacts: trees taken apart into objects, and their records. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cache/store/store_record.h"

char *store_artifact_path(const char *key)
{
	return path_join("artifacts", key);
}

/* What tells the log of one key from that of another. */
#define LOG_END "-%.12s.log"

char *store_log_path(const char *recipe, const char *key)
{
	return xasprintf("logs/%s" LOG_END, recipe, key);
}

bool store_log_is_of(const char *name, const char *key)
{
	AUTOFREE char *end = xasprintf(LOG_END, key);

	return strlen(name) > strlen(end) && strcmp(name + strlen(name) - strlen(end), end) == 0;
}

bool store_has_artifact(const struct store *s, const char *key)
{
	AUTOFREE char *path = store_artifact_path(key);

	return beneath_exists(s->fd, path);
}

int store_read_record(const struct store *s, const char *path, struct buf *out, struct err *err)
{
	struct err mine = ERR_INIT;

	if (beneath_read(s->fd, path, STORE_RECORD_MAX, out, &mine) == 0)
		return 1;
	if (mine.sysno == ENOENT) {
		err_clear(&mine);
		return 0;
	}
	return err_move(err, &mine);
}

int store_read_artifact(const struct store *s, const char *key, struct artifact *a, struct err *err)
{
	AUTOFREE char *path = store_artifact_path(key);
	AUTOBUF struct buf text = BUF_INIT;
	int found = store_read_record(s, path, &text, err);

	if (found < 0)
		return -1;
	if (!found) {
		err_set(err, ERR_MISSING, "the artifact '%s' is not in the store", key);
		return err_hint(err, "'sysroot build' builds it");
	}
	if (artifact_record_parse(text.data, text.len, path, a, err))
		goto corrupt;
	if (strcmp(a->key, key) == 0)
		return 0;
	err_set(err, ERR_CORRUPT, "%s: the record belongs to a different key", path);
corrupt:
	artifact_release(a);
	return err_hint(err, "'sysroot fsck --repair' removes it, 'sysroot build' rebuilds it");
}

int store_list_artifacts(const struct store *s, struct strv *keys, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (beneath_list(s->fd, "artifacts", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++)
		if (sha256_is_hex(names.items[i]))
			strv_add(keys, names.items[i]);
	return 0;
}

static char *provenance_path(const char *key)
{
	return path_join("provenance", key);
}

int store_put_provenance(struct store *s, const char *key, const char *text, size_t len,
			 struct err *err)
{
	AUTOFREE char *path = provenance_path(key);
	AUTOBUF struct buf record = BUF_INIT;
	AUTOFREE char *temp = NULL;

	provenance_record_text(text, len, &record);
	if (store_write_temp(s, record.data, record.len, 0644, &temp, err))
		return -1;
	if (store_move_in(s, temp, path, err)) {
		beneath_unlink(s->fd, temp, 0);
		return -1;
	}
	return 0;
}

int store_read_provenance(const struct store *s, const char *key, struct buf *out, struct err *err)
{
	AUTOFREE char *path = provenance_path(key);
	AUTOBUF struct buf record = BUF_INIT;
	int found = store_read_record(s, path, &record, err);

	if (found < 0)
		return -1;
	if (!found)
		return err_set(err, ERR_MISSING, "how the artifact '%s' was made is not recorded",
			       key);
	if (provenance_record_parse(record.data, record.len, path, out, err))
		return err_hint(err, "'sysroot fsck --repair' removes it");
	return 0;
}

int store_drop_provenance(struct store *s, const char *key, struct err *err)
{
	AUTOFREE char *path = provenance_path(key);

	if (beneath_unlink(s->fd, path, 0) == 0 || errno == ENOENT)
		return 0;
	return err_sys(err, "cannot remove '%s/%s'", s->path, path);
}

/* A file of the tree that no object is there for yet. */
struct incoming {
	const char *path; /* below the tree; the manifest's string */
	char sha256[SHA256_HEX]; /* of its content */
	bool exec;
	char *copy; /* its copy in tmp/, when it cannot be moved */
};

struct taking {
	struct store *s;
	struct manifest *m;
	dev_t device; /* the store's */
	struct incoming *files;
	size_t count, cap;
};

static void taking_release(struct taking *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->files[i].copy)
			beneath_unlink(t->s->fd, t->files[i].copy, 0);
		free(t->files[i].copy);
	}
	free(t->files);
}

/* Copy what fd holds to a new finished file in tmp/. */
static int copy_to_temp(struct store *s, int fd, bool exec, bool sync, char **copy, struct err *err)
{
	AUTOFREE char *temp = NULL;
	AUTOCLOSE int out = store_temp_file(s, &temp, err);

	if (out < 0)
		return -1;
	if (lseek(fd, 0, SEEK_SET) < 0 || fd_copy(fd, out, err)) {
		if (err && !err->text)
			err_sys(err, "cannot read");
		err_prefix(err, "copying into '%s'", s->path);
	} else if (store_finish_fd(out, exec ? 0755 : 0644) || (sync && fsync(out))) {
		err_sys(err, "cannot write '%s/%s'", s->path, temp);
	} else {
		*copy = STEAL_POINTER(temp);
		return 0;
	}
	beneath_unlink(s->fd, temp, 0);
	return -1;
}

static int open_to_read(int rootfd, const char *path)
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
	int fd = openat(rootfd, path, flags);

	if (fd < 0 && errno == EACCES && fchmodat(rootfd, path, 0600, 0) == 0)
		fd = openat(rootfd, path, flags);
	return fd;
}

static int take_file(struct taking *t, int rootfd, const char *path, const struct stat *st,
		     struct entry *e, struct err *err)
{
	AUTOCLOSE int fd = open_to_read(rootfd, path);
	struct incoming *in;

	e->exec = st->st_mode & S_IXUSR;
	if (fd < 0)
		return err_sys(err, "cannot open '%s'", path);
	if (sha256_fd(fd, e->sha256, &e->size, err))
		return err_prefix(err, "'%s'", path);
	if (store_has_object(t->s, e->sha256, e->exec, e->size))
		return 0;
	if (t->count == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 256;
		t->files = xreallocarray(t->files, t->cap, sizeof(*t->files));
	}
	in = &t->files[t->count++];
	in->path = e->path;
	in->exec = e->exec;
	in->copy = NULL;
	memcpy(in->sha256, e->sha256, SHA256_HEX);
	/* Through another name of the same inode somebody could change it later. */
	if (st->st_dev != t->device || st->st_nlink > 1)
		return copy_to_temp(t->s, fd, e->exec, false, &in->copy, err);
	if (store_finish_fd(fd, e->exec ? 0755 : 0644))
		return err_sys(err, "cannot set mode and time of '%s'", path);
	return 0;
}

static int take_entry(int rootfd, const char *path, const struct stat *st, void *arg,
		      struct err *err)
{
	struct taking *t = arg;
	struct entry e = { 0 };

	if (!path_is_safe(path))
		return err_set(err, ERR_HOSTILE, "path '%s' is not safe", path);
	e.path = xstrdup(path);
	if (S_ISREG(st->st_mode)) {
		e.type = ENTRY_FILE;
		if (take_file(t, rootfd, path, st, &e, err)) {
			if (t->count && t->files[t->count - 1].path == e.path)
				t->files[t->count - 1].path = NULL;
			entry_release(&e);
			return -1;
		}
	} else if (S_ISDIR(st->st_mode)) {
		e.type = ENTRY_DIR;
	} else if (S_ISLNK(st->st_mode)) {
		e.type = ENTRY_LINK;
		e.target = link_read(rootfd, path, err);
		if (!e.target) {
			entry_release(&e);
			return -1;
		}
	} else {
		entry_release(&e);
		err_set(err, ERR_HOSTILE, "'%s' is not a file, directory or link", path);
		return err_hint(err, "a sysroot cannot contain devices, pipes or sockets");
	}
	manifest_take(t->m, &e);
	return 0;
}

/* Give a file, whose content is on the disk, its object's name. */
static int move_object(struct store *s, int rootfd, struct incoming *in, struct err *err)
{
	char path[STORE_OBJECT_PATH];

	store_object_path(in->sha256, in->exec, path);
	if (!in->copy) {
		AUTOCLOSE int fd = -1;

		if (beneath_rename(rootfd, in->path, s->fd, path) == 0)
			return 0;
		if (errno == ENOENT)
			return store_move_from(s, rootfd, in->path, path, err);
		if (errno != EXDEV)
			return err_sys(err, "cannot write '%s/%s'", s->path, path);
		/* One filesystem, but mounted in two places. */
		fd = open_to_read(rootfd, in->path);
		if (fd < 0)
			return err_sys(err, "cannot open '%s'", in->path);
		if (copy_to_temp(s, fd, in->exec, true, &in->copy, err))
			return -1;
	}
	if (store_move_in(s, in->copy, path, err))
		return -1;
	free(in->copy);
	in->copy = NULL;
	return 0;
}

static int write_record(struct store *s, const struct artifact *a, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *path = store_artifact_path(a->key);
	AUTOFREE char *temp = NULL;

	artifact_record_text(a, &text);
	if (store_write_temp(s, text.data, text.len, store_shared_mode(s), &temp, err))
		return -1;
	/* The names of the objects, and the record's content, before its name. */
	if (store_sync_all(s, err) || store_move_in(s, temp, path, err)) {
		beneath_unlink(s->fd, temp, 0);
		return -1;
	}
	store_stamp(s, path);
	return store_sync_folder(s, path, err);
}

static int take_tree(struct taking *t, struct artifact *a, int dirfd, const char *dir,
		     struct err *err)
{
	AUTOCLOSE int rootfd = -1;
	struct stat st;

	if (fstat(t->s->fd, &st))
		return err_sys(err, "cannot stat '%s'", t->s->path);
	t->device = st.st_dev;
	if (tree_walk(dirfd, dir, take_entry, t, err) || manifest_sort(t->m, err) ||
	    manifest_check(t->m, dir, ERR_HOSTILE, err))
		return -1;
	if (t->count) {
		/* Contents reach the disk before any of them has its name. */
		if (store_sync_all(t->s, err))
			return -1;
		rootfd = dir_open(dirfd, dir, err);
		if (rootfd < 0)
			return -1;
		for (size_t i = 0; i < t->count; i++)
			if (move_object(t->s, rootfd, &t->files[i], err))
				return -1;
	}
	return write_record(t->s, a, err);
}

int store_put_artifact(struct store *s, struct artifact *a, int dirfd, const char *dir,
		       struct err *err)
{
	struct taking t = { .s = s, .m = &a->manifest };
	int rc;

	if (!sha256_is_hex(a->key))
		return err_set(err, ERR_USAGE, "'%s' is not a build key", a->key);
	if (a->manifest.count)
		return err_set(err, ERR_USAGE, "the artifact '%s' already has a manifest", a->key);
	/* From the first object that is there already to the record that names it. */
	if (store_use(s, err))
		return -1;
	rc = take_tree(&t, a, dirfd, dir, err);
	store_unuse(s);
	taking_release(&t);
	if (rc)
		manifest_release(&a->manifest);
	return rc;
}
