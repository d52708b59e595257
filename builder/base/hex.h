/* Bytes as hexadecimal digits. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>

/* Write len bytes as 2 * len digits in lower case and a NUL: hex has room for 2 * len + 1. */
void hex_encode(const unsigned char *bytes, size_t len, char *hex);

/* How many such digits a text begins with. */
size_t hex_span(const char *text);

#endif
