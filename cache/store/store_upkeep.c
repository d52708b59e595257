/* Files of the store by their path in it, for the rooms that look after it. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int store_stat(const struct store *s, const char *path, struct stat *st)
{
	return beneath_stat(s->fd, path, st);
}

bool store_exists(const struct store *s, const char *path)
{
	return beneath_exists(s->fd, path);
}

bool store_is_file(const struct store *s, const char *path)
{
	struct stat st;

	return beneath_stat(s->fd, path, &st) == 0 && S_ISREG(st.st_mode);
}

bool store_is_folder(const struct store *s, const char *path)
{
	struct stat st;

	return beneath_stat(s->fd, path, &st) == 0 && S_ISDIR(st.st_mode);
}

int store_unlink(const struct store *s, const char *path)
{
	return beneath_unlink(s->fd, path, 0);
}

int store_rmdir(const struct store *s, const char *path)
{
	return beneath_unlink(s->fd, path, AT_REMOVEDIR);
}

int store_open_file(const struct store *s, const char *path)
{
	return beneath_open_file(s->fd, path);
}

int store_list(const struct store *s, const char *folder, struct strv *names, struct err *err)
{
	return beneath_list(s->fd, folder, names, err);
}

int store_read(const struct store *s, const char *path, size_t max, struct buf *out,
	       struct err *err)
{
	return beneath_read(s->fd, path, max, out, err);
}

int store_hash(const struct store *s, const char *path, char hex[SHA256_HEX], uint64_t *size,
	       struct err *err)
{
	return beneath_hash(s->fd, path, hex, size, err);
}

int store_walk(const struct store *s, const char *path, tree_visit *fn, void *arg, struct err *err)
{
	return beneath_walk(s->fd, path, fn, arg, err);
}

int store_remove(const struct store *s, const char *path, struct err *err)
{
	return beneath_remove(s->fd, path, err);
}

int store_discard(struct store *s, const char *path, struct err *err)
{
	AUTOFREE char *temp = NULL;

	if (store_temp_name(s, "gone", &temp, err))
		return -1;
	if (beneath_rename(s->fd, path, s->fd, temp) == 0)
		return beneath_remove(s->fd, temp, err);
	return errno == ENOENT ? 0 : err_sys(err, "cannot remove '%s/%s'", s->path, path);
}

int store_open_dir(const struct store *s, const char *path, struct err *err)
{
	return beneath_folder(s->fd, path, false, err);
}

bool store_may_write(const struct store *s)
{
	return faccessat(s->fd, ".", W_OK, AT_EACCESS) == 0;
}
