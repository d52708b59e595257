/* differs() of checks.h, for the one file of each program that counts. */
/* SPDX-License-Identifier: MIT */
#ifndef CONFORMANCE_DIFFERS_H
#define CONFORMANCE_DIFFERS_H

#include <stdarg.h>
#include <stdio.h>

#include "checks.h"

static int differences;

void differs(const char *file, int line, const char *format, ...)
{
	va_list args;

	__atomic_fetch_add(&differences, 1, __ATOMIC_RELAXED);
	printf("differs %s:%d: ", file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
}

#endif
