/* A list of strings that ends in NULL, as exec and friends want it. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_STRV_H
#define BASE_STRV_H

#include <stdbool.h>
#include <stddef.h>

struct strv {
	char **items; /* items[len] is NULL; NULL while nothing was added */
	size_t len;
	size_t cap;
};

#define STRV_INIT                                                                                  \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}

void strv_add(struct strv *v, const char *s); /* copies s */
void strv_take(struct strv *v, char *s); /* owns s from now on */
void strv_addf(struct strv *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void strv_add_all(struct strv *v, const struct strv *from);
void strv_sort(struct strv *v); /* by bytes (strcmp) */
void strv_sort_unique(struct strv *v);
bool strv_contains(const struct strv *v, const char *s);
bool strv_has_sorted(const struct strv *v, const char *s); /* the same of a sorted list */
void strv_release(struct strv *v);

/*
 * Split text at any byte of sep, dropping empty pieces, and add the pieces.
 */
void strv_split(struct strv *v, const char *text, const char *sep);

/* The pieces joined by sep; the caller frees. */
char *strv_join(const struct strv *v, const char *sep);

/*
 * The item of v nearest to word by edit distance (insertion, deletion,
 * substitution, swap of neighbours), or NULL when none is near enough to be a
 * slip of the fingers (more than a third of the word differs). Borrowed.
 */
const char *strv_nearest(const struct strv *v, const char *word);

/*
 * The same of the items with the very numbers that word has: for names with a version in them,
 * where another number is another thing and no slip. Borrowed.
 */
const char *strv_nearest_version(const struct strv *v, const char *word);

static inline void strv_release_at(struct strv *v)
{
	strv_release(v);
}
#define AUTOSTRV __attribute__((cleanup(strv_release_at)))

#endif
