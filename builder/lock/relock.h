/* Relock: pinning anew the packages that a distribution has replaced. */
/* SPDX-License-Identifier: MIT */
#ifndef LOCK_RELOCK_H
#define LOCK_RELOCK_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/lock/apt_ask.h"
#include "cache/store/store.h"
#include "recipes/recipe.h"

enum relock_state {
	RELOCK_CURRENT, /* a suite has what is pinned */
	RELOCK_NEW, /* there is a newer one in its place */
	RELOCK_FIXED, /* one of its origins is upstream's own file, which never changes */
	RELOCK_OLDER, /* what is there is older than what is pinned, which stays */
	/* From here on the recipe is left as it is. */
	RELOCK_GONE, /* no suite that it names has the package */
	RELOCK_OTHER, /* what is there cannot be this recipe's any more */
	RELOCK_UNASKED, /* a suite could not be asked */
};

/* One input of a recipe, and what became of it. */
struct relock_input {
	const struct recipe_input *input; /* borrowed */
	enum relock_state state;
	const struct recipe_origin *origin; /* whose suite answered, or that fixes it; borrowed */
	char *package; /* of an apt origin, without its architecture; else NULL */
	char *was; /* version by the pinned file's name; NULL: it tells none */
	char *now; /* the same of the offer; NULL without one */
	struct apt_offer offer; /* the newest there is; version NULL: none */
	char *why; /* GONE, OTHER, UNASKED, OLDER: in words */
	char sha1[41]; /* NEW: of the file, once it was fetched; else "" */
};

struct relock_recipe {
	const struct recipe *recipe; /* borrowed */
	struct relock_input *inputs; /* one for each of the recipe's, in its order */
	bool written; /* the recipe's file is the new one */
	struct err err; /* why it could not be written */
};

/*
 * Ask for all recipes what the suites that they name have now.
 * out: an array of count, released by the caller with relock_recipe_release().
 * timeout: seconds without a byte. Errors: as apt_ask().
 */
int relock_ask(struct store *s, const struct recipe *const *recipes, size_t count, long timeout,
	       struct relock_recipe *out, struct err *err) MUST_CHECK;
void relock_recipe_release(struct relock_recipe *r);

/* Is there something to pin anew, and nothing that stands against it? */
bool relock_wanted(const struct relock_recipe *r);

/* The input that keeps the recipe from being pinned anew, or NULL. */
const struct relock_input *relock_obstacle(const struct relock_recipe *r);

/*
 * Make the new text of the recipe's file and look that it can be read; told is
 * what is left in it that names the old version, a line each.
 * Errors: ERR_FAILED, ERR_SYNTAX, ERR_SYSTEM.
 */
int relock_try(struct relock_recipe *r, struct strv *told, struct err *err) MUST_CHECK;

/*
 * Bring the new files into the store, which proves them and tells their
 * address at snapshot.debian.org, and put the new text in the place of the
 * recipe's file, all of it or nothing. told: as above.
 * Errors: those, and what fetching failed with.
 */
int relock_write(struct store *s, struct relock_recipe *r, long timeout, struct strv *told,
		 struct err *err) MUST_CHECK;

/* Can the recipe's file be replaced? ERR_FAILED with what to do instead. */
int relock_check_writable(const struct recipe *r, struct err *err) MUST_CHECK;

#endif
