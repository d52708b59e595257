/* Making files below a root without ever following a link out of it. */
/* SPDX-License-Identifier: MIT */
#include "builder/unpack/unpack_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builder/base/beneath.h"
#include "builder/base/file.h"

enum { UNPACK_LINKS_MAX = 16 }; /* links on the way to one file */

#define FOLDER_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* The umask without changing it: another thread may be making files. */
static mode_t read_umask(void)
{
	AUTOBUF struct buf text = BUF_INIT;
	const char *line;
	unsigned mask;

	if (file_read(AT_FDCWD, "/proc/self/status", 65536, &text, NULL) == 0) {
		line = strstr(text.data, "\nUmask:");
		if (line && sscanf(line, "\nUmask: %o", &mask) == 1)
			return (mode_t)mask;
	}
	return 0777; /* not known: set every mode by hand */
}

int unpack_tree_open(struct unpack_tree *t, int dirfd, const char *dir, struct err *err)
{
	*t = (struct unpack_tree){ .root = -1, .parent_fd = -1, .parent = BUF_INIT };
	t->root = dir_open(dirfd, dir, err);
	if (t->root < 0)
		return -1;
	t->umask = read_umask();
	return 0;
}

static void forget_parent(struct unpack_tree *t)
{
	if (t->parent_fd >= 0)
		close(t->parent_fd);
	t->parent_fd = -1;
	t->stale = false;
}

void unpack_tree_close(struct unpack_tree *t)
{
	forget_parent(t);
	buf_release(&t->parent);
	if (t->root >= 0)
		close(t->root);
	t->root = -1;
}

/*
 * Open a folder component by component, none of which may be a link; make the
 * missing ones if asked to. Returns the descriptor or -1 with errno.
 */
static int walk_folders(struct unpack_tree *t, const char *path, bool make)
{
	int at = openat(t->root, ".", FOLDER_FLAGS);

	while (at >= 0 && *path) {
		size_t n = strcspn(path, "/");
		char name[NAME_MAX + 1];
		int next, number;

		if (n > NAME_MAX) {
			close(at);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(name, path, n);
		name[n] = '\0';
		next = openat(at, name, FOLDER_FLAGS);
		if (next < 0 && errno == ENOENT && make && mkdirat(at, name, 0755) == 0) {
			t->folders++;
			if ((0755 & t->umask) && fchmodat(at, name, 0755, 0) < 0)
				next = -1;
			else
				next = openat(at, name, FOLDER_FLAGS);
		}
		number = errno;
		close(at);
		errno = number;
		at = next;
		path += n;
		if (*path)
			path++;
	}
	return at;
}

/* Open a folder that is there, no link on the way. */
static int open_folder(struct unpack_tree *t, const char *path)
{
	return beneath_open(t->root, *path ? path : ".", FOLDER_FLAGS);
}

static int refuse_link(struct err *err, const char *path, const char *link, const char *why)
{
	return err_set(err, ERR_HOSTILE, "'%s' passes through the link '%s', which %s", path, link,
		       why);
}

/*
 * Spell a folder's path without the links that it passes through: what the
 * kernel would find if the root were "/", except that absolute links and such
 * as leave the root are refused. Components that are missing stay as they are.
 * The part in out never holds a link, so that fstatat by it is safe: nobody
 * else changes the tree meanwhile.
 */
static int resolve_folder(struct unpack_tree *t, const char *path, struct buf *out, struct err *err)
{
	AUTOBUF struct buf rest = BUF_INIT;
	AUTOBUF struct buf link = BUF_INIT;
	unsigned links = 0;
	size_t pos = 0;

	buf_clear(out);
	buf_addstr(&rest, path);
	buf_addstr(&link, "?");
	while (rest.data[pos]) {
		const char *name = rest.data + pos;
		size_t n = strcspn(name, "/"), before = out->len;
		char target[PATH_MAX];
		ssize_t len;
		struct stat st;

		pos += n + (name[n] == '/');
		if (n == 0 || (n == 1 && name[0] == '.'))
			continue;
		if (n == 2 && name[0] == '.' && name[1] == '.') {
			const char *slash = strrchr(out->data, '/');
			size_t keep = slash ? (size_t)(slash - out->data) : 0;

			if (!out->len)
				return refuse_link(err, path, link.data,
						   "leads out of the directory");
			out->data[keep] = '\0';
			out->len = keep;
			continue;
		}
		if (out->len)
			buf_addch(out, '/');
		buf_add(out, name, n);
		if (fstatat(t->root, out->data, &st, AT_SYMLINK_NOFOLLOW) < 0) {
			if (errno == ENOENT)
				continue;
			return err_sys(err, "cannot stat '%s'", out->data);
		}
		if (S_ISDIR(st.st_mode))
			continue;
		if (!S_ISLNK(st.st_mode))
			return err_set(err, ERR_HOSTILE,
				       "cannot create '%s': '%s' is a file, not a directory", path,
				       out->data);
		buf_clear(&link);
		buf_add(&link, out->data, out->len);
		len = readlinkat(t->root, out->data, target, sizeof(target));
		if (len < 0)
			return err_sys(err, "cannot read the link '%s'", out->data);
		if (++links > UNPACK_LINKS_MAX)
			return refuse_link(err, path, link.data, "leads through too many links");
		if (len == 0 || target[0] == '/')
			return refuse_link(err, path, link.data, "is absolute");
		out->data[before] = '\0';
		out->len = before;
		/* What the link says, then what is left of the path. */
		{
			AUTOBUF struct buf joined = BUF_INIT;

			buf_add(&joined, target, (size_t)len);
			buf_addch(&joined, '/');
			buf_addstr(&joined, rest.data + pos);
			if (joined.len > (size_t)2 * PATH_MAX)
				return refuse_link(err, path, link.data,
						   "is too long when resolved");
			buf_clear(&rest);
			buf_add(&rest, joined.data, joined.len);
			pos = 0;
		}
	}
	return 0;
}

/* Descriptor of a folder below the root, or -1 with err set; the caller closes. */
static int reach_folder(struct unpack_tree *t, const char *path, bool make, struct err *err)
{
	int fd = open_folder(t, path);

	if (fd < 0 && errno == ENOENT && make)
		fd = walk_folders(t, path, true);
	if (fd < 0 && (errno == ELOOP || errno == ENOTDIR)) {
		AUTOBUF struct buf real = BUF_INIT;

		if (resolve_folder(t, path, &real, err) < 0)
			return -1;
		fd = walk_folders(t, real.data, make);
	}
	if (fd < 0)
		return err_sys(err, make ? "cannot create the directory '%s'" : "cannot open '%s'",
			       path);
	return fd;
}

/*
 * The folder that path stands in, made when missing and make is set; borrowed,
 * good until the next call. *name: the last component.
 */
static int parent_of(struct unpack_tree *t, const char *path, bool make, const char **name,
		     struct err *err)
{
	const char *slash = strrchr(path, '/');
	size_t len;

	if (!slash) {
		*name = path;
		return t->root;
	}
	*name = slash + 1;
	len = (size_t)(slash - path);
	if (t->parent_fd >= 0 && !t->stale && t->parent.len == len &&
	    memcmp(t->parent.data, path, len) == 0)
		return t->parent_fd;
	forget_parent(t);
	buf_clear(&t->parent);
	buf_add(&t->parent, path, len);
	t->parent_fd = reach_folder(t, t->parent.data, make, err);
	return t->parent_fd;
}

/* A later entry replaces a file or a link, never a folder. */
static int clear_way(struct unpack_tree *t, int at, const char *name, const char *path,
		     struct err *err)
{
	t->stale = true;
	if (unlinkat(at, name, 0) == 0)
		return 0;
	if (errno == EISDIR || errno == EPERM)
		return err_set(err, ERR_HOSTILE, "'%s' is already a directory", path);
	return err_sys(err, "cannot replace '%s'", path);
}

int unpack_tree_folder(struct unpack_tree *t, const char *path, struct err *err)
{
	const char *name;
	struct stat st;
	int at = parent_of(t, path, true, &name, err);
	int fd;

	if (at < 0)
		return -1;
	if (mkdirat(at, name, 0755) == 0) {
		if ((0755 & t->umask) && fchmodat(at, name, 0755, 0) < 0)
			return err_sys(err, "cannot create the directory '%s'", path);
		return 0;
	}
	if (errno != EEXIST)
		return err_sys(err, "cannot create the directory '%s'", path);
	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(err, "cannot stat '%s'", path);
	if (S_ISDIR(st.st_mode))
		return 0;
	fd = reach_folder(t, path, true, err);
	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

int unpack_tree_file(struct unpack_tree *t, const char *path, bool exec, int *fd, struct err *err)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	const mode_t mode = exec ? 0755 : 0644;
	const char *name;
	int at = parent_of(t, path, true, &name, err);

	if (at < 0)
		return -1;
	*fd = openat(at, name, flags, mode);
	if (*fd < 0 && errno == EEXIST) {
		if (clear_way(t, at, name, path, err) < 0)
			return -1;
		*fd = openat(at, name, flags, mode);
	}
	if (*fd < 0)
		return err_sys(err, "cannot create '%s'", path);
	if ((mode & t->umask) && fchmod(*fd, mode) < 0) {
		err_sys(err, "cannot create '%s'", path);
		close(*fd);
		*fd = -1;
		return -1;
	}
	return 0;
}

int unpack_tree_symlink(struct unpack_tree *t, const char *path, const char *target,
			struct err *err)
{
	const char *name;
	int at = parent_of(t, path, true, &name, err);

	if (at < 0)
		return -1;
	if (symlinkat(target, at, name) == 0)
		return 0;
	if (errno == EEXIST) {
		if (clear_way(t, at, name, path, err) < 0)
			return -1;
		if (symlinkat(target, at, name) == 0)
			return 0;
	}
	return err_sys(err, "cannot create the link '%s'", path);
}

/* Is there a regular file, and no link, at this name? */
static int need_regular(int at, const char *name, const char *path, struct stat *st,
			struct err *err)
{
	if (fstatat(at, name, st, AT_SYMLINK_NOFOLLOW) < 0) {
		if (errno == ENOENT)
			return err_set(err, ERR_HOSTILE,
				       "the target '%s' was not unpacked before it", path);
		return err_sys(err, "cannot stat '%s'", path);
	}
	if (!S_ISREG(st->st_mode))
		return err_set(err, ERR_HOSTILE, "the target '%s' is not a regular file", path);
	return 0;
}

/* The folder of a hard link's target; like parent_of, but makes nothing. */
static int target_parent(struct unpack_tree *t, const char *target, const char **name,
			 struct err *err)
{
	struct err why = ERR_INIT;
	int at = parent_of(t, target, false, name, &why);

	if (at < 0 && why.sysno == ENOENT) {
		err_clear(&why);
		return err_set(err, ERR_HOSTILE, "the target '%s' was not unpacked before it",
			       target);
	}
	if (at < 0)
		err_move(err, &why);
	return at;
}

int unpack_tree_fill(struct unpack_tree *t, const char *path, int *fd, struct err *err)
{
	const char *name;
	struct stat st;
	int at = target_parent(t, path, &name, err);

	*fd = -1;
	if (at < 0 || need_regular(at, name, path, &st, err) < 0)
		return -1;
	if (st.st_size > 0)
		return 0;
	*fd = openat(at, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return err_sys(err, "cannot write '%s'", path);
	return 0;
}

static int copy_instead(struct unpack_tree *t, const char *path, int from_at, const char *from,
			const struct stat *st, struct err *err)
{
	AUTOCLOSE int in = openat(from_at, from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	AUTOCLOSE int out = -1;

	if (in < 0)
		return err_sys(err, "cannot read '%s'", from);
	if (unpack_tree_file(t, path, st->st_mode & S_IXUSR, &out, err) < 0)
		return -1;
	return fd_copy(in, out, err);
}

int unpack_tree_link(struct unpack_tree *t, const char *path, const char *target, struct err *err)
{
	const char *from, *name;
	AUTOCLOSE int from_at = -1;
	struct stat st, there;
	int at = target_parent(t, target, &from, err);

	if (at < 0 || need_regular(at, from, target, &st, err) < 0)
		return -1;
	from_at = fcntl(at, F_DUPFD_CLOEXEC, 0); /* the next look-up closes the first */
	if (from_at < 0)
		return err_sys(err, "cannot create the link '%s'", path);
	at = parent_of(t, path, true, &name, err);
	if (at < 0)
		return -1;
	if (linkat(from_at, from, at, name, 0) == 0)
		return 0;
	if (errno == EEXIST) {
		/* A link to itself would lose the file. */
		if (fstatat(at, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
		    there.st_ino == st.st_ino && there.st_dev == st.st_dev)
			return 0;
		if (clear_way(t, at, name, path, err) < 0)
			return -1;
		if (linkat(from_at, from, at, name, 0) == 0)
			return 0;
	}
	if (errno == EPERM || errno == EMLINK || errno == EXDEV || errno == EOPNOTSUPP ||
	    errno == ENOSYS)
		return copy_instead(t, path, from_at, from, &st, err);
	return err_sys(err, "cannot create the link '%s'", path);
}
