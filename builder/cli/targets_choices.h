/* What targets can be put together from: the axes and the libraries, for 'sysroot targets'. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_TARGETS_CHOICES_H
#define CLI_TARGETS_CHOICES_H

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/json.h"

/*
 * Lines of at most 80 columns, below the tables; of all architectures, or of one. Errors: those of
 * cli_open_catalog().
 */
int targets_choices_text(const char *arch, struct buf *out, struct err *err) MUST_CHECK;

/*
 * The same for a program: "axes" (versions of each C library and of the kernel headers with the
 * architectures that have them, the architectures with their CPU levels, the ways of linking) and
 * "libraries" (what may be behind a '+', with the recipes of each).
 */
int targets_choices_json(const char *arch, struct json *j, struct err *err) MUST_CHECK;

#endif
