/* Reading ar archives, member by member. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/arfile.h"

#include <ar.h>
#include <stdint.h>
#include <string.h>

#include "builder/base/decimal.h"

static const char THIN_MAGIC[] = "!<thin>\n";

/* The longest member name taken: no file system knows a longer path. */
#define NAME_LIMIT 4096

bool arfile_is(const void *data, size_t size)
{
	return size >= SARMAG &&
	       (memcmp(data, ARMAG, SARMAG) == 0 || memcmp(data, THIN_MAGIC, SARMAG) == 0);
}

int arfile_open(struct arfile *ar, const void *data, size_t size, const char *name, struct err *err)
{
	*ar = (struct arfile){ .data = data, .size = size, .at = SARMAG, .name = name };
	buf_init(&ar->member_name);
	if (!arfile_is(data, size))
		return err_set(err, ERR_FAILED, "'%s' is not an archive", name);
	if (memcmp(data, THIN_MAGIC, SARMAG) == 0) {
		err_set(err, ERR_FAILED, "'%s' is a thin archive, which only names its members",
			name);
		return err_hint(err, "make a regular one where its members are: ar t thin.a | "
				     "xargs ar rcs whole.a");
	}
	return 0;
}

void arfile_release(struct arfile *ar)
{
	buf_release(&ar->member_name);
}

static int lie(const struct arfile *ar, size_t at, const char *what, struct err *err)
{
	err_set(err, ERR_CORRUPT, "'%s' is damaged: the member at %#zx %s", ar->name, at, what);
	return err_hint(err,
			"copy the file again: it may have been truncated or altered in transit");
}

/* A decimal number in a field padded with spaces. false when it is anything else. */
static bool parse_number(const char *field, size_t len, uint64_t *out)
{
	size_t i = decimal_span(field, len, INT64_MAX, out);

	if (!i)
		return false;
	while (i < len && field[i] == ' ')
		i++;
	return i == len;
}

static bool is_field(const struct ar_hdr *h, const char *name)
{
	size_t len = strlen(name);

	if (memcmp(h->ar_name, name, len) != 0)
		return false;
	for (size_t i = len; i < sizeof(h->ar_name); i++)
		if (h->ar_name[i] != ' ')
			return false;
	return true;
}

/* "/123": the name begins at byte 123 of the table and ends in "/\n". */
static int take_long_name(struct arfile *ar, const struct ar_hdr *h, size_t at, struct err *err)
{
	const unsigned char *from, *end;
	uint64_t off;
	size_t len;

	if (!parse_number(h->ar_name + 1, sizeof(h->ar_name) - 1, &off) || off >= ar->names_len)
		return lie(ar, at, "has a name outside the name table", err);
	from = ar->names + off;
	len = ar->names_len - (size_t)off;
	if (len > NAME_LIMIT)
		len = NAME_LIMIT;
	end = memchr(from, '\n', len);
	if (!end)
		return lie(ar, at, "has an unterminated name", err);
	len = (size_t)(end - from);
	if (len && from[len - 1] == '/')
		len--;
	buf_add(&ar->member_name, from, len);
	return 0;
}

/* "#1/20": the name is the first 20 bytes of the member, filled up with NUL. */
static int take_bsd_name(struct arfile *ar, const struct ar_hdr *h, size_t at,
			 struct arfile_member *m, struct err *err)
{
	uint64_t len;

	if (!parse_number(h->ar_name + 3, sizeof(h->ar_name) - 3, &len) || len > m->size ||
	    len > NAME_LIMIT)
		return lie(ar, at, "has a name longer than its content", err);
	buf_add(&ar->member_name, m->data, strnlen((const char *)m->data, (size_t)len));
	m->data += len;
	m->size -= (size_t)len;
	return 0;
}

static int take_name(struct arfile *ar, const struct ar_hdr *h, size_t at, struct arfile_member *m,
		     struct err *err)
{
	size_t len = sizeof(h->ar_name);

	buf_clear(&ar->member_name);
	if (h->ar_name[0] == '/')
		return take_long_name(ar, h, at, err);
	if (memcmp(h->ar_name, "#1/", 3) == 0)
		return take_bsd_name(ar, h, at, m, err);
	while (len && h->ar_name[len - 1] == ' ')
		len--;
	if (len && h->ar_name[len - 1] == '/')
		len--;
	buf_add(&ar->member_name, h->ar_name, len);
	return 0;
}

int arfile_next(struct arfile *ar, struct arfile_member *m, struct err *err)
{
	while (ar->at < ar->size) {
		size_t at = ar->at, rest = ar->size - at;
		struct ar_hdr h;
		uint64_t size;

		if (rest < sizeof(h))
			return lie(ar, at, "has a truncated header", err);
		memcpy(&h, ar->data + at, sizeof(h));
		rest -= sizeof(h);
		if (memcmp(h.ar_fmag, ARFMAG, sizeof(h.ar_fmag)) != 0)
			return lie(ar, at, "does not begin with a header", err);
		if (!parse_number(h.ar_size, sizeof(h.ar_size), &size))
			return lie(ar, at, "has a size that is not a number", err);
		if (size > rest)
			return lie(ar, at, "has truncated content", err);
		m->data = ar->data + at + sizeof(h);
		m->size = (size_t)size;
		m->at = at;
		/* members begin at even places; the last may lack its filling */
		ar->at = at + sizeof(h) + (size_t)size;
		ar->at += size % 2;

		if (is_field(&h, "/")) {
			ar->index = m->data;
			ar->index_len = m->size;
			continue;
		}
		if (is_field(&h, "/SYM64/")) {
			ar->other_index = true;
			continue;
		}
		if (is_field(&h, "//")) {
			ar->names = m->data;
			ar->names_len = m->size;
			continue;
		}
		if (take_name(ar, &h, at, m, err) < 0)
			return -1;
		m->name = ar->member_name.data;
		/* the BSD symbol table is a member like any other, but for its name */
		if (strncmp(m->name, "__.SYMDEF", 9) == 0) {
			ar->other_index = true;
			continue;
		}
		return 1;
	}
	return 0;
}
