/* Remembering what variables were before, so that `sysroot env --undo` can bring it back. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ENV_UNDO_H
#define SYSROOTS_ENV_UNDO_H

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "sysroots/env/variables.h"

/*
 * The variable that holds the originals. Its text: items joined by ","; an item is NAME for a
 * variable that was not set, or NAME=VALUE with every byte of the value that is not plain as
 * %XX. Plain text in every shell, so it needs no quoting of its own.
 */
#define ENV_UNDO_VARIABLE "SYSROOT_UNDO"

/* The two directions. Errors of decoding: ERR_FAILED when the text is no such list. */
void env_undo_encode(const struct variables *originals, struct buf *out);
int env_undo_decode(const char *text, struct variables *originals, struct err *err) MUST_CHECK;

/*
 * The originals as this process's environment shows them: of what SYSROOT_UNDO lists its
 * values, of any other variable the present one.
 *
 * before: what env_undo_decode() made of SYSROOT_UNDO, empty when it is not set.
 * Returns the value, NULL when it was not set; borrowed.
 */
const char *env_undo_original(const struct variables *before, const char *name);

/*
 * Complete a list of variables about to be set so that it can be undone: adds SYSROOT_UNDO with
 * the original of each, however many sysroots' environments came before, and gives those
 * variables back that an earlier environment set and this one does not.
 */
void env_undo_record(const struct variables *before, struct variables *v);

/* The list that brings everything back, SYSROOT_UNDO itself unset last. */
void env_undo_restore(const struct variables *before, struct variables *v);

#endif
