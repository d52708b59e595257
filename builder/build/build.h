/* Building planned targets: what is missing, side by side; then composing. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_H
#define BUILD_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/plan/plan.h"
#include "builder/remote/remote.h"
#include "builder/sandbox/sandbox.h"

struct build_options {
	int jobs; /* at a time, over all parts and what their makes run; 0: the cores there are */
	enum sandbox_tier weakest; /* the weakest sandbox that is allowed */
	bool keep_failed; /* leave the build folder of a failed part */
	bool verify; /* trust nothing in the store that was not hashed now */
	bool keep_going; /* a failure stops only the targets that need what failed */
	struct remotes *remotes; /* asked for each part before it is made; NULL: nobody is */
};

/*
 * Make every part of the plan that is not in the store, compose the sysroot,
 * register it in the index and point sysroots/NAME at it. Never uses the
 * network but to ask the remotes that the user named. When all is there,
 * nothing is done.
 *
 * ix: NULL will do for a store that is only read, when all is there.
 * digest: gets the sysroot's digest.
 * Errors: ERR_MISSING with the list of missing inputs; ERR_STEP; whatever a
 * part failed with. Parts that were made stay in the store.
 */
int build_target(struct store *s, struct index *ix, struct plan *plan,
		 const struct build_options *options, char digest[SHA256_HEX],
		 struct err *err) MUST_CHECK;

/* How a target of build_targets() ended. */
enum build_end {
	BUILD_STOPPED, /* not finished: something else failed, or an interrupt came */
	BUILD_THERE, /* the sysroot was there already */
	BUILD_MADE, /* composed now */
	BUILD_MISSING, /* inputs are not in the store, and no remote has what they make:
			  plan_missing_error() tells */
	BUILD_FAILED, /* a part of it, or composing it */
};

struct build_result {
	enum build_end end;
	char digest[SHA256_HEX]; /* BUILD_THERE, BUILD_MADE */
	size_t made; /* parts that were made for it now, those it shares included */
	size_t taken; /* parts that were taken from remotes now */
	struct err err; /* BUILD_FAILED: why */
	const struct plan_part *part; /* BUILD_FAILED: of the plan, that failed; NULL: composing */
	char *log; /* of that part's steps, absolute; NULL when there is none */
};

void build_result_release(struct build_result *r);

/*
 * The same for many plans: all that their parts lack is made side by side over
 * one pool of jobs, a part that several have (one build key) once; a target is
 * composed as soon as its parts are there.
 *
 * Plans whose inputs are missing are passed over, unless there are remotes:
 * those are asked for what cannot be made here before anything is made. Without
 * keep_going they and the first failure keep new parts from being started; what
 * is under way is finished, and the targets that are whole then are composed.
 *
 * results: one for each plan, filled in any case; the caller releases each.
 * Returns 0 when every result says how its target ended; -1 when the whole was
 * stopped: ERR_INTERRUPTED, a sandbox that is not allowed, no processes.
 */
int build_targets(struct store *s, struct index *ix, struct plan *const *plans, size_t count,
		  const struct build_options *options, struct build_result *results,
		  struct err *err) MUST_CHECK;

#endif
