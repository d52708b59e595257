/* SHA-1 (FIPS 180-4) by libcrypto: only for formats that ask for it, never to prove anything. */
/* SPDX-License-Identifier: MIT */

/* As in sha256.c: the EVP interface loads providers and error texts. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "builder/base/sha1.h"

#include <errno.h>
#include <openssl/sha.h>
#include <unistd.h>

#include "builder/base/hex.h"

static void sha1_hex(SHA_CTX *h, char hex[SHA1_HEX])
{
	unsigned char raw[SHA_DIGEST_LENGTH];

	SHA1_Final(raw, h);
	hex_encode(raw, sizeof(raw), hex);
}

void sha1_mem(const void *data, size_t len, char hex[SHA1_HEX])
{
	SHA_CTX h;

	SHA1_Init(&h);
	SHA1_Update(&h, data, len);
	sha1_hex(&h, hex);
}

int sha1_fd(int fd, char hex[SHA1_HEX], struct err *err)
{
	unsigned char chunk[1 << 16];
	SHA_CTX h;
	ssize_t n;

	SHA1_Init(&h);
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno != EINTR)
			return err_sys(err, "cannot read");
		if (n > 0)
			SHA1_Update(&h, chunk, (size_t)n);
	}
	sha1_hex(&h, hex);
	return 0;
}
