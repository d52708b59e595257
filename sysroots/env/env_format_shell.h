/* Printing variables for shells; env_format.h has the row of each. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ENV_FORMAT_SHELL_H
#define SYSROOTS_ENV_FORMAT_SHELL_H

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "sysroots/env/variables.h"

/* What each makes, and its errors, env_format_print() tells. */
int env_format_sh(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;
int env_format_fish(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;
int env_format_csh(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;
int env_format_direnv(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;

#endif
