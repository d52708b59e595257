/* Bringing any tree to the one layout, and to nothing but files and links. */
/* SPDX-License-Identifier: MIT */
#ifndef UNPACK_NORMALISE_H
#define UNPACK_NORMALISE_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "recipes/recipe.h"

/*
 * The number of these rules; it is part of every build key. Raise it whenever
 * the same input would come out differently.
 */
#define NORMALISE_VERSION 2

/*
 * Move what the recipe selects from the tree dirfd/from to dirfd/to, which must
 * not be there; what is not selected stays behind for the caller to remove.
 *
 * The layout is the same for every sysroot, so that gcc, clang, pkg-config and
 * cmake find things without being told: lib, lib64, usr/lib64 and the
 * multiarch folders usr/lib/TRIPLE and usr/include/TRIPLE all become usr/lib
 * and usr/include (TRIPLE is also ARCH-linux-gnu for a target with musl), and
 * usr/lib/linux/uapi/KERNEL-ARCH/asm becomes usr/include/asm. (Composing adds
 * lib, lib64 and usr/lib64 as links.) Symlinks become relative and point at the
 * new places; a linker script's absolute paths become bare names, which ld
 * looks for in its own library path, and pkg-config's .pc files name the new
 * folders; folders exist only where something is in them. What the recipe's
 * strip-debug and drop-section name is taken from object files, libraries and
 * archives, by code of ours: the host's strip would lay them out in its own way.
 *
 * triple: of the target, for the multiarch folders.
 * Errors: ERR_HOSTILE when a link leaves the tree or something is neither file,
 * folder nor link; ERR_FAILED when two different files want one place,
 * nothing was selected, or nothing was there to strip.
 */
int normalise_tree(int dirfd, const char *from, const char *to, const struct recipe *recipe,
		   const char *triple, struct err *err) MUST_CHECK;

/* The place of a path in the layout ("usr/lib" for lib64 itself); the caller frees. */
char *normalise_path(const char *path, const char *triple);

#endif
