/* Unpacking hostile archives below one folder; the only user of libarchive. */
/* SPDX-License-Identifier: MIT */
#ifndef UNPACK_H
#define UNPACK_H

#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

/* What one input may at most become, nested archives included. */
struct unpack_limits {
	uint64_t max_bytes; /* 8 GiB */
	uint64_t max_entries; /* 500,000; folders that no entry names count too */
	unsigned max_ratio; /* 200: unpacked to packed size ... */
	uint64_t ratio_from; /* ... once more than 16 MiB came out */
	unsigned max_nesting; /* 4 archives in each other; a deb counts as two */
};
extern const struct unpack_limits UNPACK_DEFAULTS;

struct unpack_options {
	/*
	 * Leading components dropped from the path of every entry, in the inner
	 * archives too. An entry of which nothing is left is passed over.
	 */
	unsigned strip;
	/*
	 * Patterns of archives inside that are unpacked in place of being kept,
	 * outermost first, one level a pattern (a deb's data.tar needs none). They
	 * match the path after strip, or the whole path when strip leaves nothing.
	 * What is in an inner archive is placed as if it stood at the top of the
	 * outer one. A pattern that matches nothing is an error. NULL: none.
	 */
	const struct strv *inner;
	/*
	 * Only entries whose path after strip matches one of these are made, with
	 * the folders they stand in. NULL or empty: everything.
	 */
	const struct strv *only;
	const struct unpack_limits *limits; /* NULL: UNPACK_DEFAULTS */
};
/* Patterns: recipes/pattern.h. */

/*
 * Unpack what fd holds (tar in any of gzip, xz, zstd, bzip2 or plain; deb; rpm;
 * apk of version 2; cpio) below dirfd/dir, which exists. deb: its data.tar.*;
 * rpm: its payload; apk: its files, without signature and control data.
 *
 * name: for messages. options: NULL for none.
 *
 * Only regular files, directories, symlinks and hard links to regular files
 * below dir are made. No owner, no time, no set-id, no ACL; folders are 0755,
 * files 0644, or 0755 when their owner may run them. A file or link that is
 * there already is replaced by the later entry; a folder never is.
 *
 * Nothing outside dir is ever touched, whatever the order of entries: every
 * folder is opened without following links (openat2 RESOLVE_BENEATH and
 * NO_SYMLINKS, or component by component with O_NOFOLLOW). A component that is
 * a link (one package brings "lib64 -> usr/lib64", the next puts files below
 * lib64/) is resolved by hand: relative, inside dir, to a folder; all others
 * are refused. Symlinks themselves are made with the target they have, absolute
 * ones and such as overshoot too, as distribution packages hold them;
 * normalising decides later what they mean. Nothing here follows them.
 *
 * Names are bytes: never converted to a locale's character set.
 *
 * Errors: ERR_HOSTILE (escape, device, limit), ERR_CORRUPT (damaged or cut off,
 * no known kind), ERR_FAILED (a pattern or strip that leaves nothing),
 * ERR_SYSTEM, ERR_INTERRUPTED; the text names archive and entry. What was
 * unpacked until then stays: the caller removes dir.
 * Source: POSIX pax, deb(5), rpm's format, Alpine's apk spec; CVE-2023-7207, CVE-2025-6297.
 */
int unpack_fd(int fd, const char *name, int dirfd, const char *dir,
	      const struct unpack_options *options, struct err *err) MUST_CHECK;

#endif
