/* strtol() and its kin under the names that glibc 2.38 and later give them in C23.
 *
 * What was compiled with such headers asks for these, as the static libgomp and libquadmath of a
 * gcc on Debian 13 do. They differ from the older functions in one thing: with base 0 or 2, digits
 * may follow 0b.
 */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#if !__GLIBC_PREREQ(2, 38)

/* long long is as long as long on all architectures here. Hidden: for the program itself alone. */
#define HIDDEN __attribute__((visibility("hidden")))
HIDDEN long __isoc23_strtol(const char *text, char **end, int base);
HIDDEN long long __isoc23_strtoll(const char *text, char **end, int base);
HIDDEN unsigned long __isoc23_strtoul(const char *text, char **end, int base);
HIDDEN unsigned long long __isoc23_strtoull(const char *text, char **end, int base);

/* The digits behind "0b", or NULL if there are none. */
static const char *binary_digits(const char *text, int base, int *negative)
{
	if (base != 0 && base != 2)
		return NULL;
	while (isspace((unsigned char)*text))
		text++;
	*negative = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	if (text[0] != '0' || (text[1] != 'b' && text[1] != 'B'))
		return NULL;
	return text[2] == '0' || text[2] == '1' ? text + 2 : NULL;
}

long __isoc23_strtol(const char *text, char **end, int base)
{
	int negative;
	const char *digits = binary_digits(text, base, &negative);
	unsigned long value;

	if (!digits)
		return strtol(text, end, base);
	value = strtoul(digits, end, 2);
	if (value > (unsigned long)LONG_MAX + (negative != 0)) {
		errno = ERANGE;
		return negative ? LONG_MIN : LONG_MAX;
	}
	return negative ? (long)(0 - value) : (long)value;
}

unsigned long __isoc23_strtoul(const char *text, char **end, int base)
{
	int negative;
	int before = errno;
	const char *digits = binary_digits(text, base, &negative);
	unsigned long value;

	if (!digits)
		return strtoul(text, end, base);
	errno = 0;
	value = strtoul(digits, end, 2);
	if (errno == ERANGE)
		return value;
	errno = before;
	return negative ? 0 - value : value;
}

long long __isoc23_strtoll(const char *text, char **end, int base)
{
	return __isoc23_strtol(text, end, base);
}

unsigned long long __isoc23_strtoull(const char *text, char **end, int base)
{
	return __isoc23_strtoul(text, end, base);
}

#endif
