/* How long something takes: a clock that nobody sets. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/*
 * Milliseconds since some moment that is the same for all processes until the machine
 * starts anew; never less than before, whatever is done to the time of day. It cannot
 * fail. Source: clock_gettime(2), CLOCK_MONOTONIC.
 */
int64_t clock_ms(void);

/* Seconds since clock_ms() said begun_ms. */
double clock_seconds_since(int64_t begun_ms);

#endif
