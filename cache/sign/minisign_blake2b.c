/* BLAKE2b (RFC 7693): libcrypto of OpenSSL 3.0 has only the digest of 64 bytes. */
/* SPDX-License-Identifier: MIT */
#include "cache/sign/minisign.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* RFC 7693, 2.6: the first words of the square roots' fractions. */
static const uint64_t blake2b_iv[8] = {
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

/* 2.7: which words of the block each round takes, in which order. */
static const unsigned char blake2b_sigma[10][16] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
	{ 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
	{ 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4 },
	{ 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8 },
	{ 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13 },
	{ 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9 },
	{ 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11 },
	{ 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10 },
	{ 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5 },
	{ 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0 },
};

static uint64_t rotate(uint64_t x, unsigned n)
{
	return x >> n | x << (64 - n);
}

static uint64_t little_endian(const unsigned char *p)
{
	uint64_t x = 0;

	for (int i = 7; i >= 0; i--)
		x = x << 8 | p[i];
	return x;
}

/* 3.1 */
static inline void mix(uint64_t *v, int a, int b, int c, int d, uint64_t x, uint64_t y)
{
	v[a] += v[b] + x;
	v[d] = rotate(v[d] ^ v[a], 32);
	v[c] += v[d];
	v[b] = rotate(v[b] ^ v[c], 24);
	v[a] += v[b] + y;
	v[d] = rotate(v[d] ^ v[a], 16);
	v[c] += v[d];
	v[b] = rotate(v[b] ^ v[c], 63);
}

/* 3.2; the high word of the counter stays 0 below 2^64 bytes. */
static void compress(struct blake2b *b, const unsigned char *block, bool last)
{
	uint64_t v[16], m[16];

	for (size_t i = 0; i < 16; i++)
		m[i] = little_endian(block + 8 * i);
	memcpy(v, b->h, sizeof(b->h));
	memcpy(v + 8, blake2b_iv, sizeof(blake2b_iv));
	v[12] ^= b->count;
	if (last)
		v[14] = ~v[14];
	for (int round = 0; round < 12; round++) {
		const unsigned char *s = blake2b_sigma[round % 10];

		mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
		mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
		mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
		mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
		mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
		mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
		mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
		mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
	}
	for (int i = 0; i < 8; i++)
		b->h[i] ^= v[i] ^ v[i + 8];
}

void blake2b_init(struct blake2b *b, size_t length)
{
	assert(length >= 1 && length <= 64);
	memset(b, 0, sizeof(*b));
	memcpy(b->h, blake2b_iv, sizeof(b->h));
	b->h[0] ^= 0x01010000 ^ length;
	b->length = length;
}

void blake2b_update(struct blake2b *b, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len) {
		size_t n = sizeof(b->block) - b->filled;

		/* The last block, full or not, is mixed in by blake2b_final(). */
		if (n == 0) {
			b->count += sizeof(b->block);
			compress(b, b->block, false);
			b->filled = 0;
			while (len > sizeof(b->block)) {
				b->count += sizeof(b->block);
				compress(b, p, false);
				p += sizeof(b->block);
				len -= sizeof(b->block);
			}
			continue;
		}
		n = len < n ? len : n;
		memcpy(b->block + b->filled, p, n);
		b->filled += n;
		p += n;
		len -= n;
	}
}

void blake2b_final(struct blake2b *b, unsigned char *digest)
{
	memset(b->block + b->filled, 0, sizeof(b->block) - b->filled);
	b->count += b->filled;
	compress(b, b->block, true);
	for (size_t i = 0; i < b->length; i++)
		digest[i] = (unsigned char)(b->h[i / 8] >> (8 * (i % 8)));
}
