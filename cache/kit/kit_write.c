/* Writing a kit: tar in one zstd frame, the same bytes for the same store. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <zstd.h>

#include "builder/base/process.h"
#include "builder/base/tar.h"
#include "builder/base/term.h"

#define CHUNK ((size_t)1 << 17)

struct writer {
	struct store *s;
	const struct kit_wish *wish;
	int fd;
	ZSTD_CCtx *zstd;
	char *out; /* CHUNK bytes */
	uint64_t done, total; /* bytes of the archive */
};

static int compress_some(struct writer *w, const void *data, size_t len, ZSTD_EndDirective how,
			 struct err *err)
{
	ZSTD_inBuffer in = { data, len, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { w->out, CHUNK, 0 };

		left = ZSTD_compressStream2(w->zstd, &out, &in, how);
		if (ZSTD_isError(left))
			return err_set(err, ERR_FAILED, "zstd cannot compress: %s",
				       ZSTD_getErrorName(left));
		if (fd_write(w->fd, w->out, out.pos, err))
			return -1;
	} while (how == ZSTD_e_end ? left : in.pos < in.size);
	w->done += len;
	term_progress("writing the kit", w->done, w->total);
	return 0;
}

static int put(struct writer *w, const struct buf *b, struct err *err)
{
	return compress_some(w, b->data, b->len, ZSTD_e_continue, err);
}

static int put_padding(struct writer *w, uint64_t size, struct err *err)
{
	static const char zeros[TAR_BLOCK];

	return compress_some(w, zeros, tar_padding(size), ZSTD_e_continue, err);
}

/* Where a program of this name came from. */
static const char *program_path(const struct kit_wish *wish, const char *name)
{
	if (wish->program && strcmp(name, KIT_OWN_PROGRAM) == 0)
		return wish->program;
	for (size_t i = 0; i < wish->programs.len; i++)
		if (strcmp(path_basename(wish->programs.items[i]), name) == 0)
			return wish->programs.items[i];
	return name;
}

static int open_member(const struct writer *w, const struct kit_member *m, struct err *err)
{
	AUTOFREE char *hex = xstrndup(kit_digest_in(m), SHA256_HEX - 1);
	const char *path = m->name;
	int fd;

	if (m->kind == KIT_INPUT)
		return store_open_input(w->s, hex, err);
	if (m->kind == KIT_OBJECT)
		return store_open_object(w->s, hex, kit_is_executable(m), err);
	if (m->kind == KIT_PROGRAM) {
		path = program_path(w->wish, kit_digest_in(m));
		fd = open(path, O_RDONLY | O_CLOEXEC);
	} else {
		fd = store_open_file(w->s, path);
	}
	return fd < 0 ? err_sys(err, "cannot open '%s'", path) : fd;
}

static int altered(const struct kit_member *m, struct err *err)
{
	err_set(err, ERR_CORRUPT, "'%s' was altered in the store, or while it was being read",
		m->name);
	return err_hint(err, "run 'sysroot fsck'");
}

static int put_content(struct writer *w, const struct kit_member *m, int fd, struct err *err)
{
	AUTOFREE char *chunk = xmalloc(CHUNK);
	uint64_t size = 0;
	char hex[SHA256_HEX];
	struct sha256 h;

	sha256_init(&h);
	for (;;) {
		ssize_t n = read(fd, chunk, CHUNK);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot read '%s'", m->name);
		if (n == 0)
			break;
		if (process_interrupted())
			return err_set(err, ERR_INTERRUPTED, "interrupted");
		size += (uint64_t)n;
		if (size > m->size)
			return altered(m, err);
		sha256_update(&h, chunk, (size_t)n);
		if (compress_some(w, chunk, (size_t)n, ZSTD_e_continue, err))
			return -1;
	}
	sha256_final(&h, hex);
	return size == m->size && strcmp(hex, m->sha256) == 0 ? 0 : altered(m, err);
}

static int put_member(struct writer *w, const struct kit_member *m, struct err *err)
{
	AUTOBUF struct buf header = BUF_INIT;
	AUTOCLOSE int fd = open_member(w, m, err);

	if (fd < 0)
		return -1;
	kit_member_header(m, &header);
	if (put(w, &header, err) || put_content(w, m, fd, err))
		return -1;
	return put_padding(w, m->size, err);
}

/* Level, window and size alone decide what zstd makes of the archive. */
static int set_up(struct writer *w, struct err *err)
{
	const struct {
		ZSTD_cParameter what;
		int value;
	} set[] = {
		{ ZSTD_c_compressionLevel, KIT_LEVEL },
		{ ZSTD_c_windowLog, KIT_WINDOW_LOG },
		{ ZSTD_c_checksumFlag, 1 },
		{ ZSTD_c_contentSizeFlag, 1 },
	};

	w->zstd = ZSTD_createCCtx();
	for (size_t i = 0; i < ARRAY_LEN(set); i++)
		if (!w->zstd ||
		    ZSTD_isError(ZSTD_CCtx_setParameter(w->zstd, set[i].what, set[i].value)))
			return err_set(err, ERR_FAILED, "cannot initialise zstd");
	if (ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(w->zstd, w->total)))
		return err_set(err, ERR_FAILED, "cannot initialise zstd");
	return 0;
}

static int write_archive(struct writer *w, const struct kit_manifest *m, const struct buf *text,
			 struct err *err)
{
	AUTOBUF struct buf header = BUF_INIT;
	AUTOBUF struct buf end = BUF_INIT;

	kit_manifest_header(text->len, &header);
	tar_end(&end);
	w->total = header.len + text->len + tar_padding(text->len) + end.len;
	for (size_t i = 0; i < m->members.count; i++) {
		const struct kit_member *member = &m->members.items[i];
		AUTOBUF struct buf one = BUF_INIT;

		kit_member_header(member, &one);
		w->total += one.len + member->size + tar_padding(member->size);
	}
	if (set_up(w, err) || put(w, &header, err) || put(w, text, err) ||
	    put_padding(w, text->len, err))
		return -1;
	for (size_t i = 0; i < m->members.count; i++)
		if (put_member(w, &m->members.items[i], err))
			return -1;
	return compress_some(w, end.data, end.len, ZSTD_e_end, err);
}

int kit_write(struct store *s, const struct kit_wish *wish, int fd, struct kit_summary *summary,
	      struct err *err)
{
	struct writer w = { .s = s, .wish = wish, .fd = fd };
	struct kit_manifest m = { 0 };
	AUTOBUF struct buf text = BUF_INIT;
	int rc;

	if (store_use(s, err)) /* what was found stays until it is written */
		return -1;
	rc = kit_collect(s, wish, &m, err);
	if (rc == 0) {
		kit_manifest_text(&m, &text);
		w.out = xmalloc(CHUNK);
		rc = text.len <= KIT_MANIFEST_MAX
			     ? write_archive(&w, &m, &text, err)
			     : err_set(err, ERR_FAILED, "the kit's manifest is too large");
	}
	if (rc == 0 && summary) {
		kit_count(&m, summary);
		sha256_mem(text.data, text.len, summary->digest);
	}
	store_unuse(s);
	term_progress_done();
	ZSTD_freeCCtx(w.zstd);
	free(w.out);
	kit_manifest_release(&m);
	return rc;
}

void kit_wish_release(struct kit_wish *w)
{
	strv_release(&w->inputs);
	strv_release(&w->artifacts);
	strv_release(&w->trees);
	strv_release(&w->programs);
	free(w->program);
}
