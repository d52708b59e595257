/* Paths, files and directories, by directory file descriptors. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *path_join(const char *a, const char *b)
{
	size_t n = strlen(a);

	if (n == 0)
		return xstrdup(b);
	return xasprintf("%s%s%s", a, a[n - 1] == '/' ? "" : "/", b);
}

const char *path_basename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool path_is_safe(const char *path)
{
	const char *p = path;
	size_t total = strlen(path);

	if (total == 0 || total > 4096)
		return false;
	for (;;) {
		size_t n = strcspn(p, "/");

		if (n == 0 || n > NAME_MAX)
			return false;
		if (p[0] == '.' && (n == 1 || (n == 2 && p[1] == '.')))
			return false;
		for (size_t i = 0; i < n; i++)
			if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f)
				return false;
		p += n;
		if (*p == '\0')
			return true;
		p++;
	}
}

int file_read(int dirfd, const char *path, size_t max, struct buf *out, struct err *err)
{
	AUTOCLOSE int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t total = 0;
	struct stat st;

	if (fd < 0)
		return err_sys(err, "cannot open '%s'", path);
	if (fstat(fd, &st) < 0)
		return err_sys(err, "cannot read '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_FAILED, "'%s' is no regular file", path);
	buf_reserve(out, st.st_size > 0 && (size_t)st.st_size <= max ? (size_t)st.st_size : 0);
	for (;;) {
		char chunk[16384];
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot read '%s'", path);
		if (n == 0)
			return 0;
		total += (size_t)n;
		if (total > max)
			return err_set(err, ERR_FAILED, "'%s' is larger than %zu bytes", path, max);
		buf_add(out, chunk, (size_t)n);
	}
}

int fd_write(int fd, const void *data, size_t len, struct err *err)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot write");
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int file_write(int dirfd, const char *path, const void *data, size_t len, mode_t mode,
	       struct err *err)
{
	static atomic_uint counter;
	const char *base = path_basename(path);
	AUTOFREE char *dir = base == path ? xstrdup(".") : xstrndup(path, (size_t)(base - path));
	AUTOFREE char *temp =
		xasprintf("%s.tmp-%ld-%u", path, (long)getpid(), atomic_fetch_add(&counter, 1));
	AUTOCLOSE int parent = -1;
	AUTOCLOSE int fd = openat(dirfd, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(err, "cannot write '%s'", path);
	if (fd_write(fd, data, len, err) < 0) {
		unlinkat(dirfd, temp, 0);
		return err_prefix(err, "'%s'", path);
	}
	/* The mode is a decision of ours, not of the caller's umask. */
	if (fchmod(fd, mode) < 0 || fsync(fd) < 0 || renameat(dirfd, temp, dirfd, path) < 0) {
		err_sys(err, "cannot write '%s'", path);
		unlinkat(dirfd, temp, 0);
		return -1;
	}
	parent = openat(dirfd, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 || fsync(parent) < 0)
		return err_sys(err, "cannot write '%s'", path);
	return 0;
}

int fd_copy(int in, int out, struct err *err)
{
	bool fast = true;

	for (;;) {
		ssize_t n;

		if (fast) {
			n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0);
			if (n > 0)
				continue;
			if (n == 0)
				return 0;
			if (errno == EINTR)
				continue;
			if (errno == ENOSPC || errno == EIO || errno == EDQUOT || errno == EFBIG)
				return err_sys(err, "cannot write");
			fast = false; /* pipes, other filesystems, old kernels */
		}
		char chunk[65536];

		n = read(in, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot read");
		if (n == 0)
			return 0;
		if (fd_write(out, chunk, (size_t)n, err) < 0)
			return -1;
	}
}

int dir_make(int dirfd, const char *path, struct err *err)
{
	AUTOFREE char *p = xstrdup(path);
	struct stat st;

	if (mkdirat(dirfd, p, 0777) == 0)
		return 0;
	for (char *slash = p + 1; *p && (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (mkdirat(dirfd, p, 0777) < 0 && errno != EEXIST)
			return err_sys(err, "cannot make the folder '%s'", p);
		*slash = '/';
	}
	if (mkdirat(dirfd, p, 0777) == 0)
		return 0;
	if (errno == EEXIST && fstatat(dirfd, p, &st, 0) == 0) {
		if (S_ISDIR(st.st_mode))
			return 0;
		errno = ENOTDIR;
	}
	return err_sys(err, "cannot make the folder '%s'", path);
}

int dir_open(int dirfd, const char *path, struct err *err)
{
	int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "cannot open the folder '%s'", path);
	return fd;
}

/* Takes fd over. */
static int dir_list_fd(int fd, const char *path, struct strv *names, struct err *err)
{
	DIR *dir = fdopendir(fd);
	struct dirent *d;

	if (!dir) {
		err_sys(err, "cannot list '%s'", path);
		close(fd);
		return -1;
	}
	for (;;) {
		errno = 0;
		d = readdir(dir);
		if (!d)
			break;
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			strv_add(names, d->d_name);
	}
	if (errno) {
		err_sys(err, "cannot list '%s'", path);
		closedir(dir);
		return -1;
	}
	closedir(dir);
	strv_sort(names);
	return 0;
}

int dir_list(int dirfd, const char *path, struct strv *names, struct err *err)
{
	int fd = dir_open(dirfd, path, err);

	return fd < 0 ? -1 : dir_list_fd(fd, path, names, err);
}

int tree_remove(int dirfd, const char *path, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOCLOSE int fd = -1;

	if (unlinkat(dirfd, path, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return err_sys(err, "cannot remove '%s'", path);
	if (unlinkat(dirfd, path, AT_REMOVEDIR) == 0)
		return 0;
	if (errno != ENOTEMPTY && errno != EEXIST && errno != EACCES)
		return err_sys(err, "cannot remove '%s'", path);
	fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == EACCES) {
		/* Modes inside are whatever a build or an archive made of them. */
		if (fchmodat(dirfd, path, 0700, 0) < 0)
			return err_sys(err, "cannot remove '%s'", path);
		fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	if (fd < 0)
		return err_sys(err, "cannot remove '%s'", path);
	if (fchmod(fd, 0700) < 0 && errno != EPERM)
		return err_sys(err, "cannot remove '%s'", path);
	if (dir_list_fd(fcntl(fd, F_DUPFD_CLOEXEC, 0), path, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.len; i++)
		if (tree_remove(fd, names.items[i], err) < 0)
			return err_prefix(err, "below '%s'", path);
	if (unlinkat(dirfd, path, AT_REMOVEDIR) < 0)
		return err_sys(err, "cannot remove '%s'", path);
	return 0;
}

struct tree_walk_state {
	int rootfd;
	tree_visit *fn;
	void *arg;
};

/* Takes fd over. prefix ends in "/" or is empty. */
static int tree_walk_fd(const struct tree_walk_state *w, int fd, const char *prefix,
			struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOCLOSE int here = fd;

	if (dir_list_fd(fcntl(fd, F_DUPFD_CLOEXEC, 0), *prefix ? prefix : ".", &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = xasprintf("%s%s", prefix, names.items[i]);
		struct stat st;

		if (fstatat(here, names.items[i], &st, AT_SYMLINK_NOFOLLOW) < 0)
			return err_sys(err, "cannot look at '%s'", path);
		if (w->fn(w->rootfd, path, &st, w->arg, err) < 0)
			return -1;
		if (S_ISDIR(st.st_mode)) {
			AUTOFREE char *below = xasprintf("%s/", path);
			int sub = openat(here, names.items[i],
					 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

			/* The visitor may have removed it. */
			if (sub < 0 && errno == ENOENT)
				continue;
			if (sub < 0)
				return err_sys(err, "cannot open the folder '%s'", path);
			if (tree_walk_fd(w, sub, below, err) < 0)
				return -1;
		}
	}
	return 0;
}

int tree_walk(int dirfd, const char *root, tree_visit *fn, void *arg, struct err *err)
{
	int fd = dir_open(dirfd, root, err);
	struct tree_walk_state w = { fd, fn, arg };

	return fd < 0 ? -1 : tree_walk_fd(&w, fd, "", err);
}

char *link_read(int dirfd, const char *path, struct err *err)
{
	char target[PATH_MAX + 1];
	ssize_t n = readlinkat(dirfd, path, target, sizeof(target));

	if (n < 0 || (size_t)n == sizeof(target)) {
		err_sys(err, "cannot read the link '%s'", path);
		return NULL;
	}
	return xstrndup(target, (size_t)n);
}

bool file_exists(int dirfd, const char *path)
{
	struct stat st;

	return fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}
