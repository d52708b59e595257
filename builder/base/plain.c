/* Text of others made fit to be shown: nothing in it steers a terminal. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/plain.h"

#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/utf8.h"

static bool plain_is_harmful(uint32_t c)
{
	if (c < 0x20)
		return c != '\t' && c != '\n';
	return (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *plain_text(const char *text)
{
	struct buf out = BUF_INIT;
	const char *p = text ? text : "";

	while (*p) {
		uint32_t c;
		size_t n = utf8_decode(p, &c);

		if (!n || plain_is_harmful(c))
			buf_addch(&out, '?');
		else
			buf_add(&out, p, n);
		p += n ? n : 1;
	}
	return buf_steal(&out);
}

bool plain_has_control(const char *text)
{
	while (*text && !plain_is_control(*text))
		text++;
	return *text;
}

void plain_replace_controls(char *text, char instead)
{
	for (; *text; text++)
		if (plain_is_control(*text))
			*text = instead;
}
