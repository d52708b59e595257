/* Words in a carried text, such as "@TRIPLE@", that give way to what they stand for. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_PLACEHOLDER_H
#define SYSROOTS_PLACEHOLDER_H

#include <stddef.h>

#include "builder/base/buf.h"

struct placeholder {
	const char *mark; /* "@TRIPLE@"; begins with '@' */
	const char *value; /* taken as it is: marks in it stay */
};

/*
 * Append len bytes of text to out, with each mark replaced. Where two marks fit,
 * the one that stands first in the list is taken; other '@' stay.
 */
void placeholder_fill(const char *text, size_t len, const struct placeholder *list, size_t count,
		      struct buf *out);

#endif
