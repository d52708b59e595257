/* SHA-256 (FIPS 180-4) by libcrypto, over memory, descriptors and files. */
/* SPDX-License-Identifier: MIT */

/*
 * The low-level interface, deprecated in OpenSSL 3: the EVP one loads providers
 * and error texts, which costs more than a millisecond at start-up. Both run
 * the same code with the CPU's instructions.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "builder/base/sha256.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/hex.h"

static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256), "struct sha256 is too small");

static SHA256_CTX *sha256_ctx(struct sha256 *h)
{
	/* cppcheck-suppress ctuuninitvar ; the address is all that is taken */
	return (SHA256_CTX *)(void *)h->state;
}

void sha256_init(struct sha256 *h)
{
	SHA256_Init(sha256_ctx(h));
}

void sha256_update(struct sha256 *h, const void *data, size_t len)
{
	SHA256_Update(sha256_ctx(h), data, len);
}

void sha256_final(struct sha256 *h, char hex[SHA256_HEX])
{
	unsigned char raw[SHA256_DIGEST_LENGTH];

	SHA256_Final(raw, sha256_ctx(h));
	hex_encode(raw, sizeof(raw), hex);
}

void sha256_mem(const void *data, size_t len, char hex[SHA256_HEX])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_update(&h, data, len);
	sha256_final(&h, hex);
}

int sha256_fd(int fd, char hex[SHA256_HEX], uint64_t *size, struct err *err)
{
	enum { CHUNK = 256 * 1024 };
	AUTOFREE char *chunk = xmalloc(CHUNK);
	struct sha256 h;
	uint64_t total = 0;

	sha256_init(&h);
	for (;;) {
		ssize_t n = read(fd, chunk, CHUNK);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot read");
		if (n == 0)
			break;
		sha256_update(&h, chunk, (size_t)n);
		total += (uint64_t)n;
	}
	sha256_final(&h, hex);
	if (size)
		*size = total;
	return 0;
}

int sha256_file(int dirfd, const char *path, char hex[SHA256_HEX], uint64_t *size, struct err *err)
{
	AUTOCLOSE int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "cannot open '%s'", path);
	if (sha256_fd(fd, hex, size, err) < 0)
		return err_prefix(err, "'%s'", path);
	return 0;
}

bool sha256_is_hex(const char *s)
{
	return hex_span(s) == SHA256_HEX - 1 && s[SHA256_HEX - 1] == '\0';
}
