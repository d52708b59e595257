/* SHA-1 (FIPS 180-4) by libcrypto: only for formats that ask for it, never to prove anything. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

#define SHA1_HEX 41 /* 40 lower-case hex digits and a NUL */

/* Of bytes in memory. */
void sha1_mem(const void *data, size_t len, char hex[SHA1_HEX]);

/* Of everything from fd's position to its end. Errors: ERR_SYSTEM. */
int sha1_fd(int fd, char hex[SHA1_HEX], struct err *err) MUST_CHECK;

#endif
