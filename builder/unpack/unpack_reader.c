/* Private to unpack: one libarchive reader, its errors and its limits. */
/* SPDX-License-Identifier: MIT */
#include "builder/unpack/unpack_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/unpack/unpack_path.h"

enum { UNPACK_READ_SIZE = 256 * 1024, UNPACK_FEED_SIZE = 64 * 1024 };

int unpack_reader_fail(struct unpack_reader *r, enum err_code code, const char *fmt, ...)
{
	AUTOBUF struct buf text = BUF_INIT;
	va_list ap;

	if (r->u->failed)
		return -1;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	r->u->failed = true;
	return err_set(&r->u->err, code, "%s", text.data);
}

int unpack_reader_fail_with(struct unpack_reader *r, struct err *err)
{
	if (r->u->failed) {
		err_clear(err);
		return -1;
	}
	r->u->failed = true;
	err_move(&r->u->err, err);
	return err_prefix(&r->u->err, "'%s'", r->name);
}

int unpack_reader_fail_entry(struct unpack_reader *r, enum err_code code, const char *entry,
			     const char *why)
{
	AUTOFREE char *shown = unpack_path_show(entry);

	return unpack_reader_fail(r, code, "'%s': entry '%s' %s", r->name, shown, why);
}

int unpack_reader_fail_damaged(struct unpack_reader *r, const char *entry)
{
	AUTOFREE char *shown = unpack_path_show(entry ? entry : "");
	const char *why = archive_error_string(r->a);
	struct err err = ERR_INIT;

	if (r->u->failed)
		return -1;
	if (r->u->read_errno == EINTR)
		return unpack_reader_fail(r, ERR_INTERRUPTED, "interrupted");
	if (r->u->read_errno) {
		errno = r->u->read_errno;
		err_sys(&err, "cannot read it");
		return unpack_reader_fail_with(r, &err);
	}
	if (archive_errno(r->a) == ENOMEM)
		return unpack_reader_fail(r, ERR_FAILED, "'%s' needs more memory than is available",
					  r->name);
	if (!entry && archive_format(r->a) == 0) {
		unpack_reader_fail(
			r, ERR_CORRUPT,
			"'%s' is truncated or damaged, or not an archive of a supported format",
			r->name);
		return err_hint(&r->u->err, "supported are tar and cpio, plain or compressed with "
					    "gzip, xz, zstd or bzip2; deb; rpm; apk version 2");
	}
	if (!why)
		why = "no reason given";
	if (!entry)
		return unpack_reader_fail(r, ERR_CORRUPT, "'%s' is truncated or damaged (%s)",
					  r->name, why);
	return unpack_reader_fail(r, ERR_CORRUPT, "'%s' is truncated or damaged in entry '%s' (%s)",
				  r->name, shown, why);
}

int unpack_reader_check(struct unpack_reader *r, uint64_t more)
{
	const struct unpack *u = r->u;
	const struct unpack_limits *limits = u->limits;
	/* The stream counts too: a bomb may be all padding, or passed over. */
	uint64_t out = (uint64_t)archive_filter_bytes(r->a, 0);
	char size[16];

	if (out < u->bytes)
		out = u->bytes;
	if (out < r->fed)
		out = r->fed;
	if (u->entries + u->tree.folders > limits->max_entries)
		return unpack_reader_fail(
			r, ERR_HOSTILE, "'%s' has more than %llu entries, the limit for one input",
			r->name, (unsigned long long)limits->max_entries);
	if (more > limits->max_bytes || out > limits->max_bytes - more)
		return unpack_reader_fail(r, ERR_HOSTILE,
					  "'%s' unpacks to more than %s, the limit for one input",
					  r->name, term_size(limits->max_bytes, size));
	if (out > limits->ratio_from && out / limits->max_ratio > u->packed)
		return unpack_reader_fail(r, ERR_HOSTILE,
					  "'%s' unpacks to more than %u times its size", r->name,
					  limits->max_ratio);
	return 0;
}

static la_ssize_t read_input(struct archive *a, void *arg, const void **out)
{
	struct unpack_reader *r = arg;
	ssize_t n;

	*out = r->buffer;
	do {
		if (process_interrupted()) {
			r->u->read_errno = EINTR;
			archive_set_error(a, EINTR, "interrupted");
			return -1;
		}
		n = read(r->u->fd, r->buffer, UNPACK_READ_SIZE);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		r->u->read_errno = errno;
		archive_set_error(a, errno, "read error");
	} else if (r->u->packed_grows) {
		r->u->packed += (uint64_t)n;
	}
	return n;
}

/* The bytes of an inner archive are the data of the outer one's entry. */
static la_ssize_t read_outer(struct archive *a, void *arg, const void **out)
{
	struct unpack_reader *r = arg;
	la_ssize_t n = archive_read_data(r->outer->a, r->buffer, UNPACK_FEED_SIZE);

	*out = r->buffer;
	if (n < 0)
		unpack_reader_fail_damaged(r->outer, r->name + strlen(r->outer->name) + 1);
	else
		r->outer->fed += (uint64_t)n;
	if (n < 0 || unpack_reader_check(r->outer, 0) < 0) {
		archive_set_error(a, EINVAL, "outer archive");
		return -1;
	}
	return n;
}

/* Only kinds that sources and packages come in: nothing else shall parse hostile bytes. */
int unpack_reader_open(struct unpack_reader *r)
{
	int (*const kinds[])(struct archive *) = {
		archive_read_support_format_tar,  archive_read_support_format_cpio,
		archive_read_support_format_ar,   archive_read_support_filter_gzip,
		archive_read_support_filter_xz,   archive_read_support_filter_bzip2,
		archive_read_support_filter_zstd, archive_read_support_filter_rpm,
	};

	r->a = archive_read_new();
	if (!r->a)
		return unpack_reader_fail(r, ERR_FAILED, "'%s' needs more memory than is available",
					  r->name);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i](r->a) != ARCHIVE_OK)
			return unpack_reader_fail(
				r, ERR_FAILED,
				"this libarchive was built without a filter that '%s' may need",
				r->name);
	r->buffer = xmalloc(r->outer ? UNPACK_FEED_SIZE : UNPACK_READ_SIZE);
	if (archive_read_open(r->a, r, NULL, r->outer ? read_outer : read_input, NULL) !=
	    ARCHIVE_OK)
		return unpack_reader_fail_damaged(r, NULL);
	return 0;
}

void unpack_reader_close(struct unpack_reader *r)
{
	archive_read_free(r->a);
	free(r->buffer);
}

static int write_at(int fd, const char *data, size_t len, uint64_t at, const char *path,
		    struct err *err)
{
	while (len) {
		ssize_t n = pwrite(fd, data, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_sys(err, "cannot write '%s'", path);
		data += n;
		len -= (size_t)n;
		at += (uint64_t)n;
	}
	return 0;
}

int unpack_reader_data(struct unpack_reader *r, struct archive_entry *e, int fd, const char *path)
{
	struct unpack *u = r->u;
	struct err err = ERR_INIT;
	uint64_t end = 0, size = 0;

	if (archive_entry_size_is_set(e)) {
		if (archive_entry_size(e) < 0)
			return unpack_reader_fail_entry(r, ERR_CORRUPT, path,
							"has a negative size");
		size = (uint64_t)archive_entry_size(e);
	}
	if (fd >= 0 && unpack_reader_check(r, size) < 0)
		return -1;
	for (;;) {
		const void *data;
		size_t len;
		la_int64_t at;
		int rc = archive_read_data_block(r->a, &data, &len, &at);

		if (rc == ARCHIVE_EOF)
			break;
		if (rc != ARCHIVE_OK || at < 0)
			return unpack_reader_fail_damaged(r, path);
		if ((uint64_t)at + len > end) {
			uint64_t grown = (uint64_t)at + len - end;

			if (unpack_reader_check(r, grown) < 0)
				return -1;
			u->bytes += grown;
			end += grown;
		}
		if (fd >= 0 && write_at(fd, data, len, (uint64_t)at, path, &err) < 0)
			return unpack_reader_fail_with(r, &err);
	}
	if (fd >= 0 && size > end) { /* a hole at the end */
		u->bytes += size - end;
		if (unpack_reader_check(r, 0) < 0)
			return -1;
		if (ftruncate(fd, (off_t)size) < 0) {
			err_sys(&err, "cannot write '%s'", path);
			return unpack_reader_fail_with(r, &err);
		}
	}
	return 0;
}
