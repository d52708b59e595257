/* Reading ar archives, member by member. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ARFILE_H
#define SYSROOTS_ARFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"

/* Private to arfile.c. */
struct arfile {
	const unsigned char *data;
	size_t size;
	size_t at; /* where the next member's header stands */
	const char *name; /* for messages */
	const unsigned char *names; /* the table of long names (GNU "//"), or NULL */
	size_t names_len;
	const unsigned char
		*index; /* the GNU index of symbols ("/"), once it was passed, or NULL */
	size_t index_len;
	bool other_index; /* it has an index of another variant (64-bit, BSD) */
	struct buf member_name;
};

struct arfile_member {
	const char *name; /* valid until the next call; bytes as they stand
			     in the file, which may include control bytes */
	const unsigned char *data; /* inside the archive, at any alignment */
	size_t size;
	size_t at; /* where its header stands in the archive */
};

/* Do the bytes begin as an archive does, regular or thin? */
bool arfile_is(const void *data, size_t size);

/*
 * Begin to read an archive in memory; data and name must outlive ar.
 * Errors: ERR_FAILED for a thin archive (its members are other files).
 * Release with arfile_release(), also after an error.
 * Source: ar(5), System V/GNU variant with "//" long names, and the BSD
 * variant's "#1/LENGTH".
 */
int arfile_open(struct arfile *ar, const void *data, size_t size, const char *name,
		struct err *err) MUST_CHECK;

/*
 * The next member, the symbol tables and the name table left out. Two members
 * may have the same name. Returns 1 and *m, 0 at the end, -1 with ERR_CORRUPT.
 */
int arfile_next(struct arfile *ar, struct arfile_member *m, struct err *err) MUST_CHECK;

void arfile_release(struct arfile *ar);

#endif
