/* Printing variables so that a shell, make or a program can take them over. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ENV_FORMAT_H
#define SYSROOTS_ENV_FORMAT_H

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "sysroots/env/variables.h"

enum env_format {
	ENV_FORMAT_SH,
	ENV_FORMAT_FISH,
	ENV_FORMAT_CSH,
	ENV_FORMAT_JSON,
	ENV_FORMAT_MAKE,
};

/* From its word. Errors: ERR_USAGE, the nearest in the hint. */
int env_format_parse(const char *word, enum env_format *format, struct err *err) MUST_CHECK;

/*
 * Print the variables, one a line.
 *
 * sh: `export NAME='value';` and `unset NAME;` that survive `eval $(...)` without quotes, where
 * the shell splits the text at blanks, joins it with single spaces and expands patterns. A
 * value with bytes that mean something then stands as "$(printf '...')" with octal escapes.
 * csh: the same for eval `...`. fish: for `| source` and eval (...).
 * json: one object; an unset variable is null. make: for include.
 * Errors: ERR_FAILED when a value cannot be said in the format (a newline in csh, bytes that
 * are not UTF-8 in json).
 */
int env_format_print(enum env_format format, const struct variables *v, struct buf *out,
		     struct err *err) MUST_CHECK;

/*
 * What stands on stdout in place of the variables when there are none to print: makes the
 * shell's eval or make's include fail, and changes no variable.
 */
const char *env_format_failure(enum env_format format);

#endif
