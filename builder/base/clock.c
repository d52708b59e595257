/* How long something takes, by a clock that nobody sets; and moments as text. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/clock.h"

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

void clock_text(time_t t, char text[CLOCK_TEXT])
{
	struct tm tm;

	gmtime_r(&t, &tm);
	if (!strftime(text, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm))
		text[0] = '\0';
}
