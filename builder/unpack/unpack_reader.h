/* Private to unpack: one libarchive reader, its errors and its limits. */
/* SPDX-License-Identifier: MIT */
#ifndef UNPACK_READER_H
#define UNPACK_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/unpack/unpack.h"
#include "builder/unpack/unpack_tree.h"

struct archive;
struct archive_entry;

/* One input being unpacked. */
struct unpack {
	const struct unpack_options *options;
	const struct unpack_limits *limits;
	struct unpack_tree tree;
	int fd;
	uint64_t packed; /* bytes of the input; what was read so far for a pipe */
	bool packed_grows;
	uint64_t bytes; /* of all files, holes and files passed over included */
	uint64_t entries; /* seen, in all archives */
	uint64_t made;
	bool *inner_seen; /* one a pattern of `inner` */
	int read_errno; /* of reading fd */
	struct err err; /* the first error; all later ones only follow from it */
	bool failed;
};

/* One archive of it, perhaps inside another. */
struct unpack_reader {
	struct unpack *u;
	struct archive *a;
	struct unpack_reader *outer; /* whose entry holds this one; NULL: u->fd */
	const char *name; /* for messages: "x.tgz", "x.tgz:package/y.tar.xz" */
	char *buffer;
	uint64_t fed; /* bytes that inner archives took out of this one */
	size_t level; /* patterns of `inner` used up */
	unsigned depth; /* 1 for the outermost */
	bool is_deb;
	bool is_apk;
	bool saw_data; /* deb: data.tar came; apk: a file that is the package's */
	uint64_t last_end; /* where in the stream the last entry ended */
};

/* r's fields from u to depth are set; a and buffer are NULL. */
int unpack_reader_open(struct unpack_reader *r) MUST_CHECK;
void unpack_reader_close(struct unpack_reader *r);

/*
 * Set u->err, unless an earlier error is there. The first names the archive in
 * front of a finished error, the second an entry too; the third asks
 * libarchive what it is that it cannot read (entry NULL: the headers). All
 * return -1.
 */
int unpack_reader_fail(struct unpack_reader *r, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int unpack_reader_fail_with(struct unpack_reader *r, struct err *err);
int unpack_reader_fail_entry(struct unpack_reader *r, enum err_code code, const char *entry,
			     const char *why);
int unpack_reader_fail_damaged(struct unpack_reader *r, const char *entry);

/* Hold what came out, and `more` bytes to come, against the limits. */
int unpack_reader_check(struct unpack_reader *r, uint64_t more) MUST_CHECK;

/*
 * Read an entry's data to its end and write it to fd; fd -1 passes over it,
 * counted all the same. path: for messages.
 */
int unpack_reader_data(struct unpack_reader *r, struct archive_entry *e, int fd,
		       const char *path) MUST_CHECK;

#endif
