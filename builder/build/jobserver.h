/* The pool of jobs that all parts share: a pipe of tokens, as GNU make's jobserver has it. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_JOBSERVER_H
#define BUILD_JOBSERVER_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/*
 * A pipe with one byte for each free job. Who starts a job takes a byte first and
 * puts it back when the job has ended. A part that runs holds one, which is the
 * job that every make has without asking; for each further one its make takes a
 * byte itself, by MAKEFLAGS=--jobserver-auth=R,W. These are descriptions of their own: make lets
 * R not block, and to write into a pipe that is full has to wait, not fail.
 * Source: "POSIX Jobserver Interaction" in the manual of GNU make (4.2 to 4.4).
 */
struct jobserver {
	int shared[3]; /* for the steps: to read, to write, -1 behind them; close-on-exec */
	int own; /* the same pipe, opened again: never blocks, whatever makes do to theirs */
	int jobs; /* how many there are in all */
	int held; /* taken by us: one for each part that runs */
};
#define JOBSERVER_INIT                                                                             \
	{                                                                                          \
		.shared = { -1, -1, -1 }, .own = -1                                                \
	}

enum { JOBSERVER_MOST = 1024 }; /* jobs; far below what a pipe holds */

/* A pool of so many jobs, 1 to JOBSERVER_MOST. Errors: ERR_SYSTEM. */
int jobserver_open(struct jobserver *js, int jobs, struct err *err) MUST_CHECK;
void jobserver_close(struct jobserver *js);

/* Take a job for a part, if one is free. Never waits: poll js->own for POLLIN. */
bool jobserver_take(struct jobserver *js) MUST_CHECK;

/* Give back what jobserver_take() took. */
void jobserver_give(struct jobserver *js);

/*
 * In the process of a part, before its steps: let the numbers in shared be descriptions of the
 * same pipe that no other part has. What a make, or a step, does to their flags is then no
 * matter to other parts. Where there is no /proc they stay what they are.
 */
void jobserver_part(const int *shared);

/*
 * While parts run: take away what is too much, which a step put there. A pipe that is full would
 * keep the makes of other parts from giving back what they took.
 */
void jobserver_trim(struct jobserver *js);

/*
 * Nothing runs, so every job must be free: a make that was killed did not put its
 * bytes back, a confused one may have put back too many. Afterwards there are
 * js->jobs again. To be called only while js->held is 0.
 */
void jobserver_settle(struct jobserver *js);

#endif
