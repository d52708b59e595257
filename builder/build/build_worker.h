/* A part that is made in a process of its own, which reports through a pipe. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_WORKER_H
#define BUILD_WORKER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/build/build_part.h"

struct build_worker {
	pid_t pid; /* 0: none runs */
	int report; /* reading end of its pipe */
	int64_t begun_ms; /* of clock_ms() */
	struct buf unread; /* a message that is not whole yet */
	char *doing; /* what it said last that it does, or NULL */
	char *taken; /* the remote that had the part; NULL: none, it is made */
	struct err err; /* what it failed with */
};
#define BUILD_WORKER_INIT                                                                          \
	{                                                                                          \
		.report = -1, .unread = BUF_INIT, .err = ERR_INIT                                  \
	}

/* Begin the part run->index. Errors: ERR_SYSTEM: no process, no pipe. */
int build_worker_start(struct build_worker *w, const struct build_part_run *run,
		       struct err *err) MUST_CHECK;

/*
 * Read what has come on w->report; words of the part are said on stderr. Returns
 * false once there is no more to come: the process has ended, or is about to.
 */
bool build_worker_read(struct build_worker *w) MUST_CHECK;

/*
 * Wait for its end and free its place (who wants w->taken takes it before).
 * Returns 0 when the artifact is in the store, or -1 with the
 * error that it told, or one that says how it ended.
 */
int build_worker_finish(struct build_worker *w, struct err *err) MUST_CHECK;

double build_worker_seconds(const struct build_worker *w);

#endif
