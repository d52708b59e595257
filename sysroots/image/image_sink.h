/* Bytes on their way into a file: compressed, counted and hashed as they pass. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_IMAGE_SINK_H
#define SYSROOTS_IMAGE_SINK_H

#include <stddef.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/sha256.h"

enum image_compression {
	IMAGE_PLAIN,
	IMAGE_GZIP, /* RFC 1952, level 6, no name, no time, system "unknown" */
	IMAGE_ZSTD, /* RFC 8878, level 9, with a checksum */
};

/* From its word: none, gzip or zstd. Errors: ERR_USAGE. */
int image_compression_parse(const char *word, enum image_compression *c,
			    struct err *err) MUST_CHECK;

/* What went in, and what came out. */
struct image_sums {
	char plain[SHA256_HEX]; /* digest before compression */
	char packed[SHA256_HEX]; /* digest of what is in the file */
	uint64_t packed_size; /* bytes in the file */
};

struct image_sink;

/*
 * Everything written goes to fd, which stays the caller's. The bytes in the file
 * depend on those written and on the compressing library's version, not on how
 * they were cut into writes. Free with image_sink_free().
 */
struct image_sink *image_sink_new(int fd, enum image_compression c);

/* Errors: ERR_SYSTEM when the file cannot be written; ERR_INTERRUPTED. */
int image_sink_write(struct image_sink *s, const void *data, size_t len,
		     struct err *err) MUST_CHECK;

/* Flush what is left. Nothing can be written afterwards. sums may be NULL. */
int image_sink_finish(struct image_sink *s, struct image_sums *sums, struct err *err) MUST_CHECK;

void image_sink_free(struct image_sink *s);

static inline void image_sink_free_at(struct image_sink **s)
{
	image_sink_free(*s);
}
#define AUTOSINK __attribute__((cleanup(image_sink_free_at)))

#endif
