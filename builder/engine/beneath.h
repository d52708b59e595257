/* Folders below another one, reached through no link. */
/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_BENEATH_H
#define ENGINE_BENEATH_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/*
 * Open the folder dirfd/path, one component after the other, following no
 * link: what an archive or a step left there may be a link to anywhere.
 *
 * path: relative, without ".." ("" and "." are dirfd itself). make: make the
 * components that are not there.
 * Returns a descriptor that the caller closes, or -1: ERR_HOSTILE when a
 * component is a link, ERR_FAILED when it is another thing than a folder,
 * ERR_MISSING when it is not there, ERR_SYSTEM.
 */
int beneath_open(int dirfd, const char *path, bool make, struct err *err) MUST_CHECK;

#endif
