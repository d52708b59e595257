/* Planning: which recipe makes each part, under which key, and what is missing. */
/* SPDX-License-Identifier: MIT */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "builder/sandbox/sandbox.h"
#include "cache/index/index.h"
#include "cache/store/store.h"
#include "recipes/catalog.h"
#include "sysroots/targets/target.h"

struct plan_part {
	const struct target_part *wanted;
	const struct recipe *recipe; /* the one taken; borrowed from the catalog */
	char *why; /* why this one */
	char key[SHA256_HEX]; /* build key */
	char *key_text; /* what it is the hash of */
	bool made; /* its artifact is in the store, and will do */
	bool elsewhere; /* made, with other tools than this machine's: see plan_make() */
	char *sandbox; /* made: the tier its steps ran in; NULL without steps */
	bool too_weak; /* its artifact was made in a weaker sandbox than is allowed now */
	struct strv missing; /* names of the inputs that are not in the store */
	char *lacks, *advice; /* which tools are not installed, and what to install; NULL: none
				 (unless without_tools, only in a part with missing inputs) */
	size_t *needs; /* indices of the parts it needs */
	size_t need_count;
};

struct plan {
	const struct target *target;
	struct plan_part *parts; /* in the target's order */
	size_t count;
	size_t *order; /* indices, what is needed first */
	char request_key[SHA256_HEX]; /* of the whole sysroot */
	bool composed; /* the sysroot of this request is there */
};

struct plan_options {
	enum sandbox_tier weakest; /* artifacts made in a weaker one are not taken; who only
				      looks says SANDBOX_NONE */
	const struct strv *recipes; /* names that the user chose (--recipe), or NULL */
	bool locked; /* they come from a lock file */
	const char *prefer; /* fidelity whose recipes are tried first, or NULL */
	const char *fidelity; /* of the C library's and the kernel headers' recipes, no other
				 will do; or NULL */
	bool without_tools; /* a tool that is not installed is no error: who only
			       looks or fetches builds nothing; such a part
			       counts as not made */
};

/*
 * Choose and key every part of a target. A part's recipes are walked in order;
 * the first whose artifact is in the store, or whose inputs all are, is taken;
 * if there is none, the first, and its missing inputs are listed. A library's
 * recipes come from the catalog, the newest first, unless the target pins them.
 * Missing inputs are no error here.
 *
 * A part that cannot be made here, since a tool or an input is missing, may have
 * come with a kit: then an artifact will do whose key text is the same but for
 * the tools, and its key is the part's. What can be made here never comes so.
 *
 * s: NULL when there is no store yet: then nothing is made or at hand.
 * ix: for the remembered digests of host tools; may be NULL.
 * *out: free with plan_free(); the target, catalog outlive it.
 * Errors: ERR_UNKNOWN_NAME (a part without a recipe, a --recipe that fits no
 * part), ERR_MISSING (a tool that is not installed, of a recipe whose inputs are
 * there: which package has it), ERR_FAILED (parts that need each other), a recipe's own.
 */
int plan_make(const struct store *s, struct index *ix, struct catalog *catalog,
	      struct target *target, const struct plan_options *options, struct plan **out,
	      struct err *err) MUST_CHECK;
void plan_free(struct plan *p);

/*
 * The names of the recipes that could make a part of a target, in the order in
 * which they are tried: as the target lists them, else as the catalog has them,
 * those of the preferred fidelity first. options: may be NULL.
 * Errors: ERR_UNKNOWN_NAME when there is no such library or version, with those
 * that there are; ERR_MISSING when none fits, with the reason of each.
 */
int plan_candidates(struct catalog *catalog, const struct target *t, const struct target_part *part,
		    const struct plan_options *options, struct strv *names,
		    struct err *err) MUST_CHECK;

/*
 * Have gc leave what building this plan relies on, until the process ends: the
 * artifacts of its parts and the inputs of those that are not made, there or
 * not, and the sysroot; and note that they were used. Between the same
 * store_use() and store_unuse() as plan_make(). Nothing is done for a plan whose
 * sysroot is there: its name keeps all of it.
 */
int plan_lease(struct store *s, const struct plan *p, struct err *err) MUST_CHECK;

/*
 * Append every missing input once: its name, digest and origins. Returns how
 * many there are.
 */
size_t plan_list_missing(const struct plan *p, struct buf *out);

/* ERR_MISSING that lists every missing file: digest, origins, and the command that brings it. */
int plan_missing_error(const struct plan *p, struct err *err);

#endif
