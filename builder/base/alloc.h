/* Memory that cannot run out quietly, and cleanup by scope. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * Like malloc, calloc, realloc, strdup, strndup and asprintf, but running out
 * of memory ends the program with a message: nothing above could go on.
 * The caller owns what is returned and frees it with free().
 */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *ptr, size_t count, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* For early returns: AUTOFREE char *s = xstrdup(...); frees s at scope end. */
static inline void alloc_free_at(void *p)
{
	free(*(void **)p);
}
static inline void alloc_close_at(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define AUTOFREE __attribute__((cleanup(alloc_free_at)))
#define AUTOCLOSE __attribute__((cleanup(alloc_close_at)))

/* Hand on what an AUTOFREE variable holds: p is NULL afterwards. */
static inline void *steal_pointer_at(void *pp)
{
	void **at = pp;
	void *p = *at;

	*at = NULL;
	return p;
}
#define STEAL_POINTER(p) ((__typeof__(p))steal_pointer_at(&(p)))

/* The same for an AUTOCLOSE file descriptor. */
static inline int steal_fd(int *fd)
{
	int v = *fd;

	*fd = -1;
	return v;
}

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MUST_CHECK __attribute__((warn_unused_result))

#endif
