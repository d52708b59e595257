/* How long ago something was, for people. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/age.h"

#include <time.h>

#include "builder/base/alloc.h"
#include "builder/base/term.h"

char *age_text(int64_t seconds)
{
	char text[24];

	return xstrdup(seconds < 0 ? "-" : term_duration(seconds, text));
}

int64_t age_since(int64_t then)
{
	int64_t age = (int64_t)time(NULL) - then;

	if (!then)
		return -1;
	/* Clocks are set back. */
	return age > 0 ? age : 0;
}
