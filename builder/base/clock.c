/* How long something takes: a clock that nobody sets. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/clock.h"

#include <time.h>

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

double clock_seconds_since(int64_t begun_ms)
{
	return (double)(clock_ms() - begun_ms) / 1000;
}
