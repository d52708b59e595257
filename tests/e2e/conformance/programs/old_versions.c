/* Symbols under the version that a program of old binds to, beside the default of today. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

/* OLDEST is the version of the architecture's first glibc: GLIBC_2.2.5, GLIBC_2.17. */
#define OLD(name, type, arguments)                                                                 \
	type old_##name arguments;                                                                 \
	__asm__(".symver old_" #name "," #name "@" OLDEST)

OLD(exp, double, (double));
OLD(pow, double, (double, double));
OLD(log, double, (double));
OLD(memcpy, void *, (void *, const void *, size_t));

static volatile double half = 0.5, two = 2, zero = 0;

int main(void)
{
	char text[8] = "";

	old_memcpy(text, "memcpy", 7);
	if (fabs(old_exp(half) - exp(half)) > 1e-15 || fabs(old_pow(two, half) - M_SQRT2) > 1e-15 ||
	    fabs(old_log(half) - log(half)) > 1e-15 || strcmp(text, "memcpy") != 0) {
		printf("differs: the old versions compute something else\n");
		return 1;
	}
	errno = 0;
	if (!isinf(old_log(zero)) || errno != ERANGE) {
		printf("differs: the old log() leaves errno at %d\n", errno);
		return 1;
	}
	printf("ok old_versions\n");
	return 0;
}
