/* Bytes as hexadecimal digits. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/hex.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";

void hex_encode(const unsigned char *bytes, size_t len, char *hex)
{
	for (size_t i = 0; i < len; i++) {
		*hex++ = hex_digits[bytes[i] >> 4];
		*hex++ = hex_digits[bytes[i] & 15];
	}
	*hex = '\0';
}

size_t hex_span(const char *text)
{
	return strspn(text, hex_digits);
}
