/* The archive in a kit: one zstd frame, tar inside, read with nothing taken on trust. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <string.h>
#include <zstd.h>

#include "builder/base/process.h"
#include "builder/base/tar.h"

#define CHUNK ((size_t)1 << 17)

struct kit_stream {
	kit_feed *feed;
	void *arg;
	ZSTD_DCtx *zstd;
	ZSTD_inBuffer in; /* of the file, not yet decompressed */
	bool begun; /* the frame */
	bool ended; /* the frame */
};

struct kit_stream *kit_stream_new(kit_feed *feed, void *arg)
{
	struct kit_stream *s = xcalloc(1, sizeof(*s));

	s->feed = feed;
	s->arg = arg;
	s->zstd = ZSTD_createDCtx();
	if (!s->zstd ||
	    ZSTD_isError(ZSTD_DCtx_setParameter(s->zstd, ZSTD_d_windowLogMax, KIT_WINDOW_LOG)))
		abort(); /* no memory, as in xmalloc() */
	return s;
}

void kit_stream_free(struct kit_stream *s)
{
	if (!s)
		return;
	ZSTD_freeDCtx(s->zstd);
	free(s);
}

static int hostile(struct err *err, const char *problem)
{
	err_set(err, ERR_HOSTILE, "the kit is not in this program's format: %s", problem);
	return err_hint(err, "make it again with 'sysroot kit create'");
}

/* Have something to decompress: 1, 0 at the end of the file, -1. */
static int fill(struct kit_stream *s, struct err *err)
{
	const unsigned char *data;
	size_t len;
	int rc;

	if (s->in.pos < s->in.size)
		return 1;
	rc = s->feed(s->arg, &data, &len, err);
	if (rc <= 0)
		return rc;
	s->in = (ZSTD_inBuffer){ data, len, 0 };
	return 1;
}

/* A frame that is to be skipped would be skipped without a word. */
static int check_begin(struct kit_stream *s, struct err *err)
{
	static const unsigned char magic[4] = { 0x28, 0xb5, 0x2f, 0xfd };

	if (s->begun)
		return 0;
	s->begun = true;
	if (s->in.size < sizeof(magic) || memcmp(s->in.src, magic, sizeof(magic)) != 0)
		return hostile(err, "it is not compressed with zstd");
	return 0;
}

/* Decompress some bytes: at least one unless the frame or the file ends. */
static int some(struct kit_stream *s, void *data, size_t len, size_t *done, struct err *err)
{
	ZSTD_outBuffer out = { data, len, 0 };

	while (!s->ended && out.pos == 0) {
		int rc = fill(s, err);
		size_t left;

		if (rc < 0)
			return -1;
		if (rc == 0)
			return hostile(err, "it is truncated");
		if (check_begin(s, err))
			return -1;
		left = ZSTD_decompressStream(s->zstd, &out, &s->in);
		if (ZSTD_isError(left)) {
			AUTOFREE char *why =
				xasprintf("it cannot be decompressed: %s", ZSTD_getErrorName(left));

			return hostile(err, why);
		}
		s->ended = left == 0;
	}
	*done = out.pos;
	return 0;
}

int kit_stream_read(struct kit_stream *s, void *data, size_t len, struct err *err)
{
	unsigned char *p = data;

	while (len) {
		size_t done = 0;

		if (some(s, p, len, &done, err))
			return -1;
		if (done == 0)
			return hostile(err, "the archive ends prematurely");
		p += done;
		len -= done;
	}
	return 0;
}

int kit_stream_end(struct kit_stream *s, struct err *err)
{
	unsigned char more;
	size_t done = 0;
	int rc;

	if (some(s, &more, 1, &done, err))
		return -1;
	if (done)
		return hostile(err, "there is data after the end of the archive");
	rc = fill(s, err);
	if (rc > 0)
		return hostile(err, "there is data after the end of the compressed archive");
	return rc;
}

/* The next bytes must be these. */
static int expect(struct kit_stream *s, const void *data, size_t len, const char *what,
		  struct err *err)
{
	AUTOFREE char *got = xmalloc(len + 1);
	AUTOFREE char *problem = NULL;

	if (kit_stream_read(s, got, len, err))
		return -1;
	if (memcmp(got, data, len) == 0)
		return 0;
	problem = xasprintf("expected %s, but found something else", what);
	return hostile(err, problem);
}

void kit_member_header(const struct kit_member *m, struct buf *out)
{
	const struct tar_member t = {
		.path = m->name,
		.type = TAR_FILE,
		.mode = kit_is_executable(m) ? 0755 : 0644,
		.size = m->size,
		.mtime = STORE_MTIME,
	};

	tar_header(&t, out);
}

void kit_manifest_header(uint64_t size, struct buf *out)
{
	const struct tar_member t = {
		.path = "manifest",
		.type = TAR_FILE,
		.mode = 0644,
		.size = size,
		.mtime = STORE_MTIME,
	};

	tar_header(&t, out);
}

static int read_padding(struct kit_stream *s, uint64_t size, struct err *err)
{
	static const char zeros[TAR_BLOCK];

	return expect(s, zeros, tar_padding(size), "a member's padding", err);
}

/* The one number that is taken from a header: how large the manifest is. */
static int read_manifest_size(struct kit_stream *s, uint64_t *size, struct err *err)
{
	enum { SIZE_AT = 124, SIZE_DIGITS = 11 };
	AUTOBUF struct buf header = BUF_INIT;
	char block[TAR_BLOCK];

	if (kit_stream_read(s, block, sizeof(block), err))
		return -1;
	*size = 0;
	for (int i = SIZE_AT; i < SIZE_AT + SIZE_DIGITS; i++) {
		if (block[i] < '0' || block[i] > '7')
			return hostile(err, "it does not begin with a manifest");
		*size = *size * 8 + (uint64_t)(block[i] - '0');
	}
	kit_manifest_header(*size, &header);
	if (header.len != sizeof(block) || memcmp(header.data, block, sizeof(block)) != 0)
		return hostile(err, "it does not begin with a manifest");
	if (*size > KIT_MANIFEST_MAX)
		return hostile(err, "its manifest is too large");
	return 0;
}

int kit_read_manifest(struct kit_stream *s, struct kit_manifest *m, char digest[SHA256_HEX],
		      struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	uint64_t size;

	if (read_manifest_size(s, &size, err))
		return -1;
	/* By and by: what a header says costs nothing before it is there. */
	while (text.len < size) {
		size_t n = size - text.len < CHUNK ? (size_t)size - text.len : CHUNK;

		buf_reserve(&text, n);
		if (kit_stream_read(s, text.data + text.len, n, err))
			return -1;
		text.len += n;
		text.data[text.len] = '\0';
	}
	if (read_padding(s, size, err) || kit_manifest_parse(text.data, text.len, m, err))
		return -1;
	sha256_mem(text.data, text.len, digest);
	return 0;
}

/* The content of a member, to where the visitor wants it. */
static int read_content(struct kit_stream *s, const struct kit_member *m, int fd, struct buf *text,
			struct err *err)
{
	AUTOFREE char *chunk = xmalloc(CHUNK);
	uint64_t left = m->size;
	char hex[SHA256_HEX];
	struct sha256 h;

	sha256_init(&h);
	while (left) {
		size_t n = left < CHUNK ? (size_t)left : CHUNK;

		if (process_interrupted())
			return err_set(err, ERR_INTERRUPTED, "interrupted");
		if (kit_stream_read(s, chunk, n, err))
			return -1;
		sha256_update(&h, chunk, n);
		if (text)
			buf_add(text, chunk, n);
		if (fd >= 0 && fd_write(fd, chunk, n, err))
			return err_prefix(err, "member '%s'", m->name);
		left -= n;
	}
	sha256_final(&h, hex);
	if (strcmp(hex, m->sha256) == 0)
		return 0;
	return err_set(err, ERR_HOSTILE, "the kit's member '%s' does not match its digest",
		       m->name);
}

static int read_member(struct kit_stream *s, const struct kit_manifest *m, size_t i,
		       const struct kit_visitor *v, struct err *err)
{
	const struct kit_member *member = &m->members.items[i];
	AUTOBUF struct buf header = BUF_INIT;
	struct buf *text = NULL;
	int fd = -1;

	kit_member_header(member, &header);
	if (expect(s, header.data, header.len, "the header of a member", err))
		return err_prefix(err, "member '%s'", member->name);
	if (v && v->begin(v->arg, i, &fd, &text, err))
		return -1;
	if (read_content(s, member, fd, text, err) || read_padding(s, member->size, err))
		return -1;
	return v ? v->end(v->arg, i, err) : 0;
}

int kit_read_members(struct kit_stream *s, const struct kit_manifest *m,
		     const struct kit_visitor *v, struct err *err)
{
	AUTOBUF struct buf end = BUF_INIT;

	for (size_t i = 0; i < m->members.count; i++)
		if (read_member(s, m, i, v, err))
			return -1;
	tar_end(&end);
	if (expect(s, end.data, end.len, "the archive's end", err))
		return -1;
	return kit_stream_end(s, err);
}
