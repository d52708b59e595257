/* Words in a carried text, such as "@TRIPLE@", that give way to what they stand for. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/placeholder.h"

#include <string.h>

static const struct placeholder *find(const char *text, size_t len, const struct placeholder *list,
				      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(list[i].mark);

		if (n <= len && memcmp(text, list[i].mark, n) == 0)
			return &list[i];
	}
	return NULL;
}

void placeholder_fill(const char *text, size_t len, const struct placeholder *list, size_t count,
		      struct buf *out)
{
	const char *end = text + len;

	while (text < end) {
		const char *at = memchr(text, '@', (size_t)(end - text));
		const struct placeholder *found;

		if (!at)
			at = end;
		buf_add(out, text, (size_t)(at - text));
		text = at;
		found = find(text, (size_t)(end - text), list, count);
		if (found) {
			buf_addstr(out, found->value);
			text += strlen(found->mark);
		} else if (text < end) {
			buf_addch(out, *text++);
		}
	}
}
