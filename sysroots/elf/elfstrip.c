/* Taking debug information, or sections by name, out of ELF files and archives. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/elfstrip.h"

#include <ar.h>
#include <stdlib.h>

#include "builder/base/process.h"
#include "sysroots/elf/arfile.h"
#include "sysroots/elf/elfstrip_internal.h"

/* 1: the image without what goes was appended to out; 0: nothing goes; -1. */
static int strip_one(const void *data, size_t size, const char *name, const char *member,
		     const struct elfstrip *what, struct buf *out, struct strv *found,
		     struct err *err)
{
	struct strip_image s = { .what = what };
	int status = elfmap_open(&s.m, data, size, name, member, err);

	if (status == 0)
		status = strip_choose(&s, err);
	if (status > 0) {
		status = strip_write(&s, out, err) < 0 ? -1 : 1;
		strip_find_gone(&s, found);
	}
	strip_image_release(&s);
	return status;
}

/* Where a member's header stood, and where it stands now. */
struct moved {
	size_t from, to;
};

static int compare_moved(const void *a, const void *b)
{
	const struct moved *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

struct archive {
	struct arfile ar;
	const struct elfstrip *what;
	struct buf members; /* each with its header */
	struct moved *moved;
	size_t count, cap;
	struct strv *found;
	bool changed;
};

/* A member's header as `ar D` writes it, its name taken as it is. */
static void add_header(struct buf *out, const void *name, size_t size)
{
	buf_add(out, name, sizeof(((struct ar_hdr *)NULL)->ar_name));
	buf_addf(out, "%-12u%-6u%-6u%-8o%-10zu%s", 0u, 0u, 0u, 0644u, size, ARFMAG);
}

static void add_filled(struct buf *out, const void *data, size_t size)
{
	buf_add(out, data, size);
	if (size % 2)
		buf_addch(out, '\n');
}

static int take_member(struct archive *a, const struct arfile_member *m, struct err *err)
{
	const unsigned char *header = a->ar.data + m->at;
	AUTOBUF struct buf image = BUF_INIT;
	int status = 0;

	if (memcmp(header, "#1/", 3) == 0)
		return err_set(err, ERR_FAILED,
			       "'%s' cannot be stripped: it is an archive of the BSD variant",
			       a->ar.name);
	if (elfmap_is(m->data, m->size))
		status = strip_one(m->data, m->size, a->ar.name, m->name, a->what, &image, a->found,
				   err);
	if (status < 0)
		return -1;
	a->changed |= status > 0;
	if (a->count == a->cap) {
		a->cap = a->cap ? a->cap * 2 : 256;
		a->moved = xreallocarray(a->moved, a->cap, sizeof(*a->moved));
	}
	a->moved[a->count++] = (struct moved){ m->at, a->members.len };
	add_header(&a->members, header, status ? image.len : m->size);
	add_filled(&a->members, status ? (const void *)image.data : m->data,
		   status ? image.len : m->size);
	return 0;
}

static void put_be32(struct buf *out, uint64_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_addch(out, (char)(value >> shift));
}

static uint32_t load_be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The index of symbols: as many names, each with the new place of its member. */
static int write_index(const struct archive *a, size_t members_at, struct buf *out, struct err *err)
{
	const struct arfile *ar = &a->ar;
	uint32_t count = ar->index_len >= 4 ? load_be32(ar->index) : UINT32_MAX;

	if (count > (ar->index_len - 4) / 4)
		return err_set(err, ERR_CORRUPT, "'%s' is damaged: its symbol index is truncated",
			       ar->name);
	add_header(out, "/               ", ar->index_len);
	put_be32(out, count);
	for (size_t i = 0; i < count; i++) {
		struct moved want = { load_be32(ar->index + 4 + 4 * i), 0 };
		const struct moved *found =
			bsearch(&want, a->moved, a->count, sizeof(*a->moved), compare_moved);

		if (!found)
			return err_set(err, ERR_CORRUPT,
				       "'%s' is damaged: there is no member at %#zx, where its "
				       "index points",
				       ar->name, want.from);
		put_be32(out, members_at + found->to);
	}
	add_filled(out, ar->index + 4 + 4 * (size_t)count, ar->index_len - 4 - 4 * (size_t)count);
	return 0;
}

static int write_archive(const struct archive *a, struct buf *out, struct err *err)
{
	const size_t header = sizeof(struct ar_hdr);
	const struct arfile *ar = &a->ar;
	size_t members_at = SARMAG;

	if (ar->index)
		members_at += header + ar->index_len + ar->index_len % 2;
	if (ar->names)
		members_at += header + ar->names_len + ar->names_len % 2;
	if (members_at + a->members.len > UINT32_MAX)
		return err_set(err, ERR_FAILED, "'%s' cannot be stripped: it is too large",
			       ar->name);
	buf_add(out, ARMAG, SARMAG);
	if (ar->index && write_index(a, members_at, out, err) < 0)
		return -1;
	if (ar->names) {
		add_header(out, "//              ", ar->names_len);
		add_filled(out, ar->names, ar->names_len);
	}
	buf_add(out, a->members.data, a->members.len);
	return 0;
}

static int strip_archive(const void *data, size_t size, const char *name,
			 const struct elfstrip *what, struct buf *out, struct strv *found,
			 struct err *err)
{
	struct archive a = { .what = what, .members = BUF_INIT, .found = found };
	struct arfile_member m;
	int more = arfile_open(&a.ar, data, size, name, err);

	while (more >= 0 && (more = arfile_next(&a.ar, &m, err)) > 0) {
		more = take_member(&a, &m, err);
		if (more == 0 && process_interrupted())
			more = err_set(err, ERR_INTERRUPTED, "interrupted");
	}
	if (more == 0 && a.changed && a.ar.other_index)
		more = err_set(err, ERR_FAILED,
			       "'%s' cannot be stripped: its index is not of the GNU variant",
			       name);
	if (more == 0 && a.changed)
		more = write_archive(&a, out, err) < 0 ? -1 : 1;
	arfile_release(&a.ar);
	buf_release(&a.members);
	free(a.moved);
	return more;
}

int elfstrip_file(const void *data, size_t size, const char *name, const struct elfstrip *what,
		  struct buf *out, struct strv *found, struct err *err)
{
	if (arfile_is(data, size))
		return strip_archive(data, size, name, what, out, found, err);
	if (elfmap_is(data, size))
		return strip_one(data, size, name, "", what, out, found, err);
	return 0;
}
