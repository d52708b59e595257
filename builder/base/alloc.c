/* Memory that cannot run out quietly. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/alloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void *alloc_checked(void *p)
{
	static const char words[] = "sysroot: out of memory\n";

	if (!p) {
		/* Not stdio: it may want memory itself. */
		if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
			_exit(1);
		_exit(1);
	}
	return p;
}

void *xmalloc(size_t size)
{
	return alloc_checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
	return alloc_checked(calloc(count ? count : 1, size ? size : 1));
}

void *xreallocarray(void *ptr, size_t count, size_t size)
{
	return alloc_checked(reallocarray(ptr, count ? count : 1, size ? size : 1));
}

char *xstrdup(const char *s)
{
	return alloc_checked(strdup(s));
}

char *xstrndup(const char *s, size_t n)
{
	return alloc_checked(strndup(s, n));
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s = NULL;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	va_end(ap);
	return alloc_checked(s);
}
