/* The floor of speed below which a download is given up. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/transfer.h"

#include "builder/base/clock.h"
#include "builder/base/term.h"

void transfer_begin(struct transfer *t, uint64_t size, long timeout)
{
	int64_t now = clock_ms();

	*t = (struct transfer){
		.timeout = timeout, .size = size, .changed = now, .deadline = now + timeout * 1000
	};
}

/*
 * Time that is left for what comes: each byte is worth what it takes at the floor of speed, and no
 * more than the timeout is ever left. One that drips uses it up as one that stalls does, and what a
 * program does quietly between its downloads has the whole of it.
 */
static int64_t transfer_deadline(const struct transfer *t, int64_t now, uint64_t moved)
{
	int64_t timeout = t->timeout * 1000, most = now + timeout, deadline = t->deadline;

	if (moved >= (uint64_t)timeout * TRANSFER_SLOWEST / 1000)
		return most;
	deadline += (int64_t)(moved * 1000 / TRANSFER_SLOWEST);
	return deadline < most ? deadline : most;
}

char *transfer_too_slow(long timeout)
{
	char text[16];

	return xasprintf("less than %s a second for %ld s", term_size(TRANSFER_SLOWEST, text),
			 timeout);
}

int transfer_look(struct transfer *t, uint64_t size, struct err *err)
{
	int64_t now = clock_ms();
	bool moved = size != t->size;

	if (moved) {
		t->deadline =
			transfer_deadline(t, now, size > t->size ? size - t->size : t->size - size);
		t->size = size;
		t->changed = now;
	}
	if (now > t->deadline) {
		AUTOFREE char *slow = transfer_too_slow(t->timeout);

		if (now - t->changed > t->timeout * 1000)
			return err_set(err, ERR_MISSING, "no data for %ld s", t->timeout);
		return err_set(err, ERR_MISSING, "%s", slow);
	}
	return moved;
}
