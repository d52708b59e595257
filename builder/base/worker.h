/* Workers: forked processes that do one thing each, and tell their parent of it through a pipe. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_WORKER_H
#define BASE_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"

/*
 * What a worker does, in its own process. line: where worker_tell() goes. Returns 0, or -1 with
 * err, which worker_finish() brings back whole. What it says by term_say() is said by the parent.
 * process_interrupted() tells it to stop: on Ctrl-C, when its parent asks, and when that is gone.
 */
typedef int worker_work(int line, void *arg, struct err *err);

/* In the parent: a message of the worker. text has a NUL behind its len bytes. */
typedef void worker_heard(void *arg, int kind, const char *text, size_t len);

struct worker_job {
	const char *what; /* the process in errors: "the download of 'x'"; borrowed until its end */
	worker_work *work;
	void *work_arg;
	worker_heard *heard; /* may be NULL */
	void *heard_arg;
};

struct worker {
	struct worker_job job;
	struct worker *next; /* of the same crew */
	pid_t pid; /* 0: none runs */
	int line; /* reading end of its pipe, or -1 */
	bool ended; /* nothing more comes: time for worker_finish() */
	int64_t begun_ms; /* of clock_ms() */

	/* Of worker.c alone: */
	struct buf unread; /* a message that is not whole yet */
	bool done; /* it said that its work succeeded */
	bool failed; /* it told err */
	bool broken; /* what came is no message */
	struct err err;
};
#define WORKER_INIT                                                                                \
	{                                                                                          \
		.line = -1, .unread = BUF_INIT, .err = ERR_INIT                                    \
	}

/* The workers of one parent. Starts as { NULL }; they stay where they are while they run. */
struct crew {
	struct worker *first;
};

/* Bytes that one message may have; what is longer is cut. */
enum { WORKER_MESSAGE_MAX = 1 << 20 };

/*
 * Fork a process that does the job, and join it to the crew. *w: WORKER_INIT, and not moved until
 * worker_finish(). Not to be called while other threads run. Errors: ERR_SYSTEM.
 */
int worker_start(struct crew *crew, struct worker *w, const struct worker_job *job,
		 struct err *err) MUST_CHECK;

/*
 * In the worker: tell the parent. kind: 0 or more, the caller's own. line -1: nobody listens. A
 * parent that is gone is no error: it has asked the worker to stop.
 */
void worker_tell(int line, int kind, const char *text, size_t len);

/*
 * Wait until a worker of the crew tells something or ends, `also` (a descriptor, or -1) can be
 * read, a signal comes, or timeout_ms have passed. What was told has been heard when it returns.
 */
void crew_wait(struct crew *crew, int also, int timeout_ms);

/* Ask all to stop. They end on their own, soon: crew_wait() sees it. */
void crew_ask_to_stop(const struct crew *crew);

/*
 * The same, and wait until all have ended; those that do not within patience_ms are killed. What
 * they told until then is heard, but not what they failed with: the crew is empty afterwards.
 */
void crew_stop(struct crew *crew, int patience_ms);

/*
 * Wait for its end, and leave the crew. 0: its work succeeded. -1: what it failed with, class,
 * errno, text and hint; or ERR_FAILED that says how it ended without telling. *w is WORKER_INIT
 * afterwards.
 */
int worker_finish(struct crew *crew, struct worker *w, struct err *err) MUST_CHECK;

#endif
