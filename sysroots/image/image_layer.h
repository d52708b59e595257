/* The tar archives that images and plain exports consist of. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_IMAGE_LAYER_H
#define SYSROOTS_IMAGE_LAYER_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "cache/store/store.h"
#include "sysroots/image/image_sink.h"

/*
 * What all of them have in common: members in one order, owner 0, modes 0644 and
 * 0755, the time STORE_MTIME; a folder stands before what is in it, the folders
 * above a prefix too. Every object is hashed on its way: one that is not what the
 * manifest says ends it with ERR_CORRUPT, and what was written is to be thrown
 * away.
 */

/*
 * The sysroot's tree below a prefix, as it stands in the store: with
 * .sysroot/manifest and .sysroot/digest.
 * prefix: relative, path_is_safe(), or "" for none.
 * Errors: ERR_CORRUPT, ERR_MISSING (an object), those of image_sink_write().
 */
int image_layer_tree(struct image_sink *out, const struct store *store,
		     const struct tree_record *tree, const char *prefix,
		     struct err *err) MUST_CHECK;

/*
 * The layer that holds a sysroot: a small store of its own, which 'sysroot env'
 * reads and no more than that.
 *
 *   PREFIX/format
 *   PREFIX/sysroots/NAME     for each name a link to ../trees/DIGEST
 *   PREFIX/trees/DIGEST/     the tree
 *
 * Such layers of several sysroots lie one over the other in one file system and
 * make one store. names: sorted, each once.
 */
int image_layer_store(struct image_sink *out, const struct store *store,
		      const struct tree_record *tree, const struct strv *names, const char *prefix,
		      struct err *err) MUST_CHECK;

/*
 * The layer that holds the program: PREFIX/bin/sysroot, which knows from its place
 * which store is meant, and usr/local/bin/sysroot, a link to it.
 * fd: of the program's file, whose position does not matter.
 */
int image_layer_program(struct image_sink *out, int fd, const char *prefix,
			struct err *err) MUST_CHECK;

/* Everything in a folder, in the order of its names' bytes; links are not in it. */
int image_layer_folder(struct image_sink *out, int dirfd, const char *path,
		       struct err *err) MUST_CHECK;

#endif
