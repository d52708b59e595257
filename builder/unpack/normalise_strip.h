/* Private to the normaliser: what recipes strip from the files that they keep. */
/* SPDX-License-Identifier: MIT */
#ifndef UNPACK_NORMALISE_STRIP_H
#define UNPACK_NORMALISE_STRIP_H

#include <sys/stat.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "recipes/recipe.h"

/*
 * Take from the regular file dirfd/path what the recipe's strip-debug and drop-section
 * say, and mark in used[], one for each of r->strips, which of them had something to say:
 * a pattern of strip-debug that it matches, a drop-section whose section was there.
 * The file is replaced, never written to: its content may be shared.
 * Errors: those of elfstrip_file() as ERR_FAILED or ERR_CORRUPT.
 */
int normalise_strip(int dirfd, const char *path, const struct stat *st, const struct recipe *r,
		    bool *used, struct err *err) MUST_CHECK;

/* ERR_FAILED when a statement was of no use, with its place in the recipe. */
int normalise_strip_check(const struct recipe *r, const bool *used, struct err *err) MUST_CHECK;

#endif
