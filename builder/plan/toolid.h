/* Identity of the host programs that steps run: their digests. */
/* SPDX-License-Identifier: MIT */
#ifndef PLAN_TOOLID_H
#define PLAN_TOOLID_H

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "cache/index/index.h"

/*
 * Where steps look for programs, whatever the user's PATH is: what is asked for
 * its identity is what runs.
 */
#define TOOLID_PATH "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"

/*
 * The program that a recipe's word for a tool stands for when something is made
 * for arch: compiler and binutils of another architecture have its name before
 * them (aarch64-linux-gnu-gcc); gcc-for-build is the machine's own gcc. The
 * caller frees.
 */
char *toolid_program(const char *tool, const char *arch);

/*
 * Append the tool's lines to a key's text (keytext.h): of the program behind the
 * name, links and Debian's alternatives followed, and, for a compiler, of the
 * programs and files it uses itself (cc1, collect2, as, ld, libgcc.a, crtbegin.o).
 * No path is in it: the same tools at another place are the same tools.
 * ix remembers digests by the file's stamp; may be NULL.
 * Errors: ERR_MISSING, with the package that has the tool as the hint.
 */
int toolid_append(struct index *ix, const char *tool, const char *arch, struct buf *text,
		  struct err *err) MUST_CHECK;

/*
 * The program behind a tool's name (aarch64-linux-gnu-gcc), and the package that has it by
 * Debian's names; *package: NULL when we do not know. The caller frees both.
 */
void toolid_describe(const char *tool, const char *arch, char **program, char **package);

/*
 * What a tool calls itself: the first line of its --version. NULL when it says nothing there,
 * as dash and tclsh, and when it is not installed. The caller frees.
 */
char *toolid_version(const char *tool, const char *arch);

/*
 * Hold the digests that the index remembers against the files, where these are
 * still what they were; say what is wrong, and count it in *problems. For fsck.
 */
int toolid_check(struct index *ix, void (*say)(const char *line, void *arg), void *arg,
		 size_t *problems, struct err *err) MUST_CHECK;

/*
 * The shell that runs steps: bash where it is installed, since it tells the
 * line of the recipe in its trace and dash does not; else sh. Static.
 */
const char *toolid_shell(void);

#endif
