/* Recipes and targets that a program carries, laid out as files where they can be read. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_STORE_BUNDLE_H
#define CACHE_STORE_BUNDLE_H

#include "cache/store/store.h"

/*
 * Files that belong together are a bundle. Its digest is that of the text
 *
 *   one line "SIZE PATH" a file, sorted by path
 *   an empty line
 *   the files' contents, one behind the other
 *
 * which is also the form in which a program carries them. A folder has the digest of the
 * files in it: who laid them out, when, and under which modes does not matter.
 */
struct bundle_file {
	char *path; /* safe (path_is_safe()) */
	const void *data;
	size_t size; /* bytes */
};

struct bundle {
	struct bundle_file *files; /* sorted by path */
	size_t count;
	char digest[SHA256_HEX];
};

/*
 * Read that text; *bundle borrows the contents from it: release with bundle_release().
 * Errors: ERR_CORRUPT.
 */
int bundle_parse(const void *text, size_t len, struct bundle *bundle, struct err *err) MUST_CHECK;
void bundle_release(struct bundle *bundle);

/* Write the files below the folder dirfd/path, which is there. Nothing is synced. */
int bundle_lay_out(const struct bundle *bundle, int dirfd, const char *path,
		   struct err *err) MUST_CHECK;

/*
 * Digest of the files below a folder. Errors: ERR_CORRUPT for what is neither file nor
 * folder, ERR_SYSTEM.
 */
int bundle_folder_digest(int dirfd, const char *path, char hex[SHA256_HEX],
			 struct err *err) MUST_CHECK;

/*
 * Make the store's share/DIGEST hold the files, if it does not: laid out in tmp/, then
 * renamed; what was altered there is replaced. The folder's time is that of its last use.
 * *path: its absolute path, the caller frees.
 */
int bundle_put(struct store *s, const struct bundle *bundle, char **path,
	       struct err *err) MUST_CHECK;

#endif
