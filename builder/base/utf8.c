/* UTF-8, as RFC 3629 has it: the one place that takes it apart. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/utf8.h"

size_t utf8_decode(const char *s, uint32_t *code)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t c, least;
	size_t n;

	if (p[0] < 0x80) {
		*code = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] <= 0xdf) {
		n = 2, least = 0x80, c = p[0] & 0x1fu;
	} else if ((p[0] & 0xf0) == 0xe0) {
		n = 3, least = 0x800, c = p[0] & 0x0fu;
	} else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
		n = 4, least = 0x10000, c = p[0] & 0x07u;
	} else {
		return 0;
	}
	/* The NUL at the end continues nothing: no byte behind it is read. */
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3fu);
	}
	if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return n;
}
