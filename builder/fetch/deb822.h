/* Reading Debian's control files: paragraphs of "Field: value" lines. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_DEB822_H
#define FETCH_DEB822_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"

/* A reader of one file; memory stays at one paragraph, however long the file. */
struct deb822 {
	FILE *in;
	char *line;
	size_t line_cap;
	struct buf text; /* the paragraph as it stands, comments dropped */
};

/* Open a file. Release with deb822_close(), which takes a zeroed one too. */
int deb822_open(struct deb822 *d, const char *path, struct err *err) MUST_CHECK;
void deb822_close(struct deb822 *d);

/*
 * Go to the next paragraph: 1, 0 at the end, -1 on ERR_SYSTEM, or on
 * ERR_CORRUPT when it has more than 8 MiB.
 * Source: deb822(5).
 */
int deb822_next(struct deb822 *d, struct err *err) MUST_CHECK;

/*
 * Value of a field of this paragraph, case of the name ignored; continuation
 * lines follow after newlines, each with its leading blank. The caller frees;
 * NULL when there is no such field.
 */
char *deb822_get(const struct deb822 *d, const char *field);

/* Is the field there and exactly this? Cheaper than deb822_get(). */
bool deb822_is(const struct deb822 *d, const char *field, const char *value);

#endif
