/* Recipes and targets that a program carries, laid out as files where they can be read. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_SHARE_H
#define CACHE_SHARE_H

#include "cache/store.h"

/*
 * Files that belong together are a share. Its digest is that of the text
 *
 *   one line "SIZE PATH" a file, sorted by path
 *   an empty line
 *   the files' contents, one behind the other
 *
 * which is also the form in which a program carries them. A folder has the digest of the
 * files in it: who laid them out, when, and under which modes does not matter.
 */
struct share_file {
	char *path; /* safe (path_is_safe()) */
	const void *data;
	size_t size; /* bytes */
};

struct share {
	struct share_file *files; /* sorted by path */
	size_t count;
	char digest[SHA256_HEX];
};

/*
 * Read that text; *share borrows the contents from it: release with share_release().
 * Errors: ERR_CORRUPT.
 */
int share_parse(const void *text, size_t len, struct share *share, struct err *err) MUST_CHECK;
void share_release(struct share *share);

/* Write the files below the folder dirfd/path, which is there. Nothing is synced. */
int share_lay_out(const struct share *share, int dirfd, const char *path,
		  struct err *err) MUST_CHECK;

/*
 * Digest of the files below a folder. Errors: ERR_CORRUPT for what is neither file nor
 * folder, ERR_SYSTEM.
 */
int share_folder_digest(int dirfd, const char *path, char hex[SHA256_HEX],
			struct err *err) MUST_CHECK;

/*
 * Make the store's share/DIGEST hold the files, if it does not: laid out in tmp/, then
 * renamed; what was altered there is replaced. The folder's time is that of its last use.
 * *path: its absolute path, the caller frees.
 */
int share_put(struct store *s, const struct share *share, char **path, struct err *err) MUST_CHECK;

#endif
