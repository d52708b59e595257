/* Writing tar archives (POSIX.1-2001 ustar, pax records where it is too small): one way only. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/tar.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "builder/base/alloc.h"

/* The fields of a header block, in bytes. */
enum {
	TAR_NAME = 100,
	TAR_MODE = 8,
	TAR_ID = 8,
	TAR_SIZE = 12,
	TAR_MTIME = 12,
	TAR_CHECKSUM = 8,
	TAR_LINK = 100,
	TAR_PREFIX = 155,
};

struct tar_block {
	char name[TAR_NAME];
	char mode[TAR_MODE];
	char uid[TAR_ID], gid[TAR_ID];
	char size[TAR_SIZE];
	char mtime[TAR_MTIME];
	char checksum[TAR_CHECKSUM];
	char type;
	char link[TAR_LINK];
	char magic[6], version[2];
	char owner[32], group[32];
	char major[8], minor[8];
	char prefix[TAR_PREFIX];
	char rest[12];
};
_Static_assert(sizeof(struct tar_block) == TAR_BLOCK, "a header is a block");

#define TAR_SIZE_MAX ((uint64_t)077777777777) /* eleven octal digits */

/* Octal digits that fill the field but for the NUL at its end. */
static void tar_octal(char *field, size_t len, uint64_t value)
{
	field[--len] = '\0';
	while (len) {
		field[--len] = (char)('0' + (value & 7));
		value >>= 3;
	}
	assert(value == 0);
}

/* A field need not end with a NUL. */
static void tar_text(char *field, const char *text, size_t len)
{
	memcpy(field, text, len);
}

/*
 * Put a path into name and prefix. False when it does not fit. The earliest
 * slash that will do splits it: there must be one rule, and any is as good.
 */
static bool tar_put_path(struct tar_block *b, const char *path, size_t len)
{
	if (len <= TAR_NAME) {
		tar_text(b->name, path, len);
		return true;
	}
	for (size_t i = 1; i < len - 1 && i <= TAR_PREFIX; i++) {
		if (path[i] != '/' || len - i - 1 > TAR_NAME)
			continue;
		tar_text(b->prefix, path, i);
		tar_text(b->name, path + i + 1, len - i - 1);
		return true;
	}
	return false;
}

static void tar_put_block(struct tar_block *b, char type, unsigned mode, uint64_t size,
			  uint64_t mtime, struct buf *out)
{
	const unsigned char *bytes = (const unsigned char *)b;
	unsigned sum = 0;

	b->type = type;
	tar_octal(b->mode, TAR_MODE, mode);
	tar_octal(b->uid, TAR_ID, 0);
	tar_octal(b->gid, TAR_ID, 0);
	tar_octal(b->size, TAR_SIZE, size);
	tar_octal(b->mtime, TAR_MTIME, mtime);
	tar_octal(b->major, sizeof(b->major), 0);
	tar_octal(b->minor, sizeof(b->minor), 0);
	tar_text(b->magic, "ustar", sizeof("ustar"));
	tar_text(b->version, "00", 2);
	/* The sum is taken with blanks in its own place. */
	memset(b->checksum, ' ', TAR_CHECKSUM);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += bytes[i];
	tar_octal(b->checksum, TAR_CHECKSUM - 1, sum);
	buf_add(out, b, sizeof(*b));
}

/* "LENGTH KEY=VALUE\n", where the length counts itself. */
static void tar_put_record(struct buf *out, const char *key, const char *value)
{
	size_t rest = strlen(key) + strlen(value) + 3;
	size_t len = rest + 1;

	while (len != rest + (size_t)snprintf(NULL, 0, "%zu", len))
		len = rest + (size_t)snprintf(NULL, 0, "%zu", len);
	buf_addf(out, "%zu %s=%s\n", len, key, value);
}

static void tar_zeros(struct buf *out, size_t count)
{
	static const char zeros[TAR_BLOCK];

	assert(count <= sizeof(zeros));
	buf_add(out, zeros, count);
}

void tar_header(const struct tar_member *m, struct buf *out)
{
	AUTOFREE char *path = m->type == TAR_DIR ? xasprintf("%s/", m->path) : xstrdup(m->path);
	size_t link_len = m->target ? strlen(m->target) : 0;
	AUTOBUF struct buf records = BUF_INIT;
	struct tar_block b = { 0 };

	if (!tar_put_path(&b, path, strlen(path))) {
		tar_put_record(&records, "path", path);
		tar_text(b.name, path, TAR_NAME);
	}
	if (link_len > TAR_LINK)
		tar_put_record(&records, "linkpath", m->target);
	if (link_len)
		tar_text(b.link, m->target, link_len > TAR_LINK ? TAR_LINK : link_len);
	if (m->size > TAR_SIZE_MAX) {
		AUTOFREE char *size = xasprintf("%" PRIu64, m->size);

		tar_put_record(&records, "size", size);
	}
	if (records.len) {
		struct tar_block pax = { .name = "pax" };

		tar_put_block(&pax, 'x', 0644, records.len, m->mtime, out);
		buf_add(out, records.data, records.len);
		tar_zeros(out, tar_padding(records.len));
	}
	tar_put_block(&b, (char)m->type, m->mode, m->size > TAR_SIZE_MAX ? 0 : m->size, m->mtime,
		      out);
}

unsigned tar_padding(uint64_t size)
{
	return (unsigned)(-size & (TAR_BLOCK - 1));
}

void tar_end(struct buf *out)
{
	tar_zeros(out, TAR_BLOCK);
	tar_zeros(out, TAR_BLOCK);
}
