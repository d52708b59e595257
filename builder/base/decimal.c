/* Decimal numbers in texts. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/decimal.h"

#include <string.h>

size_t decimal_span(const char *text, size_t len, uint64_t most, uint64_t *out)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < len && text[i] >= '0' && text[i] <= '9'; i++) {
		const uint64_t digit = (uint64_t)(text[i] - '0');

		if (digit > most || n > (most - digit) / 10)
			return 0;
		n = n * 10 + digit;
	}
	if (i)
		*out = n;
	return i;
}

bool decimal_read(const char *text, size_t len, uint64_t most, uint64_t *out)
{
	uint64_t n;

	if (len == 0 || (len > 1 && text[0] == '0') || decimal_span(text, len, most, &n) != len)
		return false;
	*out = n;
	return true;
}

bool decimal_parse(const char *text, uint64_t most, uint64_t *out)
{
	return decimal_read(text, strlen(text), most, out);
}
