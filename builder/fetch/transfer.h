/* The floor of speed below which a download is given up. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/*
 * The floor of speed, in bytes a second: who sends less for the whole of --timeout is given up, be
 * it a stalled line or a server that drips to hold its client.
 */
enum { TRANSFER_SLOWEST = 1000 };

/* A transfer that is watched by the size of what has come. */
struct transfer {
	long timeout; /* seconds */
	uint64_t size;
	int64_t changed, deadline; /* of clock_ms() */
};

/* It begins now, with so many bytes there. */
void transfer_begin(struct transfer *t, uint64_t size, long timeout);

/*
 * So many are there now: 1 when their number has changed, else 0; -1 with ERR_MISSING when it is
 * too slow.
 */
int transfer_look(struct transfer *t, uint64_t size, struct err *err) MUST_CHECK;

/* "less than 1.0 kB a second for 60 s"; the caller frees. */
char *transfer_too_slow(long timeout);

#endif
