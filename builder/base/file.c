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

#include "builder/base/plain.h"

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
			if (plain_is_control(p[i]))
				return false;
		p += n;
		if (*p == '\0')
			return true;
		p++;
	}
}

int fd_read(int fd, const char *path, size_t max, struct buf *out, struct err *err)
{
	size_t total = 0;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_sys(err, "cannot read '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_FAILED, "'%s' is not a regular file", path);
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

int file_read(int dirfd, const char *path, size_t max, struct buf *out, struct err *err)
{
	AUTOCLOSE int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return fd < 0 ? err_sys(err, "cannot open '%s'", path) : fd_read(fd, path, max, out, err);
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

/*
 * A new file to write, beside the one that it shall replace. Its name does not
 * grow with the other's, which may be as long as names can be; and one that a
 * killed process of the same number left behind (in containers numbers are
 * few) is passed over.
 */
static int file_temp(int parent, char name[64])
{
	static atomic_uint counter;
	int fd;

	for (int i = 0; i < 1000; i++) {
		snprintf(name, 64, ".tmp-%ld-%u", (long)getpid(), atomic_fetch_add(&counter, 1));
		fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

int file_write(int dirfd, const char *path, const void *data, size_t len, mode_t mode,
	       struct err *err)
{
	const char *base = path_basename(path);
	AUTOFREE char *dir = base == path ? xstrdup(".") : xstrndup(path, (size_t)(base - path));
	/* First of all, so that nothing can fail for its sake when all is done. */
	AUTOCLOSE int parent = openat(dirfd, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	AUTOCLOSE int fd = -1;
	char temp[64];

	if (parent >= 0)
		fd = file_temp(parent, temp);
	if (fd < 0)
		return err_sys(err, "cannot write '%s'", path);
	if (fd_write(fd, data, len, err) < 0) {
		unlinkat(parent, temp, 0);
		return err_prefix(err, "'%s'", path);
	}
	/* The mode is a decision of ours, not of the caller's umask. */
	if (fchmod(fd, mode) < 0 || fsync(fd) < 0 || renameat(parent, temp, parent, base) < 0) {
		err_sys(err, "cannot write '%s'", path);
		unlinkat(parent, temp, 0);
		return -1;
	}
	if (fsync(parent) < 0)
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
			if (n > 0 || (n < 0 && errno == EINTR))
				continue;
			if (n < 0 &&
			    (errno == ENOSPC || errno == EIO || errno == EDQUOT || errno == EFBIG))
				return err_sys(err, "cannot write");
			/*
			 * Pipes, other filesystems, old kernels; and what is called the
			 * end is no end yet in files that say they are empty (/proc).
			 */
			fast = false;
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
			return err_sys(err, "cannot create the directory '%s'", p);
		*slash = '/';
	}
	if (mkdirat(dirfd, p, 0777) == 0)
		return 0;
	if (errno == EEXIST && fstatat(dirfd, p, &st, 0) == 0) {
		if (S_ISDIR(st.st_mode))
			return 0;
		errno = ENOTDIR;
	}
	return err_sys(err, "cannot create the directory '%s'", path);
}

int dir_open(int dirfd, const char *path, struct err *err)
{
	int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "cannot open the directory '%s'", path);
	return fd;
}

int dir_list_fd(int fd, const char *path, struct strv *names, struct err *err)
{
	AUTOCLOSE int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	DIR *dir = own < 0 ? NULL : fdopendir(own);
	struct dirent *d;

	if (!dir)
		return err_sys(err, "cannot list '%s'", path);
	steal_fd(&own);
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
	AUTOCLOSE int fd = dir_open(dirfd, path, err);

	return fd < 0 ? -1 : dir_list_fd(fd, path, names, err);
}

/*
 * Folders nest as deep as builds and archives please (configure scripts try the
 * limits on purpose), so removing keeps one descriptor, not one a level: it goes
 * down by name and up by "..", looking that it came where it was.
 */
struct tree_level {
	struct strv names;
	size_t at; /* of names: the one that is being removed */
	dev_t dev;
	ino_t ino;
};

/* Remove what is no full folder: 0; a folder with something in it: 1; or -1. */
static int tree_remove_one(int dirfd, const char *path)
{
	if (unlinkat(dirfd, path, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	if (unlinkat(dirfd, path, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return 0;
	return errno == ENOTEMPTY || errno == EEXIST || errno == EACCES ? 1 : -1;
}

/* Open a folder whose modes are whatever a build or an archive made of them. */
static int tree_remove_open(int dirfd, const char *path)
{
	enum { FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };
	AUTOCLOSE int fd = openat(dirfd, path, FLAGS);

	if (fd < 0 && errno == EACCES && fchmodat(dirfd, path, 0700, 0) == 0)
		fd = openat(dirfd, path, FLAGS);
	if (fd < 0 || (fchmod(fd, 0700) < 0 && errno != EPERM))
		return -1;
	return steal_fd(&fd);
}

/* Go down into `path`; *here becomes its descriptor, *l is filled. */
static int tree_level_enter(struct tree_level *l, int dirfd, int *here, const char *path,
			    struct err *err)
{
	int fd = tree_remove_open(dirfd, path);
	struct stat st;

	*l = (struct tree_level){ .names = STRV_INIT };
	if (fd < 0)
		return err_sys(err, "cannot remove '%s'", path);
	if (*here >= 0)
		close(*here);
	*here = fd;
	if (fstat(fd, &st) < 0)
		return err_sys(err, "cannot remove '%s'", path);
	l->dev = st.st_dev;
	l->ino = st.st_ino;
	return dir_list_fd(fd, path, &l->names, err);
}

/* Back up to the folder that *l is. */
static int tree_level_return(const struct tree_level *l, int *here, struct err *err)
{
	int fd = openat(*here, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	close(*here);
	*here = fd;
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_sys(err, "cannot remove '%s'", l->names.items[l->at]);
	if (st.st_dev != l->dev || st.st_ino != l->ino)
		return err_set(err, ERR_FAILED, "cannot remove '%s': it has been moved",
			       l->names.items[l->at]);
	return 0;
}

/* Empty the folder at path. */
static int tree_remove_below(int dirfd, const char *path, struct err *err)
{
	AUTOCLOSE int here = -1;
	struct tree_level *levels = xcalloc(1, sizeof(*levels));
	size_t depth = 0;
	int rc = tree_level_enter(&levels[0], dirfd, &here, path, err);

	while (rc == 0) {
		struct tree_level *l = &levels[depth];
		int kind;

		if (l->at == l->names.len) {
			if (depth == 0)
				break;
			strv_release(&l->names);
			l = &levels[--depth];
			rc = tree_level_return(l, &here, err);
			if (rc == 0 && unlinkat(here, l->names.items[l->at], AT_REMOVEDIR) < 0)
				rc = err_sys(err, "cannot remove '%s'", l->names.items[l->at]);
			l->at++;
			continue;
		}
		kind = tree_remove_one(here, l->names.items[l->at]);
		if (kind == 0) {
			l->at++;
		} else if (kind < 0) {
			rc = err_sys(err, "cannot remove '%s'", l->names.items[l->at]);
		} else {
			const char *name = l->names.items[l->at];

			levels = xreallocarray(levels, depth + 2, sizeof(*levels));
			rc = tree_level_enter(&levels[++depth], here, &here, name, err);
		}
	}
	for (size_t i = 0; i <= depth; i++)
		strv_release(&levels[i].names);
	free(levels);
	return rc < 0 ? err_prefix(err, "below '%s'", path) : 0;
}

int tree_remove(int dirfd, const char *path, struct err *err)
{
	int kind = tree_remove_one(dirfd, path);

	if (kind > 0) {
		if (tree_remove_below(dirfd, path, err) < 0)
			return -1;
		kind = unlinkat(dirfd, path, AT_REMOVEDIR);
	}
	return kind < 0 ? err_sys(err, "cannot remove '%s'", path) : 0;
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

	if (dir_list_fd(fd, *prefix ? prefix : ".", &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = xasprintf("%s%s", prefix, names.items[i]);
		struct stat st;

		if (fstatat(here, names.items[i], &st, AT_SYMLINK_NOFOLLOW) < 0)
			return err_sys(err, "cannot stat '%s'", path);
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
				return err_sys(err, "cannot open the directory '%s'", path);
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

uint64_t file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

char *file_of_program(struct err *err)
{
	char *path = link_read(AT_FDCWD, "/proc/self/exe", err);

	if (!path) {
		err_prefix(err, "cannot determine where this program's own file is");
		err_hint_proc(err);
	}
	return path;
}

bool file_exists(int dirfd, const char *path)
{
	struct stat st;

	return fstatat(dirfd, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}
