/* Building a planned target: what is missing, side by side; then composing. */
/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_BUILD_H
#define ENGINE_BUILD_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/engine/plan.h"
#include "builder/engine/sandbox.h"

struct build_options {
	int jobs; /* make -j of each part, and parts at a time; 0: the cores there are */
	enum sandbox_tier weakest; /* the weakest sandbox that is allowed */
	bool keep_failed; /* leave the build folder of a failed part */
};

/*
 * Make every part of the plan that is not in the store, compose the sysroot,
 * register it in the index and point sysroots/NAME at it. Never uses the
 * network. When all is there, nothing is done.
 *
 * ix: NULL will do for a store that is only read, when all is there.
 * digest: gets the sysroot's digest.
 * Errors: ERR_MISSING with the list of missing inputs; ERR_STEP; whatever a
 * part failed with. Parts that were made stay in the store.
 */
int build_target(struct store *s, struct index *ix, struct plan *plan,
		 const struct build_options *options, char digest[SHA256_HEX],
		 struct err *err) MUST_CHECK;

#endif
