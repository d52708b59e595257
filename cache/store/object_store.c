/* Objects: file contents by their digest, and how files come to their place. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void store_object_path(const char *sha256, bool exec, char path[STORE_OBJECT_PATH])
{
	snprintf(path, STORE_OBJECT_PATH, "objects/%.2s/%.64s%s", sha256, sha256, exec ? ".x" : "");
}

int store_finish_fd(int fd, mode_t mode)
{
	const struct timespec times[2] = { { STORE_MTIME, 0 }, { STORE_MTIME, 0 } };

	/* Not by open()'s mode: that the umask would change. */
	return fchmod(fd, mode) || futimens(fd, times) ? -1 : 0;
}

int store_move_from(const struct store *s, int dirfd, const char *from, const char *path,
		    struct err *err)
{
	const char *slash = strrchr(path, '/');
	AUTOFREE char *folder = xstrndup(path, slash ? (size_t)(slash - path) : 0);
	struct stat st;
	int number;

	if (beneath_rename(dirfd, from, s->fd, path) == 0)
		return 0;
	if (errno == ENOENT && *folder) {
		if (store_make_folder(s, folder) && errno != EEXIST)
			return err_sys(err, "cannot create the directory '%s/%s'", s->path, folder);
		if (store_sync_folder(s, folder, err))
			return -1;
		if (beneath_rename(dirfd, from, s->fd, path) == 0)
			return 0;
	}
	number = errno;
	if (*folder && beneath_stat(s->fd, folder, &st) == 0 && !S_ISDIR(st.st_mode))
		return store_not_folder(s, folder, st.st_mode, err);
	errno = number;
	return err_sys(err, "cannot write '%s/%s'", s->path, path);
}

int store_move_in(const struct store *s, const char *temp, const char *path, struct err *err)
{
	return store_move_from(s, s->fd, temp, path, err);
}

int store_sync_folder(const struct store *s, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	AUTOFREE char *folder = slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
	AUTOCLOSE int fd = beneath_open(s->fd, folder, O_RDONLY | O_DIRECTORY);

	if (fd < 0 || fsync(fd))
		return err_sys(err, "cannot sync the directory '%s/%s'", s->path, folder);
	return 0;
}

int store_sync_all(const struct store *s, struct err *err)
{
	return syncfs(s->fd) ? err_sys(err, "cannot sync the store '%s'", s->path) : 0;
}

/* Has it the mode and time that only the store gives? */
static bool is_untouched(const struct stat *st, bool exec)
{
	return (st->st_mode & 07777) == (exec ? 0755 : 0644) && st->st_mtim.tv_sec == STORE_MTIME &&
	       st->st_mtim.tv_nsec == 0;
}

int store_look_inside(int fd, const char *sha256, bool exec, enum object_state *state,
		      struct err *err)
{
	char hex[SHA256_HEX];
	struct stat before, after;

	if (fstat(fd, &before))
		return err_sys(err, "cannot stat the object '%s'", sha256);
	if (sha256_fd(fd, hex, NULL, err))
		return err_prefix(err, "object '%s'", sha256);
	*state = OBJECT_ALTERED;
	if (strcmp(hex, sha256) != 0)
		return 0;
	*state = OBJECT_GOOD;
	if (is_untouched(&before, exec))
		return 0;
	/* Who writes at this moment must not get the time that says nobody did. */
	if (fstat(fd, &after) || after.st_mtim.tv_sec != before.st_mtim.tv_sec ||
	    after.st_mtim.tv_nsec != before.st_mtim.tv_nsec)
		*state = OBJECT_ALTERED;
	else if (store_finish_fd(fd, exec ? 0755 : 0644))
		*state = OBJECT_TOUCHED;
	return 0;
}

int store_look_at_object(const struct store *s, const char *sha256, bool exec, uint64_t size,
			 bool always_hash, enum object_state *state, struct err *err)
{
	char path[STORE_OBJECT_PATH];
	AUTOCLOSE int fd = -1;
	struct stat st;

	store_object_path(sha256, exec, path);
	if (beneath_stat(s->fd, path, &st)) {
		if (errno != ENOENT)
			return err_sys(err, "cannot stat '%s/%s'", s->path, path);
		*state = OBJECT_ABSENT;
		return 0;
	}
	*state = OBJECT_ALTERED;
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != size)
		return 0;
	*state = OBJECT_GOOD;
	if (is_untouched(&st, exec) && !always_hash && !s->verify)
		return 0;
	fd = beneath_open_file(s->fd, path);
	if (fd < 0)
		return err_sys(err, "cannot open '%s/%s'", s->path, path);
	return store_look_inside(fd, sha256, exec, state, err);
}

bool store_has_object(const struct store *s, const char *sha256, bool exec, uint64_t size)
{
	enum object_state state = OBJECT_ALTERED;

	return store_look_at_object(s, sha256, exec, size, false, &state, NULL) == 0 &&
	       state == OBJECT_GOOD;
}

int store_object_altered(const char *sha256, const char *of, struct err *err)
{
	if (of)
		err_set(err, ERR_CORRUPT,
			"the object '%s' (of '%s') has been altered: probably a file in a sysroot "
			"was written to, which is a hard link to it",
			sha256, of);
	else
		err_set(err, ERR_CORRUPT,
			"the object '%s' has been altered: probably a file in a sysroot was "
			"written to, which is a hard link to it",
			sha256);
	return err_hint(err,
			"'sysroot fsck --repair' moves it to quarantine/ and drops what uses it, "
			"'sysroot build'\nrebuilds that; to change a sysroot, copy it first");
}

int store_write_temp(struct store *s, const char *data, size_t len, mode_t mode, char **path,
		     struct err *err)
{
	AUTOFREE char *temp = NULL;
	AUTOCLOSE int fd = store_temp_file(s, &temp, err);

	if (fd < 0)
		return -1;
	if (fd_write(fd, data, len, err)) {
		err_prefix(err, "'%s/%s'", s->path, temp);
		beneath_unlink(s->fd, temp, 0);
		return -1;
	}
	if (store_finish_fd(fd, mode)) {
		err_sys(err, "cannot write '%s/%s'", s->path, temp);
		beneath_unlink(s->fd, temp, 0);
		return -1;
	}
	*path = STEAL_POINTER(temp);
	return 0;
}

int store_put_object(struct store *s, const void *data, size_t len, bool exec, char hex[SHA256_HEX],
		     struct err *err)
{
	char path[STORE_OBJECT_PATH];
	AUTOFREE char *temp = NULL;
	AUTOCLOSE int fd = -1;

	sha256_mem(data, len, hex);
	if (store_has_object(s, hex, exec, len))
		return 0;
	if (store_write_temp(s, data, len, exec ? 0755 : 0644, &temp, err))
		return -1;
	store_object_path(hex, exec, path);
	/*
	 * The content must be on the disk before the name is. The name itself
	 * need not: who makes a record of it syncs it first.
	 */
	fd = beneath_open_file(s->fd, temp);
	if (fd < 0 || fsync(fd))
		err_sys(err, "cannot write '%s/%s'", s->path, temp);
	else if (store_move_in(s, temp, path, err) == 0)
		return 0;
	beneath_unlink(s->fd, temp, 0);
	return -1;
}

int store_open_object(const struct store *s, const char *sha256, bool exec, struct err *err)
{
	char path[STORE_OBJECT_PATH];
	AUTOCLOSE int fd = -1;
	enum object_state state = OBJECT_GOOD;
	struct stat st;

	store_object_path(sha256, exec, path);
	fd = beneath_open_file(s->fd, path);
	if (fd >= 0) {
		if (fstat(fd, &st))
			return err_sys(err, "cannot stat '%s/%s'", s->path, path);
		if (is_untouched(&st, exec) && !s->verify)
			return steal_fd(&fd);
		if (store_look_inside(fd, sha256, exec, &state, err))
			return -1;
		if (state == OBJECT_ALTERED)
			return store_object_altered(sha256, NULL, err);
		if (lseek(fd, 0, SEEK_SET) < 0)
			return err_sys(err, "cannot read '%s/%s'", s->path, path);
		return steal_fd(&fd);
	}
	if (errno != ENOENT)
		return err_sys(err, "cannot open the object '%s/%s'", s->path, path);
	err_set(err, ERR_MISSING, "the object '%s' is not in the store", sha256);
	return err_hint(
		err, "'sysroot fsck --repair' drops what needs it, 'sysroot build' rebuilds that");
}
