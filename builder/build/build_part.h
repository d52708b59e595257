/* Building one part, start to end: inputs, unpack, steps, normalise, store. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_PART_H
#define BUILD_PART_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/plan/plan.h"
#include "builder/remote/remote.h"

struct build_part_run {
	struct store *store;
	const struct plan *plan;
	size_t index; /* of the part in the plan */
	enum sandbox_tier tier; /* used when the recipe has steps */
	enum sandbox_tier weakest; /* an artifact of a weaker one is not taken from a remote */
	int jobs; /* of all parts together */
	const int *jobserver; /* descriptors of their pool, or NULL */
	bool keep_failed;
	struct remotes *remotes; /* asked before it is made; or NULL */
	const struct err *unable; /* why nothing can be made here, only taken; or NULL */
	/* Told what is under way ("unpack zlib.tar.gz", "step build"); may be NULL. */
	void (*doing)(void *arg, const char *what);
	/* Told where the part was taken from, when it was not made; may be NULL. */
	void (*taken)(void *arg, const char *from);
	void *arg;
};

/* Absolute path of the log of a part's steps: logs/RECIPE-KEY.log; the caller frees. */
char *build_part_log(const struct store *s, const struct plan_part *part);

/*
 * Make the artifact of one part whose needs are all made, or take it from a
 * remote. One builder of a key at a time: a second one waits, and finds the
 * artifact there. A part that lacks inputs is only taken: ERR_MISSING when no
 * remote has it.
 */
int build_part(const struct build_part_run *run, struct err *err) MUST_CHECK;

/*
 * The parts a compose needs: those of the plan that `indices` names, or all
 * when indices is NULL. The caller frees the array; strings are borrowed from
 * the plan.
 */
struct compose_part *build_compose_parts(const struct plan *plan, const size_t *indices,
					 size_t count);

#endif
