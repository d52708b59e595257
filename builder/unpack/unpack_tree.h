/* Making files below a root without ever following a link out of it. */
/* SPDX-License-Identifier: MIT */
#ifndef UNPACK_TREE_H
#define UNPACK_TREE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"

struct unpack_tree {
	int root; /* descriptor of the root; owned */
	int parent_fd; /* the folder last worked in, or -1: entries come grouped */
	struct buf parent; /* its path, as the entry spelled it */
	bool stale; /* something was removed: look parent_fd up again */
	mode_t umask; /* bits that the kernel takes away from new files */
	uint64_t folders; /* made on the way, without an entry of their own */
};

/*
 * path, in all of these: clean in the sense of unpack_path_clean(), not empty.
 * Errors: ERR_HOSTILE when something in the tree stands in the way, ERR_SYSTEM;
 * the text names the path.
 */

int unpack_tree_open(struct unpack_tree *t, int dirfd, const char *dir, struct err *err) MUST_CHECK;
void unpack_tree_close(struct unpack_tree *t);

/* A folder, which may be there already, also as a link to one inside the root. */
int unpack_tree_folder(struct unpack_tree *t, const char *path, struct err *err) MUST_CHECK;

/* A new empty file, replacing a file or link; *fd is open for writing, the caller's. */
int unpack_tree_file(struct unpack_tree *t, const char *path, bool exec, int *fd,
		     struct err *err) MUST_CHECK;

/* A symlink, replacing a file or link. */
int unpack_tree_symlink(struct unpack_tree *t, const char *path, const char *target,
			struct err *err) MUST_CHECK;

/*
 * path becomes another name of target, which must be a regular file; a copy
 * where the filesystem has no hard links.
 */
int unpack_tree_link(struct unpack_tree *t, const char *path, const char *target,
		     struct err *err) MUST_CHECK;

/*
 * Open a regular file that is there and empty for writing: *fd is the caller's.
 * When it has content already, *fd is -1: what comes again is the same.
 */
int unpack_tree_fill(struct unpack_tree *t, const char *path, int *fd, struct err *err) MUST_CHECK;

#endif
