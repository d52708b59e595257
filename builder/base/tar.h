/* Writing tar archives (POSIX.1-2001 ustar, pax records where it is too small): one way only. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_TAR_H
#define BASE_TAR_H

#include <stdint.h>

#include "builder/base/buf.h"

enum { TAR_BLOCK = 512 }; /* bytes; everything in an archive is a multiple of it */

enum tar_type {
	TAR_FILE = '0',
	TAR_HARDLINK = '1',
	TAR_SYMLINK = '2',
	TAR_DIR = '5',
};

/*
 * A member. Owner and group are 0 without names, whatever made it: the same
 * members give the same bytes on every machine.
 */
struct tar_member {
	const char *path; /* relative, without a slash at the end (a directory gets one) */
	enum tar_type type;
	unsigned mode; /* 0644, 0755 */
	uint64_t size; /* of a file, in bytes; 0 for others */
	uint64_t mtime; /* seconds since 1970 */
	const char *target; /* of links; else NULL */
};

/*
 * Append a member's header. Before it stands a pax header when the path (over
 * 100 bytes and not to be split at a slash, or over 255), the target (over 100
 * bytes) or the size (8 GiB and more) has no room in ustar's fields.
 * What follows in the archive: size bytes, then tar_padding(size) zero bytes.
 * Source: POSIX.1-2017, pax, "ustar Interchange Format", "pax Header Block".
 */
void tar_header(const struct tar_member *m, struct buf *out);

/* Zero bytes that fill the last block of a file's content: 0 to 511. */
unsigned tar_padding(uint64_t size);

/* Append what ends an archive: two blocks of zeros. */
void tar_end(struct buf *out);

#endif
