/*
 * Decimal numbers in texts: the one place that reads them. Digits alone make a number: no sign,
 * no blank, no base and no digit of another alphabet, whatever the locale.
 */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "builder/base/alloc.h"

/* Bytes that decimal_span() needs to see of a text that ends in NUL: no number has more digits. */
enum { DECIMAL_DIGITS = 20 };

/*
 * The number at the start of the len bytes at text; leading zeros are allowed. Returns how many
 * digits it has. Returns 0, and leaves *out unchanged, if the text does not begin with a digit or
 * the number is greater than most. Nothing is read beyond the first byte that is not a digit.
 */
size_t decimal_span(const char *text, size_t len, uint64_t most, uint64_t *out);

/*
 * The len bytes at text, or all of it, as a number in the form that printf("%llu") writes: at
 * least one digit, nothing else, no leading zero, 0 to most. Otherwise false, with *out
 * unchanged.
 */
bool decimal_read(const char *text, size_t len, uint64_t most, uint64_t *out) MUST_CHECK;
bool decimal_parse(const char *text, uint64_t most, uint64_t *out) MUST_CHECK;

#endif
