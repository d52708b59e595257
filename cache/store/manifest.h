/* A manifest: the sorted list of what a tree contains, and its digest. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_STORE_MANIFEST_H
#define CACHE_STORE_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/buf.h"
#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/sha256.h"

enum entry_type { ENTRY_DIR = 'd', ENTRY_FILE = 'f', ENTRY_LINK = 'l' };

struct entry {
	char *path; /* relative, path_is_safe() */
	enum entry_type type;
	bool exec; /* files: mode 0755, else 0644; directories are 0755 */
	uint64_t size; /* files: in bytes */
	char sha256[SHA256_HEX]; /* files: of the content */
	char *target; /* links: relative, stays inside the tree */
	char *part; /* composed trees: the part it came from, or NULL;
		       not in the text, not in the digest */
};

struct manifest {
	struct entry *entries; /* sorted by path bytes; no path twice */
	size_t count;
	size_t cap;
};

#define MANIFEST_INIT                                                                              \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}

/*
 * The text, one entry a line, sorted, every line ended by \n:
 *   d PATH
 *   f MODE SHA256 SIZE PATH      (MODE is 0644 or 0755)
 *   l TARGET\tPATH
 * Bytes below 0x21, 0x7f and % in paths and targets are written as %XX, no
 * others: a manifest has exactly one text.
 * The digest of a tree is the SHA-256 of this text.
 */
void manifest_text(const struct manifest *m, struct buf *out);
void manifest_digest(const struct manifest *m, char hex[SHA256_HEX]);

/*
 * Parse a manifest's text; all of it is checked (order, paths, link targets
 * that leave the tree). *m must be empty; release it with manifest_release().
 * file: a name for messages. Errors: ERR_CORRUPT.
 */
int manifest_parse(const char *text, size_t len, const char *file, struct manifest *m,
		   struct err *err) MUST_CHECK;

/* Add an entry (strings are copied); call manifest_sort() when all are in. */
void manifest_add(struct manifest *m, const struct entry *e);

/* Sort by path. Errors: ERR_FAILED when a path is there twice. */
int manifest_sort(struct manifest *m, struct err *err) MUST_CHECK;

/* The entry of a path by binary search, or NULL; borrowed. */
const struct entry *manifest_find(const struct manifest *m, const char *path);

/*
 * Where a path leads, links in it and at its end followed: the file or
 * directory entry, or NULL (nothing there, a loop, out of the tree). Borrowed.
 */
const struct entry *manifest_resolve(const struct manifest *m, const char *path);

/*
 * Is the manifest one that may be laid out? Sorted; safe paths; the folder of
 * each entry is an entry of its own and a directory; links stay inside, also
 * when the links on their way are followed; digests are digests.
 * name: of the manifest, for messages; code: of the error when it is not.
 */
int manifest_check(const struct manifest *m, const char *name, enum err_code code,
		   struct err *err) MUST_CHECK;

/* Does a link at path with this target stay inside the tree (lexically)? */
bool link_stays_inside(const char *path, const char *target);

/*
 * One line of the text without its \n: for records, which put more on a line.
 * manifest_parse_line() fills *e with strings that the caller frees
 * with entry_release() (also after an error, which names no file).
 */
void manifest_entry_text(const struct entry *e, struct buf *out);
int manifest_parse_line(const char *line, size_t len, struct entry *e, struct err *err) MUST_CHECK;
void entry_release(struct entry *e);

/* Like manifest_add(), but takes over e's strings; *e is empty afterwards. */
void manifest_take(struct manifest *m, struct entry *e);

void manifest_release(struct manifest *m);

#endif
