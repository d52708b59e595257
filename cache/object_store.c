/* Objects: file contents by their digest, and how files come to their place. */
/* SPDX-License-Identifier: MIT */
#include "cache/store_internal.h"

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

int store_move_in(const struct store *s, int dirfd, const char *from, const char *path,
		  struct err *err)
{
	const char *slash = strrchr(path, '/');
	AUTOFREE char *folder = xstrndup(path, slash ? (size_t)(slash - path) : 0);

	if (renameat(dirfd, from, s->fd, path) == 0)
		return 0;
	if (errno == ENOENT && *folder) {
		if (mkdirat(s->fd, folder, 0777) && errno != EEXIST)
			return err_sys(err, "cannot make the folder '%s/%s'", s->path, folder);
		if (store_sync_folder(s, folder, err))
			return -1;
		if (renameat(dirfd, from, s->fd, path) == 0)
			return 0;
	}
	return err_sys(err, "cannot write '%s/%s'", s->path, path);
}

int store_sync_folder(const struct store *s, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	AUTOFREE char *folder = slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
	AUTOCLOSE int fd = openat(s->fd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd))
		return err_sys(err, "cannot sync the folder '%s/%s'", s->path, folder);
	return 0;
}

int store_sync_all(const struct store *s, struct err *err)
{
	return syncfs(s->fd) ? err_sys(err, "cannot sync the store '%s'", s->path) : 0;
}

bool store_has_object(const struct store *s, const char *sha256, bool exec, uint64_t size)
{
	char path[STORE_OBJECT_PATH];
	struct stat st;

	store_object_path(sha256, exec, path);
	return fstatat(s->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	       (uint64_t)st.st_size == size && (st.st_mode & 07777) == (exec ? 0755 : 0644);
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
		unlinkat(s->fd, temp, 0);
		return -1;
	}
	if (store_finish_fd(fd, mode)) {
		err_sys(err, "cannot write '%s/%s'", s->path, temp);
		unlinkat(s->fd, temp, 0);
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
	fd = openat(s->fd, temp, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		err_sys(err, "cannot write '%s/%s'", s->path, temp);
	else if (store_move_in(s, s->fd, temp, path, err) == 0)
		return 0;
	unlinkat(s->fd, temp, 0);
	return -1;
}

int store_open_object(const struct store *s, const char *sha256, bool exec, struct err *err)
{
	char path[STORE_OBJECT_PATH];
	int fd;

	store_object_path(sha256, exec, path);
	fd = openat(s->fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0)
		return fd;
	if (errno != ENOENT)
		return err_sys(err, "cannot open the object '%s/%s'", s->path, path);
	err_set(err, ERR_MISSING, "the object '%s' is not in the store", sha256);
	return err_hint(err, "'sysroot fsck --repair' drops what lost it, 'sysroot build' makes "
			     "it again");
}
