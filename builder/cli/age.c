/* How long ago something was, for people. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/age.h"

#include <time.h>

#include "builder/base/alloc.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

char *age_text(int64_t seconds)
{
	if (seconds < 0)
		return xstrdup("-");
	if (seconds < 2 * MINUTE)
		return xasprintf("%d s", (int)seconds);
	if (seconds < 2 * HOUR)
		return xasprintf("%d min", (int)(seconds / MINUTE));
	if (seconds < DAY)
		return xasprintf("%d h", (int)(seconds / HOUR));
	return xasprintf("%lld day%s", (long long)(seconds / DAY), seconds < 2 * DAY ? "" : "s");
}

int64_t age_since(int64_t then)
{
	int64_t age = (int64_t)time(NULL) - then;

	if (!then)
		return -1;
	/* Clocks are set back. */
	return age > 0 ? age : 0;
}
