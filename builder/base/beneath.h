/* Files and folders below a folder, reached through no symbolic link. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_BENEATH_H
#define BASE_BENEATH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/file.h"
#include "builder/base/sha256.h"
#include "builder/base/strv.h"

/*
 * For folders that others may write to: what one of them puts in the place of a
 * folder must not lead anywhere else. In all of these path is relative to dirfd,
 * without "..", and a symbolic link in any component, the last included, is ELOOP
 * (where the call is about the last component itself, as unlinkat() and renameat()
 * are, that one may be a link, which is not followed).
 */

/*
 * openat(). The kernel does it at once (openat2, Linux 5.6), or it is done a
 * component after the other. The descriptor, or -1 with errno; EXDEV: path is
 * absolute or has "..".
 */
int beneath_open(int dirfd, const char *path, int flags);
int beneath_create(int dirfd, const char *path, int flags, mode_t mode);
extern atomic_bool beneath_without_openat2; /* the kernel does not have it; set by tests too */

/*
 * Open a regular file to read: no pipe, device or folder, none of which is waited
 * for. -1 with errno; EBADFD: it is no regular file.
 */
int beneath_open_file(int dirfd, const char *path);

/* The folder that the last component of path is in. */
struct beneath {
	int fd; /* -1 where it could not be opened: with errno */
	int own; /* what beneath_release() closes: fd, or -1 where that is the caller's dirfd */
	const char *name; /* the last component; borrowed from path */
};
struct beneath beneath_parent(int dirfd, const char *path);
void beneath_release(struct beneath *b);
#define AUTOBENEATH __attribute__((cleanup(beneath_release)))

/* As the system calls: 0 (or what they return), or -1 with errno. None follows the last link. */
int beneath_stat(int dirfd, const char *path, struct stat *st);
int beneath_unlink(int dirfd, const char *path, int flags);
int beneath_mkdir(int dirfd, const char *path, mode_t mode);
int beneath_rename(int dirfd, const char *from, int todirfd, const char *to);
int beneath_exchange(int dirfd, const char *from, int todirfd, const char *to);
int beneath_link(int dirfd, const char *from, int todirfd, const char *to);
int beneath_symlink(const char *target, int dirfd, const char *path);
ssize_t beneath_readlink(int dirfd, const char *path, char *target, size_t size);
int beneath_utimens(int dirfd, const char *path, const struct timespec times[2]);
bool beneath_exists(int dirfd, const char *path);

/* Set the mode of a folder. */
int beneath_chmod_folder(int dirfd, const char *path, mode_t mode);

/* As file_read(), dir_list(), tree_remove(), tree_walk() and sha256_file() otherwise. */
int beneath_read(int dirfd, const char *path, size_t max, struct buf *out,
		 struct err *err) MUST_CHECK;
int beneath_list(int dirfd, const char *path, struct strv *names, struct err *err) MUST_CHECK;
int beneath_remove(int dirfd, const char *path, struct err *err) MUST_CHECK;
int beneath_walk(int dirfd, const char *path, tree_visit *fn, void *arg,
		 struct err *err) MUST_CHECK;
int beneath_hash(int dirfd, const char *path, char hex[SHA256_HEX], uint64_t *size,
		 struct err *err) MUST_CHECK;

/*
 * Open the folder dirfd/path ("" and "." are dirfd itself). make: make the
 * components that are not there.
 * Returns a descriptor that the caller closes, or -1: ERR_HOSTILE when a
 * component is a link, ERR_FAILED when it is another thing than a folder,
 * ERR_MISSING when it is not there, ERR_SYSTEM.
 */
int beneath_folder(int dirfd, const char *path, bool make, struct err *err) MUST_CHECK;

#endif
