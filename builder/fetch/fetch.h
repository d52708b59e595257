/* Bringing inputs into the store: several at a time, origins in turn. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_H
#define FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "cache/store/store.h"
#include "recipes/recipe.h"

enum fetch_state {
	FETCH_WAITING,
	FETCH_THERE, /* was in the store before */
	FETCH_DONE,
	FETCH_FAILED, /* every origin failed; why says so, a line an origin */
};

struct fetch_job {
	const struct recipe_input *input;
	const char *recipe; /* name, for messages */
	const char *recipe_folder; /* `file` origins may be relative to it */
	enum fetch_state state;
	char *why; /* FETCH_FAILED: what each origin answered */
	char *lacks; /* FETCH_FAILED: a program that is not installed here and might have brought
			it; NULL: there is no such */
	bool unresolved; /* FETCH_FAILED: the host of an origin could not be resolved */
	bool answered; /* FETCH_FAILED: an origin failed for another reason than that, or than that
			  it is a file or its program is not installed here */
	bool replaced; /* FETCH_FAILED: a suite has a newer package, which relock can pin */
	char *origin; /* FETCH_DONE: which origin served ("apt-source trixie musl") */
	double seconds;
};

/* Free the texts that fetch_inputs() left in a job. */
void fetch_job_release(struct fetch_job *job);

struct fetch_options {
	int parallel; /* downloads at a time; 0: 4 */
	long timeout; /* seconds without a byte before an origin is given up; 0: 60 */
};

/*
 * Bring every job's input into the store. Same digests are fetched once, and
 * another process that fetches the same is waited for. A digest that does not
 * match is said and the next origin tried; nothing unproved enters the store.
 * Partial files of https stay in the store's tmp/partial and are resumed by
 * the next call; apt's package lists stay in tmp/apt. Both may be removed at
 * any time while nobody fetches.
 * Forks a process a job: not to be called while other threads run. Jobs are
 * all looked at anew, whatever their state; states of a stopped or failed call
 * are final for FETCH_DONE and FETCH_THERE only.
 * Returns 0 when all are there; -1 when one failed (err: how many, and the
 * first; ERR_MISMATCH if a digest was wrong, else ERR_MISSING), the others are
 * fetched all the same. process_interrupted() stops all cleanly.
 */
int fetch_inputs(struct store *s, struct fetch_job *jobs, size_t count,
		 const struct fetch_options *options, struct err *err) MUST_CHECK;

#endif
