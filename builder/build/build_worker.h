/* A part that is made in a process of its own. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_WORKER_H
#define BUILD_WORKER_H

#include "builder/base/worker.h"
#include "builder/build/build_part.h"

struct build_worker {
	struct worker worker;
	struct build_part_run run; /* what it was given */
	char *doing; /* what it said last that it does, or NULL */
	char *taken; /* the remote that had the part; NULL: none, it is made */
};
#define BUILD_WORKER_INIT                                                                          \
	{                                                                                          \
		.worker = WORKER_INIT                                                              \
	}

/*
 * Begin the part run->index. *w stays where it is until build_worker_finish(); crew_wait() hears
 * it. Errors: ERR_SYSTEM: no process, no pipe.
 */
int build_worker_start(struct crew *crew, struct build_worker *w, const struct build_part_run *run,
		       struct err *err) MUST_CHECK;

/*
 * Wait for its end and free its place (whoever wants w->taken takes it before). Returns 0 when the
 * artifact is in the store, or -1 with the error that it told, or one that says how it ended.
 */
int build_worker_finish(struct crew *crew, struct build_worker *w, struct err *err) MUST_CHECK;

double build_worker_seconds(const struct build_worker *w);

#endif
