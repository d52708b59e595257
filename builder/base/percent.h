/* Bytes written as %XX, with capital digits: the one place that writes and reads them. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_PERCENT_H
#define BASE_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/buf.h"

/* Which bytes stand for themselves; '%' is never one of them. */
typedef bool percent_plain(char c);

/* What RFC 3986 calls unreserved: A-Z a-z 0-9 - . _ ~ */
bool percent_unreserved(char c);

/* Append s, each byte that is not plain as %XX. */
void percent_add(struct buf *out, const char *s, percent_plain *plain);

/*
 * Decode the len bytes of text. NULL if a % is not followed by two digits, or encodes a NUL. The
 * caller frees.
 */
char *percent_read(const char *text, size_t len);

/* The same, and NULL also when percent_add() with `plain` would have written it otherwise. */
char *percent_read_exact(const char *text, size_t len, percent_plain *plain);

#endif
