/* Private to relock: the text of a recipe with other packages pinned in it. */
/* SPDX-License-Identifier: MIT */
#ifndef LOCK_RELOCK_EDIT_H
#define LOCK_RELOCK_EDIT_H

#include "builder/lock/relock.h"

#define SNAPSHOT_PREFIX "https://snapshot.debian.org/"

/*
 * The recipe's text with its NEW inputs pinned to what is offered: their names,
 * digests, sizes, files of source packages and, once sha1 is known, addresses
 * at snapshot.debian.org; and `version`, `provides` and `summary` where they
 * name the old version. Every other byte stays.
 *
 * text: of the recipe's file, which r was parsed from. The caller frees *out.
 * Errors: ERR_FAILED when packages that were of one version no longer are;
 * ERR_SYNTAX when text is not the recipe's.
 */
int relock_edit(const struct relock_recipe *r, const char *text, size_t len, char **out,
		struct err *err) MUST_CHECK;

/* Lines of the new text that name an old version or file still: "FILE:LINE still says 'X'". */
void relock_leftovers(const struct relock_recipe *r, const char *text, struct strv *told);

/*
 * The upstream version of a package whose file is pinned as this version: all of
 * it for .orig files, else less the revision. The caller frees.
 */
char *relock_upstream(const struct relock_input *in, const char *version);

#endif
