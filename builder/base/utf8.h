/* UTF-8, as RFC 3629 has it: the one place that takes it apart. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * The character at s, which ends in NUL (that is a character of one byte, 0), into *code.
 * Returns its length in bytes, 1 to 4, or 0 when s does not begin with a character: a byte
 * that stands alone, a longer form than needed, half of a surrogate pair, beyond U+10FFFF,
 * or cut off. *code is then not set.
 */
size_t utf8_decode(const char *s, uint32_t *code);

#endif
