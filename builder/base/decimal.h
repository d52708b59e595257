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
 * The number that the len bytes at text begin with, zeros in front allowed. Returns how many
 * digits it has; 0 when there is none or it is above most (*out is kept then). Nothing is read
 * behind the first byte that is no digit.
 */
size_t decimal_span(const char *text, size_t len, uint64_t most, uint64_t *out);

/*
 * The len bytes at text, or all of it, as the number that printf("%llu") writes so: at least one
 * digit, nothing behind it, no zero in front, 0 to most. false otherwise; *out is kept then.
 */
bool decimal_read(const char *text, size_t len, uint64_t most, uint64_t *out) MUST_CHECK;
bool decimal_parse(const char *text, uint64_t most, uint64_t *out) MUST_CHECK;

#endif
