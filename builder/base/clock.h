/* How long something takes, by a clock that nobody sets; and moments as text. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/*
 * Milliseconds since some moment that is the same for all processes until the machine
 * starts anew; never less than before, whatever is done to the time of day. It cannot
 * fail. Source: clock_gettime(2), CLOCK_MONOTONIC.
 */
int64_t clock_ms(void);

/* Seconds since clock_ms() said begun_ms. */
double clock_seconds_since(int64_t begun_ms);

/*
 * A moment as "2026-11-21T05:00:00Z". t: seconds since 1970, up to the year 9999; beyond it the
 * text is empty. Source: RFC 3339, 5.6.
 */
#define CLOCK_TEXT sizeof("2026-11-21T05:00:00Z")
void clock_text(time_t t, char text[CLOCK_TEXT]);

#endif
