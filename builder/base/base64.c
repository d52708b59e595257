/* Base64 (RFC 4648, section 4), padded. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/base64.h"

#include <string.h>

static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_add(struct buf *out, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < size; i += 3) {
		size_t n = size - i < 3 ? size - i : 3;
		unsigned bits = (unsigned)p[i] << 16 | (n > 1 ? (unsigned)p[i + 1] << 8 : 0) |
				(n > 2 ? p[i + 2] : 0);

		buf_addch(out, base64_digits[bits >> 18]);
		buf_addch(out, base64_digits[bits >> 12 & 63]);
		buf_addch(out, n > 1 ? base64_digits[bits >> 6 & 63] : '=');
		buf_addch(out, n > 2 ? base64_digits[bits & 63] : '=');
	}
}

bool base64_read(const char *text, size_t len, void *out, size_t size)
{
	AUTOBUF struct buf again = BUF_INIT;
	unsigned char *to = out;
	unsigned bits = 0;
	size_t at = 0, have = 0;

	if (len != (size + 2) / 3 * 4)
		return false;
	for (size_t i = 0; i < len && text[i] != '='; i++) {
		const char *digit = text[i] ? strchr(base64_digits, text[i]) : NULL;

		if (!digit)
			return false;
		bits = bits << 6 | (unsigned)(digit - base64_digits);
		have += 6;
		if (have >= 8 && at < size) {
			have -= 8;
			to[at++] = (unsigned char)(bits >> have);
		}
	}
	if (at != size)
		return false;
	/* One text for the same bytes: padding and its unused bits included. */
	base64_add(&again, out, size);
	return memcmp(again.data, text, len) == 0;
}

bool base64_is(const char *text)
{
	size_t len = strlen(text), size = len / 4 * 3;
	AUTOFREE char *bytes = xmalloc(size + 1);

	for (size_t i = 0; i < 2 && i < len; i++)
		size -= text[len - 1 - i] == '=';
	return base64_read(text, len, bytes, size);
}
