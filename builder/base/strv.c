/* A list of strings that ends in NULL, as exec and friends want it. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/strv.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"

void strv_take(struct strv *v, char *s)
{
	if (v->len + 2 > v->cap) {
		v->cap = v->cap ? v->cap * 2 : 8;
		v->items = xreallocarray(v->items, v->cap, sizeof(*v->items));
	}
	v->items[v->len++] = s;
	v->items[v->len] = NULL;
}

void strv_add(struct strv *v, const char *s)
{
	strv_take(v, xstrdup(s));
}

void strv_addf(struct strv *v, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	strv_take(v, buf_steal(&b));
}

void strv_add_all(struct strv *v, const struct strv *from)
{
	for (size_t i = 0; i < from->len; i++)
		strv_add(v, from->items[i]);
}

static int strv_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strv_sort(struct strv *v)
{
	if (v->len > 1)
		qsort(v->items, v->len, sizeof(*v->items), strv_order);
}

void strv_sort_unique(struct strv *v)
{
	size_t kept = 0;

	strv_sort(v);
	for (size_t i = 0; i < v->len; i++) {
		if (kept && strcmp(v->items[kept - 1], v->items[i]) == 0)
			free(v->items[i]);
		else
			v->items[kept++] = v->items[i];
	}
	v->len = kept;
	if (v->items)
		v->items[kept] = NULL;
}

bool strv_contains(const struct strv *v, const char *s)
{
	for (size_t i = 0; i < v->len; i++)
		if (strcmp(v->items[i], s) == 0)
			return true;
	return false;
}

bool strv_has_sorted(const struct strv *v, const char *s)
{
	size_t low = 0, high = v->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(s, v->items[middle]);

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

void strv_release(struct strv *v)
{
	for (size_t i = 0; i < v->len; i++)
		free(v->items[i]);
	free(v->items);
	*v = (struct strv)STRV_INIT;
}

void strv_split(struct strv *v, const char *text, const char *sep)
{
	while (*text) {
		size_t n = strcspn(text, sep);

		if (n)
			strv_take(v, xstrndup(text, n));
		text += n;
		if (*text)
			text++;
	}
}

char *strv_join(const struct strv *v, const char *sep)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < v->len; i++) {
		if (i)
			buf_addstr(&b, sep);
		buf_addstr(&b, v->items[i]);
	}
	return buf_steal(&b);
}

static size_t strv_min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance; words are short, rows are on the heap. */
static size_t strv_distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), width = lb + 1;
	size_t *d = xcalloc((la + 1) * width, sizeof(*d));
	size_t result;

	for (size_t i = 0; i <= la; i++)
		d[i * width] = i;
	for (size_t j = 0; j <= lb; j++)
		d[j] = j;
	for (size_t i = 1; i <= la; i++) {
		for (size_t j = 1; j <= lb; j++) {
			size_t cost = a[i - 1] != b[j - 1];
			size_t *at = &d[i * width + j];

			*at = strv_min(d[(i - 1) * width + j] + 1, d[i * width + j - 1] + 1);
			*at = strv_min(*at, d[(i - 1) * width + j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				*at = strv_min(*at, d[(i - 2) * width + j - 2] + 1);
		}
	}
	result = d[la * width + lb];
	free(d);
	return result;
}

const char *strv_nearest(const struct strv *v, const char *word)
{
	const char *best = NULL;
	size_t best_distance = 0, len = strlen(word);
	/* One slip is forgiven in short words too, if something is left of them. */
	size_t most = len < 2 ? 0 : len < 6 ? 1 : len / 3;

	if (len > 128)
		return NULL;
	for (size_t i = 0; i < v->len; i++) {
		size_t n;

		if (strlen(v->items[i]) > 256)
			continue;
		n = strv_distance(word, v->items[i]);
		if (n <= most && (!best || n < best_distance)) {
			best = v->items[i];
			best_distance = n;
		}
	}
	return best;
}

/* The runs of digits of both, one after the other, are the same. */
static bool strv_same_numbers(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;;) {
		size_t n, m;

		a += strcspn(a, digits);
		b += strcspn(b, digits);
		n = strspn(a, digits);
		m = strspn(b, digits);
		if (n != m || strncmp(a, b, n) != 0)
			return false;
		if (n == 0)
			return true;
		a += n;
		b += n;
	}
}

const char *strv_nearest_version(const struct strv *v, const char *word)
{
	AUTOSTRV struct strv alike = STRV_INIT;
	const char *near;

	for (size_t i = 0; i < v->len; i++)
		if (strv_same_numbers(v->items[i], word))
			strv_add(&alike, v->items[i]);
	near = strv_nearest(&alike, word);
	for (size_t i = 0; near && i < v->len; i++)
		if (strcmp(v->items[i], near) == 0)
			return v->items[i];
	return NULL;
}
