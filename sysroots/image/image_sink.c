/* Bytes on their way into a file: compressed, counted and hashed as they pass. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_sink.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "builder/base/file.h"
#include "builder/base/process.h"

/* Levels are part of what makes the same bytes; so is the size of nothing here. */
enum { GZIP_LEVEL = 6, ZSTD_LEVEL = 9, SINK_CHUNK = 64 << 10 };

struct image_sink {
	int fd;
	enum image_compression compression;
	struct sha256 plain, packed;
	uint64_t packed_size;
	z_stream gzip;
	ZSTD_CCtx *zstd;
	unsigned char chunk[SINK_CHUNK]; /* what the compressor made */
};

int image_compression_parse(const char *word, enum image_compression *c, struct err *err)
{
	static const char *const words[] = { "none", "gzip", "zstd" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(word, words[i]) == 0) {
			*c = (enum image_compression)i;
			return 0;
		}
	}
	err_set(err, ERR_USAGE, "unknown compression '%s'", word);
	return err_hint(err, "the choices are gzip, zstd and none");
}

struct image_sink *image_sink_new(int fd, enum image_compression c)
{
	/* RFC 1952: no name, no time, and 255 where the system's number stands. */
	static gz_header header = { .os = 255 };
	struct image_sink *s = xcalloc(1, sizeof(*s));
	bool ready = true;

	s->fd = fd;
	s->compression = c;
	sha256_init(&s->plain);
	sha256_init(&s->packed);
	if (c == IMAGE_GZIP) {
		ready = deflateInit2(&s->gzip, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8,
				     Z_DEFAULT_STRATEGY) == Z_OK &&
			deflateSetHeader(&s->gzip, &header) == Z_OK;
	} else if (c == IMAGE_ZSTD) {
		s->zstd = ZSTD_createCCtx();
		ready = s->zstd &&
			!ZSTD_isError(ZSTD_CCtx_setParameter(s->zstd, ZSTD_c_compressionLevel,
							     ZSTD_LEVEL)) &&
			!ZSTD_isError(ZSTD_CCtx_setParameter(s->zstd, ZSTD_c_checksumFlag, 1));
	}
	/* Only memory can be short: as with xmalloc(), nothing above could go on. */
	if (!ready)
		abort();
	return s;
}

static int sink_out(struct image_sink *s, const void *data, size_t len, struct err *err)
{
	sha256_update(&s->packed, data, len);
	s->packed_size += len;
	return fd_write(s->fd, data, len, err);
}

static int sink_gzip(struct image_sink *s, const void *data, size_t len, int flush, struct err *err)
{
	int status = Z_OK;

	assert(len <= UINT_MAX);
	s->gzip.next_in = (unsigned char *)(uintptr_t)data;
	s->gzip.avail_in = (unsigned)len;
	do {
		s->gzip.next_out = s->chunk;
		s->gzip.avail_out = sizeof(s->chunk);
		status = deflate(&s->gzip, flush);
		assert(status != Z_STREAM_ERROR);
		if (sink_out(s, s->chunk, sizeof(s->chunk) - s->gzip.avail_out, err) < 0)
			return -1;
	} while (flush == Z_FINISH ? status != Z_STREAM_END : s->gzip.avail_out == 0);
	return 0;
}

static int sink_zstd(struct image_sink *s, const void *data, size_t len, ZSTD_EndDirective end,
		     struct err *err)
{
	ZSTD_inBuffer in = { data, len, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { s->chunk, sizeof(s->chunk), 0 };

		left = ZSTD_compressStream2(s->zstd, &out, &in, end);
		if (ZSTD_isError(left))
			return err_set(err, ERR_FAILED, "zstd: %s", ZSTD_getErrorName(left));
		if (sink_out(s, s->chunk, out.pos, err) < 0)
			return -1;
	} while (end == ZSTD_e_end ? left != 0 : in.pos < in.size);
	return 0;
}

int image_sink_write(struct image_sink *s, const void *data, size_t len, struct err *err)
{
	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	sha256_update(&s->plain, data, len);
	switch (s->compression) {
	case IMAGE_GZIP:
		return sink_gzip(s, data, len, Z_NO_FLUSH, err);
	case IMAGE_ZSTD:
		return sink_zstd(s, data, len, ZSTD_e_continue, err);
	case IMAGE_PLAIN:
		break;
	}
	return sink_out(s, data, len, err);
}

int image_sink_finish(struct image_sink *s, struct image_sums *sums, struct err *err)
{
	struct image_sums made;

	if ((s->compression == IMAGE_GZIP && sink_gzip(s, NULL, 0, Z_FINISH, err) < 0) ||
	    (s->compression == IMAGE_ZSTD && sink_zstd(s, NULL, 0, ZSTD_e_end, err) < 0))
		return -1;
	sha256_final(&s->plain, made.plain);
	sha256_final(&s->packed, made.packed);
	made.packed_size = s->packed_size;
	if (sums)
		*sums = made;
	return 0;
}

void image_sink_free(struct image_sink *s)
{
	if (!s)
		return;
	if (s->compression == IMAGE_GZIP)
		deflateEnd(&s->gzip);
	ZSTD_freeCCtx(s->zstd);
	free(s);
}
