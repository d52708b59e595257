/* The files that a sysroot carries for shells, make, CMake and Meson. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ENVFILES_H
#define SYSROOTS_ENVFILES_H

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "sysroots/env/environment.h"

/* "env.sh", "toolchain.cmake" and so on, NULL behind the last: paths from the tree's root. */
extern const char *const ENVFILES_NAMES[];

/*
 * Write the text of one of them.
 *
 * lines: the "key value" lines of .sysroot/target; the text depends on nothing else.
 * which: one of ENVFILES_NAMES.
 * out: appended to.
 * The files find the sysroot from where they stand, so they hold no absolute path and work
 * without this program after the tree was moved. The digest of the tree, which cannot stand in
 * one of its own files, they read from .sysroot/digest when they are used.
 * Errors: those of environment_facts_parse() and environment_compute(); ERR_FAILED for another
 * name.
 */
int envfiles_render(const struct strv *lines, const char *which, struct buf *out,
		    struct err *err) MUST_CHECK;

/*
 * A cross file of Meson for a sysroot whose place is known: one file, where meson.cross needs a
 * second one for older Mesons.
 *
 * facts: of the sysroot. root: where it stands, an absolute path. out: appended to.
 * Errors: ERR_FAILED when root is not UTF-8, or has both a single quote and a backslash.
 * Source: Meson's reference manual, "Machine files" and "Strings".
 */
int envfiles_meson(const struct environment_facts *facts, const char *root,
		   enum environment_link link, struct buf *out, struct err *err) MUST_CHECK;

#endif
