/* Printing variables so that a shell, make or a program can take them over. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ENV_FORMAT_H
#define SYSROOTS_ENV_FORMAT_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "sysroots/env/variables.h"

/*
 * The formats: constant, word, printer, what stands on stdout when there is nothing to print, is it
 * for a file (env_format_is_file()), can it bring variables back (env_format_can_undo()).
 * systemd passes over what it does not understand; direnv goes on after a status that is not 0.
 */
#define ENV_FORMATS(X)                                                                             \
	X(ENV_FORMAT_SH, "sh", env_format_sh, "false;\n", false, true)                             \
	X(ENV_FORMAT_FISH, "fish", env_format_fish, "false;\n", false, true)                       \
	X(ENV_FORMAT_CSH, "csh", env_format_csh, "false;\n", false, true)                          \
	X(ENV_FORMAT_JSON, "json", env_format_json, "null\n", false, true)                         \
	X(ENV_FORMAT_MAKE, "make", env_format_make, "$(error sysroot env failed)\n", false, true)  \
	X(ENV_FORMAT_CMAKE, "cmake", env_format_cmake,                                             \
	  "message(FATAL_ERROR \"sysroot env failed\")\n", true, false)                            \
	X(ENV_FORMAT_MESON, "meson", env_format_meson, "sysroot env failed\n", true, false)        \
	X(ENV_FORMAT_DOCKER, "docker", env_format_docker, "sysroot env failed\n", true, false)     \
	X(ENV_FORMAT_GITHUB, "github", env_format_github, "sysroot env failed\n", false, false)    \
	X(ENV_FORMAT_SYSTEMD, "systemd", env_format_systemd, "", true, false)                      \
	X(ENV_FORMAT_DIRENV, "direnv", env_format_direnv, "exit 1;\n", false, true)

enum env_format {
#define X(format, word, print, failure, is_file, can_undo) format,
	ENV_FORMATS(X)
#undef X
};

/* Their words, "sh" and so on, in the order of the rows; ends in NULL. */
extern const char *const ENV_FORMAT_WORDS[];

/* From its word. Errors: ERR_USAGE, the nearest in the hint. */
int env_format_parse(const char *word, enum env_format *format, struct err *err) MUST_CHECK;

/*
 * Is it for a file that another program reads at another time, or on another machine, whose
 * environment nobody knows here? Then it must not depend on this process's.
 */
bool env_format_is_file(enum env_format format);

/* Can it bring variables back? Not where they cannot be unset. */
bool env_format_can_undo(enum env_format format);

/*
 * Print the variables, one a line.
 *
 * sh: `export NAME='value';` and `unset NAME;` that survive `eval $(...)` without quotes, where
 * the shell splits the text at blanks, joins it with single spaces and expands patterns. A
 * value with bytes that mean something then stands as "$(printf '...')" with octal escapes.
 * csh: the same for eval `...`. fish: for `| source` and eval (...).
 * json: one object; an unset variable is null. make: for include.
 * direnv: as sh, and for .envrc a watch_file on what the variable SYSROOT names.
 * cmake: for --toolchain, -C and include(); takes in the toolchain.cmake of what SYSROOT names.
 * docker: ENV instructions of a Dockerfile. github: for the file that GITHUB_ENV names; a
 * variable to unset is set empty. systemd: for EnvironmentFile=, see systemd.exec(5).
 * meson has no variables: env_meson_print() is its printer, and this fails.
 * Errors: ERR_FAILED when it cannot be said in the format: a newline in csh or docker, bytes
 * that are not UTF-8 in json, direnv, docker, github or systemd, control characters in github or
 * systemd, a variable to unset in docker or systemd.
 */
int env_format_print(enum env_format format, const struct variables *v, struct buf *out,
		     struct err *err) MUST_CHECK;

/*
 * What stands on stdout in place of the variables when there are none to print: makes the
 * shell's eval or make's include fail, and changes no variable.
 */
const char *env_format_failure(enum env_format format);

#endif
