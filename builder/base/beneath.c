/* Files and folders below a folder, reached through no symbolic link. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "builder/base/new_calls.h"

/* Of <linux/openat2.h>, which older systems do not have. One number on all machines. */
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#define HOW_NO_MAGICLINKS 0x02
#define HOW_NO_SYMLINKS 0x04
#define HOW_BENEATH 0x08

struct open_how_now {
	uint64_t flags, mode, resolve;
};

atomic_bool beneath_without_openat2;

#define FOLDER (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* openat() of one component, to which a link is ELOOP, whatever the flags make of it. */
static int open_component(int at, const char *name, int flags, mode_t mode)
{
	int fd = openat(at, name, flags | O_NOFOLLOW, mode);
	struct stat st;

	/* With O_DIRECTORY a link is "not a directory". */
	if (fd < 0 && errno == ENOTDIR) {
		bool is_link =
			fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);

		errno = is_link ? ELOOP : ENOTDIR;
	}
	return fd;
}

/* For kernels that have no openat2(). */
static int open_by_steps(int dirfd, const char *path, int flags, mode_t mode)
{
	AUTOFREE char *copy = xstrdup(path);
	AUTOCLOSE int own = -1;
	char *name = copy;
	int at = dirfd;

	if (*path == '/') {
		errno = EXDEV;
		return -1;
	}
	for (;;) {
		char *slash = strchr(name, '/');
		int next;

		if (slash)
			*slash = '\0';
		if (strcmp(name, "..") == 0) {
			errno = EXDEV;
			return -1;
		}
		if (!slash)
			return open_component(at, name, flags, mode);
		next = open_component(at, name, FOLDER, 0);
		if (next < 0)
			return -1;
		if (own >= 0)
			close(own);
		at = own = next;
		name = slash + 1;
	}
}

int beneath_create(int dirfd, const char *path, int flags, mode_t mode)
{
	const struct open_how_now how = {
		.flags = (uint64_t)(unsigned)(flags | O_CLOEXEC),
		.mode = flags & O_CREAT ? mode : 0,
		.resolve = HOW_BENEATH | HOW_NO_SYMLINKS | HOW_NO_MAGICLINKS,
	};
	long fd;

	/* One component: the kernel's own call says the same of it. */
	if (!strchr(path, '/') && strcmp(path, "..") != 0)
		return open_component(dirfd, path, flags | O_CLOEXEC, mode);
	if (!atomic_load(&beneath_without_openat2)) {
		fd = syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
		/* Older filters of containers answer EPERM to every call that they do not know. */
		if (fd >= 0 ||
		    (errno != ENOSYS && errno != EPERM && errno != EAGAIN && errno != EINTR))
			return (int)fd;
		if (errno == ENOSYS)
			atomic_store(&beneath_without_openat2, true);
	}
	return open_by_steps(dirfd, path, flags | O_CLOEXEC, mode);
}

int beneath_open(int dirfd, const char *path, int flags)
{
	return beneath_create(dirfd, path, flags, 0);
}

int beneath_open_file(int dirfd, const char *path)
{
	AUTOCLOSE int fd = beneath_open(dirfd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	/* Sockets, and devices without a driver. */
	if (fd < 0 && (errno == ENXIO || errno == ENODEV))
		errno = EBADFD;
	if (fd < 0 || fstat(fd, &st))
		return -1;
	if (!S_ISREG(st.st_mode)) {
		errno = EBADFD;
		return -1;
	}
	return steal_fd(&fd);
}

struct beneath beneath_parent(int dirfd, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct beneath b = { dirfd, -1, path };

	if (slash) {
		AUTOFREE char *folder = xstrndup(path, (size_t)(slash - path));

		b.fd = b.own = beneath_open(dirfd, folder, O_PATH | O_DIRECTORY);
		b.name = slash + 1;
	}
	return b;
}

void beneath_release(struct beneath *b)
{
	int number = errno;

	if (b->own >= 0)
		close(b->own);
	b->own = -1;
	errno = number;
}

int beneath_stat(int dirfd, const char *path, struct stat *st)
{
	AUTOBENEATH struct beneath b = beneath_parent(dirfd, path);

	return b.fd < 0 ? -1 : fstatat(b.fd, b.name, st, AT_SYMLINK_NOFOLLOW);
}

int beneath_unlink(int dirfd, const char *path, int flags)
{
	AUTOBENEATH struct beneath b = beneath_parent(dirfd, path);

	return b.fd < 0 ? -1 : unlinkat(b.fd, b.name, flags);
}

int beneath_mkdir(int dirfd, const char *path, mode_t mode)
{
	AUTOBENEATH struct beneath b = beneath_parent(dirfd, path);

	return b.fd < 0 ? -1 : mkdirat(b.fd, b.name, mode);
}

/* The second of two; where the first could not be had, none, and errno stays the first's. */
static struct beneath beneath_parent_too(const struct beneath *first, int dirfd, const char *path)
{
	return first->fd < 0 ? (struct beneath){ -1, -1, path } : beneath_parent(dirfd, path);
}

int beneath_rename(int dirfd, const char *from, int todirfd, const char *to)
{
	AUTOBENEATH struct beneath a = beneath_parent(dirfd, from);
	AUTOBENEATH struct beneath b = beneath_parent_too(&a, todirfd, to);

	return b.fd < 0 ? -1 : renameat(a.fd, a.name, b.fd, b.name);
}

int beneath_exchange(int dirfd, const char *from, int todirfd, const char *to)
{
	AUTOBENEATH struct beneath a = beneath_parent(dirfd, from);
	AUTOBENEATH struct beneath b = beneath_parent_too(&a, todirfd, to);

	return b.fd < 0 ? -1 : file_rename(a.fd, a.name, b.fd, b.name, FILE_RENAME_EXCHANGE);
}

int beneath_link(int dirfd, const char *from, int todirfd, const char *to)
{
	AUTOBENEATH struct beneath a = beneath_parent(dirfd, from);
	AUTOBENEATH struct beneath b = beneath_parent_too(&a, todirfd, to);

	return b.fd < 0 ? -1 : linkat(a.fd, a.name, b.fd, b.name, 0);
}

int beneath_symlink(const char *target, int dirfd, const char *path)
{
	AUTOBENEATH struct beneath b = beneath_parent(dirfd, path);

	return b.fd < 0 ? -1 : symlinkat(target, b.fd, b.name);
}

ssize_t beneath_readlink(int dirfd, const char *path, char *target, size_t size)
{
	AUTOBENEATH struct beneath b = beneath_parent(dirfd, path);

	return b.fd < 0 ? -1 : readlinkat(b.fd, b.name, target, size);
}

int beneath_utimens(int dirfd, const char *path, const struct timespec times[2])
{
	AUTOBENEATH struct beneath b = beneath_parent(dirfd, path);

	return b.fd < 0 ? -1 : utimensat(b.fd, b.name, times, AT_SYMLINK_NOFOLLOW);
}

bool beneath_exists(int dirfd, const char *path)
{
	struct stat st;

	return beneath_stat(dirfd, path, &st) == 0;
}

int beneath_chmod_folder(int dirfd, const char *path, mode_t mode)
{
	AUTOCLOSE int fd = beneath_open(dirfd, path, O_RDONLY | O_DIRECTORY);

	return fd < 0 ? -1 : fchmod(fd, mode);
}

/* What errno says of a path, with what can be done where that is this module's own. */
static int beneath_error(struct err *err, const char *verb, const char *path)
{
	if (errno == EBADFD)
		return err_set(err, ERR_FAILED, "'%s' is not a regular file", path);
	return err_sys(err, "cannot %s '%s'", verb, path);
}

int beneath_read(int dirfd, const char *path, size_t max, struct buf *out, struct err *err)
{
	AUTOCLOSE int fd = beneath_open_file(dirfd, path);

	return fd < 0 ? beneath_error(err, "open", path) : fd_read(fd, path, max, out, err);
}

int beneath_list(int dirfd, const char *path, struct strv *names, struct err *err)
{
	AUTOCLOSE int fd = beneath_open(dirfd, path, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return err_sys(err, "cannot open the directory '%s'", path);
	return dir_list_fd(fd, path, names, err);
}

int beneath_remove(int dirfd, const char *path, struct err *err)
{
	AUTOBENEATH struct beneath b = beneath_parent(dirfd, path);

	if (b.fd < 0)
		return errno == ENOENT ? 0 : err_sys(err, "cannot remove '%s'", path);
	return tree_remove(b.fd, b.name, err);
}

int beneath_walk(int dirfd, const char *path, tree_visit *fn, void *arg, struct err *err)
{
	AUTOCLOSE int fd = beneath_open(dirfd, path, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return err_sys(err, "cannot open the directory '%s'", path);
	return tree_walk(fd, ".", fn, arg, err);
}

int beneath_hash(int dirfd, const char *path, char hex[SHA256_HEX], uint64_t *size, struct err *err)
{
	AUTOCLOSE int fd = beneath_open_file(dirfd, path);

	if (fd < 0)
		return beneath_error(err, "open", path);
	return sha256_fd(fd, hex, size, err) < 0 ? err_prefix(err, "'%s'", path) : 0;
}

/* Why the component `name` of path cannot be opened as a folder. */
static int beneath_refuse(int at, const char *name, const char *path, struct err *err)
{
	int number = errno;
	struct stat st;

	if (number == ENOENT)
		return err_set(err, ERR_MISSING, "'%s' does not exist", path);
	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		if (S_ISLNK(st.st_mode))
			return err_set(err, ERR_HOSTILE,
				       "'%s' passes through a symbolic link: '%s'", path, name);
		if (!S_ISDIR(st.st_mode))
			return err_set(err, ERR_FAILED, "'%s' in '%s' is not a directory", name,
				       path);
	}
	errno = number;
	return err_sys(err, "cannot open the directory '%s'", path);
}

int beneath_folder(int dirfd, const char *path, bool make, struct err *err)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	AUTOSTRV struct strv parts = STRV_INIT;
	AUTOCLOSE int at = openat(dirfd, ".", flags);

	if (at < 0)
		return err_sys(err, "cannot open the parent directory of '%s'", path);
	strv_split(&parts, path, "/");
	for (size_t i = 0; i < parts.len; i++) {
		const char *name = parts.items[i];
		int next;

		if (strcmp(name, ".") == 0)
			continue;
		if (strcmp(name, "..") == 0)
			return err_set(err, ERR_HOSTILE, "'%s' contains '..'", path);
		if (make && mkdirat(at, name, 0777) < 0 && errno != EEXIST)
			return err_sys(err, "cannot create the directory '%s'", path);
		next = openat(at, name, flags);
		if (next < 0)
			return beneath_refuse(at, name, path, err);
		close(at);
		at = next;
	}
	return steal_fd(&at);
}
