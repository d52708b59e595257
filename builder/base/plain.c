/* Text of others made fit to be shown: nothing in it steers a terminal. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/plain.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"

/* The character at p and its length in bytes; length 0: it is not UTF-8 (RFC 3629). */
static uint32_t plain_decode(const unsigned char *p, size_t *length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = *p < 0x80   ? 1
		   : *p < 0xc0 ? 0
		   : *p < 0xe0 ? 2
		   : *p < 0xf0 ? 3
		   : *p < 0xf8 ? 4
			       : 0;
	uint32_t c = n < 2 ? *p : *p & (0x7fU >> n);

	*length = 0;
	if (!n)
		return 0;
	/* The NUL at the end is no continuation. */
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*length = n;
	return c;
}

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
	const unsigned char *p = (const unsigned char *)(text ? text : "");

	while (*p) {
		size_t n;
		uint32_t c = plain_decode(p, &n);

		if (!n || plain_is_harmful(c))
			buf_addch(&out, '?');
		else
			buf_add(&out, p, n);
		p += n ? n : 1;
	}
	return buf_steal(&out);
}
