/* How fast downloads come, and how long the rest takes. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_RATE_H
#define FETCH_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/buf.h"

/* Zeroed before. */
struct fetch_rate {
	int64_t then_ms; /* of the last look; 0: there was none, or a pause */
	uint64_t then_bytes;
	double per_second; /* bytes: of the last seconds more than of those before */
	bool known;
};

/*
 * Note that so many bytes had come at this time of clock_ms(). Fewer than before: an origin's bytes
 * were thrown away; the rate stays.
 */
void fetch_rate_note(struct fetch_rate *r, int64_t now_ms, uint64_t bytes);

/* Nothing downloads now: the time until the next note does not count. */
void fetch_rate_pause(struct fetch_rate *r);

/*
 * Append "2.1 MB/s, 17 s left"; "2.1 MB/s" when left, in bytes, is 0, or so little comes that
 * origins are given up; nothing in a pause, and until the rate is known.
 */
void fetch_rate_describe(const struct fetch_rate *r, uint64_t left, struct buf *out);

#endif
