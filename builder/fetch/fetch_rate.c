/* How fast downloads come, and how long the rest takes. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/fetch_rate.h"

#include "builder/base/term.h"
#include "builder/fetch/transfer.h"

/* Looks that are nearer to each other tell more of the sender's bursts than of the line. */
enum { LOOK_MS = 500 };

void fetch_rate_note(struct fetch_rate *r, int64_t now_ms, uint64_t bytes)
{
	int64_t ms = now_ms - r->then_ms;
	double rate;

	if (r->then_ms && ms < LOOK_MS)
		return;
	if (r->then_ms && bytes >= r->then_bytes) {
		rate = (double)(bytes - r->then_bytes) * 1000 / (double)ms;
		/* Smooth enough to be read, quick enough to follow the line. */
		r->per_second = r->known ? 0.7 * r->per_second + 0.3 * rate : rate;
		r->known = true;
	}
	r->then_ms = now_ms;
	r->then_bytes = bytes;
}

void fetch_rate_pause(struct fetch_rate *r)
{
	r->then_ms = 0;
}

void fetch_rate_describe(const struct fetch_rate *r, uint64_t left, struct buf *out)
{
	char size[16], time[24];

	if (!r->known || !r->then_ms)
		return;
	buf_addf(out, "%s/s", term_size((uint64_t)r->per_second, size));
	if (left && r->per_second >= TRANSFER_SLOWEST)
		buf_addf(out, ", %s left",
			 term_duration((int64_t)((double)left / r->per_second + 0.5), time));
}
