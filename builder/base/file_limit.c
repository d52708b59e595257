/* How many files a process may have open. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/file_limit.h"

#include <limits.h>
#include <sys/resource.h>

#define ENOUGH 1024

int file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur > INT_MAX)
		return INT_MAX;
	return (int)limit.rlim_cur;
}

int file_limit_raise(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < ENOUGH) {
		limit.rlim_cur = limit.rlim_max < ENOUGH ? limit.rlim_max : ENOUGH;
		/* If this fails, the old limit is returned below. */
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	return file_limit();
}
