/* All recipes there are: found by name or by part. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_CATALOG_H
#define RECIPES_CATALOG_H

#include "recipes/recipe.h"

struct catalog;

/*
 * Open the catalog in a folder that holds PART/NAME.recipe files. Recipes are
 * parsed when first asked for, so a broken one hurts only who needs it.
 * *out: the caller frees it with catalog_free(). Errors: ERR_SYSTEM.
 */
int catalog_open(const char *folder, struct catalog **out, struct err *err) MUST_CHECK;
void catalog_free(struct catalog *c);

/*
 * Take in the recipes of a further folder of the same form, before any is asked for. Errors:
 * ERR_SYSTEM; ERR_FAILED for a name that two recipes have, wherever they stand.
 */
int catalog_add(struct catalog *c, const char *folder, struct err *err) MUST_CHECK;

/*
 * The recipe of a name; borrowed from the catalog. Errors: ERR_UNKNOWN_NAME
 * with the nearest name as the hint, or the recipe's own.
 */
int catalog_get(struct catalog *c, const char *name, const struct recipe **out,
		struct err *err) MUST_CHECK;

/* Names of all recipes, or of those of one part (its folder), the newest version first. */
int catalog_names(struct catalog *c, const char *part, struct strv *names,
		  struct err *err) MUST_CHECK;

/* Names of the parts, sorted. */
int catalog_parts(struct catalog *c, struct strv *parts, struct err *err) MUST_CHECK;

/* How many bytes of a version its first so many numbers take: 4 of "3.10.108" for two. */
size_t version_prefix(const char *version, int numbers);

/*
 * The baselines that recipes of a part provide, the oldest first, each once: of
 * "libc musl 1.2.5" what stands behind the fact "libc musl ". Only the first so
 * many numbers are told: 3.10 of 3.10.108. arch: NULL for recipes of any. A
 * recipe with an error in it is passed over.
 */
int catalog_versions(struct catalog *c, const char *part, const char *fact, int numbers,
		     const char *arch, struct strv *versions, struct err *err) MUST_CHECK;

/* Order of versions: by runs of digits as numbers and of others as bytes; <0, 0, >0. */
int version_compare(const char *a, const char *b);

#endif
