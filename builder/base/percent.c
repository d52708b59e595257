/* Bytes written as %XX. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/percent.h"

#include <string.h>

#include "builder/base/alloc.h"

static const char percent_digits[] = "0123456789ABCDEF";

bool percent_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

void percent_add(struct buf *out, const char *s, percent_plain *plain)
{
	while (*s) {
		const unsigned char c = (unsigned char)*s;
		size_t n = 0;

		while (s[n] && s[n] != '%' && plain(s[n]))
			n++;
		buf_add(out, s, n);
		s += n;
		if (n)
			continue;
		buf_addch(out, '%');
		buf_addch(out, percent_digits[c >> 4]);
		buf_addch(out, percent_digits[c & 15]);
		s++;
	}
}

static int percent_digit(char c)
{
	const char *at = c ? strchr(percent_digits, c) : NULL;

	return at ? (int)(at - percent_digits) : -1;
}

static char *percent_decode(const char *text, size_t len, percent_plain *plain)
{
	AUTOFREE char *out = xmalloc(len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		const bool escaped = text[i] == '%';
		char c = text[i];

		if (escaped) {
			int high = len - i > 2 ? percent_digit(text[i + 1]) : -1;
			int low = high < 0 ? -1 : percent_digit(text[i + 2]);

			if (low < 0)
				return NULL;
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (!c || (plain && (c != '%' && plain(c)) == escaped))
			return NULL;
		out[n++] = c;
	}
	out[n] = '\0';
	return STEAL_POINTER(out);
}

char *percent_read(const char *text, size_t len)
{
	return percent_decode(text, len, NULL);
}

char *percent_read_exact(const char *text, size_t len, percent_plain *plain)
{
	return percent_decode(text, len, plain);
}
