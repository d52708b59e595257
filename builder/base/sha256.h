/* SHA-256 (FIPS 180-4) by libcrypto, over memory, descriptors and files. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

#define SHA256_HEX 65 /* 64 lower-case hex digits and a NUL */

struct sha256 {
	uint64_t state[16]; /* room for libcrypto's SHA256_CTX; opaque */
};

void sha256_init(struct sha256 *h);
void sha256_update(struct sha256 *h, const void *data, size_t len);
void sha256_final(struct sha256 *h, char hex[SHA256_HEX]);

/* Of bytes in memory. */
void sha256_mem(const void *data, size_t len, char hex[SHA256_HEX]);

/* Of everything from fd's position to its end; *size, if not NULL, gets the bytes. */
int sha256_fd(int fd, char hex[SHA256_HEX], uint64_t *size, struct err *err) MUST_CHECK;

/* Of a file. */
int sha256_file(int dirfd, const char *path, char hex[SHA256_HEX], uint64_t *size,
		struct err *err) MUST_CHECK;

/* Is s exactly 64 lower-case hex digits? */
bool sha256_is_hex(const char *s);

#endif
