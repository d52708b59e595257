/* Paths, files and directories, by directory file descriptors. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

/* In every function dirfd may be AT_FDCWD. All return 0, or -1 with err set. */

/* "a/b" from "a" and "b", one slash between; the caller frees. */
char *path_join(const char *a, const char *b);

/* The part behind the last slash; borrowed from path. */
const char *path_basename(const char *path);

/*
 * Is path relative, without "." or ".." or empty components, without control
 * bytes, at most 4,096 bytes, with no component over 255? Only such a path may
 * be created below a root.
 */
bool path_is_safe(const char *path);

/* Read a whole regular file of at most max bytes; appended to out. */
int file_read(int dirfd, const char *path, size_t max, struct buf *out, struct err *err) MUST_CHECK;

/* The same of one that is open; path: for what is said of it. */
int fd_read(int fd, const char *path, size_t max, struct buf *out, struct err *err) MUST_CHECK;

/*
 * Make path have exactly these bytes, or leave it as it was: temporary name in
 * the same directory, fsync, rename, fsync of the directory.
 */
int file_write(int dirfd, const char *path, const void *data, size_t len, mode_t mode,
	       struct err *err) MUST_CHECK;

/* Write all bytes to fd. */
int fd_write(int fd, const void *data, size_t len, struct err *err) MUST_CHECK;

/* Copy the rest of in to out (copy_file_range or reflink where it can). */
int fd_copy(int in, int out, struct err *err) MUST_CHECK;

/* mkdir -p with mode 0777 less umask. */
int dir_make(int dirfd, const char *path, struct err *err) MUST_CHECK;

/* Open a directory for use as dirfd; returns the descriptor or -1. */
int dir_open(int dirfd, const char *path, struct err *err) MUST_CHECK;

/* Names in a directory, sorted by bytes, without "." and "..". */
int dir_list(int dirfd, const char *path, struct strv *names, struct err *err) MUST_CHECK;

/* The same of one that is open, and stays so; path: for what is said of it. */
int dir_list_fd(int fd, const char *path, struct strv *names, struct err *err) MUST_CHECK;

/*
 * Remove a file or a whole tree, whatever its modes; never follows a link.
 * That nothing is there is no error.
 */
int tree_remove(int dirfd, const char *path, struct err *err) MUST_CHECK;

/*
 * Visit everything below root in sorted order, a directory before what is in
 * it; root itself is not visited. path is relative to root, st comes from
 * lstat. fn returns 0 to go on, -1 (with err set) to stop.
 */
typedef int tree_visit(int rootfd, const char *path, const struct stat *st, void *arg,
		       struct err *err);
int tree_walk(int dirfd, const char *root, tree_visit *fn, void *arg, struct err *err) MUST_CHECK;

/* Target of a symlink, the caller frees; NULL with err set on failure. */
char *link_read(int dirfd, const char *path, struct err *err) MUST_CHECK;

/* Bytes of the file at path, through links; 0 when there is none. */
uint64_t file_size(const char *path);

/* The file of the running program, from the root on; the caller frees. NULL with err set. */
char *file_of_program(struct err *err) MUST_CHECK;

/* Does something (also a dangling link) stand at path? */
bool file_exists(int dirfd, const char *path);

#endif
