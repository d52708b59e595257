/* Archives for tests, byte by byte: also such as no honest program writes. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNPACK_MAKE_H
#define TESTS_UNPACK_MAKE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "builder/base/buf.h"

struct make_entry {
	const char *name;
	char type; /* of tar: '0' file, '1' hard link, '2' symlink, ... */
	const char *link; /* target, or NULL */
	const char *data; /* NULL with a size: zeros */
	size_t size;
	unsigned mode; /* 0: 0644 */
	const char *claim; /* the size field as it shall stand there; NULL: size */
};

static inline void make_zeros(struct buf *a, size_t n)
{
	buf_reserve(a, n);
	memset(a->data + a->len, 0, n + 1);
	a->len += n;
}

static inline void make_pad(struct buf *a, size_t unit)
{
	if (a->len % unit)
		make_zeros(a, unit - a->len % unit);
}

static inline void make_bytes(struct buf *a, const char *data, size_t size)
{
	if (data)
		buf_add(a, data, size);
	else
		make_zeros(a, size);
}

/* digits octal digits, as tar's header has its numbers. */
static inline void make_octal(char *at, int digits, uint64_t value)
{
	while (digits--) {
		at[digits] = (char)('0' + value % 8);
		value /= 8;
	}
}

/* POSIX ustar header and data. */
static inline void make_tar(struct buf *a, struct make_entry e)
{
	char h[513] = "";
	unsigned sum = 0;

	if (!e.size && e.data)
		e.size = strlen(e.data);
	memcpy(h, e.name, strlen(e.name) < 100 ? strlen(e.name) : 100);
	make_octal(h + 100, 7, e.mode ? e.mode : 0644);
	make_octal(h + 108, 7, 0);
	make_octal(h + 116, 7, 0);
	if (e.claim)
		memcpy(h + 124, e.claim, 12);
	else
		make_octal(h + 124, 11, e.size);
	make_octal(h + 136, 11, 0);
	memset(h + 148, ' ', 8);
	h[156] = e.type ? e.type : '0';
	if (e.link)
		memcpy(h + 157, e.link, strlen(e.link) < 100 ? strlen(e.link) : 100);
	memcpy(h + 257, "ustar\00000", 8);
	for (int i = 0; i < 512; i++)
		sum += (unsigned char)h[i];
	make_octal(h + 148, 6, sum);
	h[154] = '\0';
	buf_add(a, h, 512);
	make_bytes(a, e.data, e.size);
	make_pad(a, 512);
}

/* Shorter ways to say the common ones. */
static inline void make_file(struct buf *a, const char *name, const char *data)
{
	make_tar(a, (struct make_entry){ .name = name, .data = data });
}
static inline void make_dir(struct buf *a, const char *name)
{
	make_tar(a, (struct make_entry){ .name = name, .type = '5', .mode = 0755 });
}
static inline void make_symlink(struct buf *a, const char *name, const char *target)
{
	make_tar(a, (struct make_entry){ .name = name, .type = '2', .link = target });
}
static inline void make_hardlink(struct buf *a, const char *name, const char *target)
{
	make_tar(a, (struct make_entry){ .name = name, .type = '1', .link = target });
}
static inline void make_tar_end(struct buf *a)
{
	make_zeros(a, 1024);
}

/* GNU's way of long names (type 'L') and long targets (type 'K'). */
static inline void make_gnu_long(struct buf *a, char type, const char *name)
{
	make_tar(a, (struct make_entry){ .name = "././@LongLink",
					 .type = type,
					 .data = name,
					 .size = strlen(name) + 1 });
}

/* Add a record "LENGTH key=value\n" of a pax header to body. */
static inline void make_pax_record(struct buf *body, const char *key, const char *value,
				   size_t size)
{
	size_t rest = strlen(key) + size + 3, total = rest;
	char number[32];

	do
		total = rest + (size_t)snprintf(number, sizeof(number), "%zu", total);
	while (total != rest + (size_t)snprintf(number, sizeof(number), "%zu", total));
	buf_addf(body, "%zu %s=", total, key);
	buf_add(body, value, size);
	buf_addch(body, '\n');
}
static inline void make_pax(struct buf *a, const struct buf *body)
{
	make_tar(a, (struct make_entry){
			    .name = "pax", .type = 'x', .data = body->data, .size = body->len });
}

/* cpio, the "new" form that rpm uses too. */
static inline void make_cpio(struct buf *a, const char *name, unsigned mode, const char *data,
			     size_t size, unsigned inode, unsigned links)
{
	buf_addf(a, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", inode, mode, 0,
		 0, links, 0, size, 0, 1, 0, 0, strlen(name) + 1, 0);
	buf_add(a, name, strlen(name) + 1);
	make_pad(a, 4);
	make_bytes(a, data, size);
	make_pad(a, 4);
}
static inline void make_cpio_end(struct buf *a)
{
	make_cpio(a, "TRAILER!!!", 0, "", 0, 0, 1);
}

static inline void make_ar(struct buf *a, const char *name, const void *data, size_t size)
{
	if (!a->len)
		buf_addstr(a, "!<arch>\n");
	buf_addf(a, "%-16s%-12d%-6d%-6d%-8s%-10zu`\n", name, 0, 0, 0, "100644", size);
	buf_add(a, data, size);
	if (size % 2)
		buf_addch(a, '\n');
}

/* deb(5) around a data.tar in some compression. */
static inline void make_deb(struct buf *a, const char *data_name, const struct buf *data)
{
	make_ar(a, "debian-binary", "2.0\n", 4);
	make_ar(a, "control.tar.gz", "not looked at", 13);
	make_ar(a, data_name, data->data, data->len);
}

/* rpm's lead, an empty signature, an empty header, the payload. */
static inline void make_rpm(struct buf *a, const struct buf *payload)
{
	static const char lead[] = "\xed\xab\xee\xdb\x03\x00\x00\x00";
	static const char header[] = "\x8e\xad\xe8\x01\0\0\0\0\0\0\0\0\0\0\0\0";

	buf_add(a, lead, 8);
	make_zeros(a, 96 - 8);
	buf_add(a, header, 16);
	buf_add(a, header, 16);
	buf_add(a, payload->data, payload->len);
}

#endif
