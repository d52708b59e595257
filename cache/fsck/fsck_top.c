/* Checking the store: what stands at its top, and in the folders of what is unfinished. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"

#include <string.h>

/*
 * In these folders stand files, and folders of what is unfinished: a link or a pipe
 * is nobody's. What is not there, or came and went, is no matter.
 */
static int check_plain(struct fsck *f, const char *folder, bool folders, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (beneath_list(f->s->fd, folder, &names, NULL))
		return 0;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join(folder, names.items[i]);
		struct stat st;

		if (beneath_stat(f->s->fd, path, &st) || S_ISREG(st.st_mode) ||
		    (folders && S_ISDIR(st.st_mode)))
			continue;
		if (fsck_foreign(f, path, err))
			return -1;
	}
	return 0;
}

/* STORE/bin/sysroot: a program that lies so uses this store, and may be the one that runs. */
static bool has_program(const struct fsck *f)
{
	struct stat st;

	return beneath_stat(f->s->fd, "bin/sysroot", &st) == 0 && S_ISREG(st.st_mode);
}

int fsck_top(struct fsck *f, struct err *err)
{
	static const char *const known[] = {
		"artifacts",
		"format",
		"index.sqlite",
		"index.sqlite-journal",
		"index.sqlite-shm",
		"index.sqlite-wal",
		"inputs",
		"kits",
		"locks",
		"logs",
		"objects",
		"pins",
		"provenance",
		"quarantine",
		"records",
		"share",
		"sysroots",
		"tmp",
		"trees",
	};
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv partial = STRV_INIT;

	if (beneath_list(f->s->fd, ".", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		bool ours = false;

		for (size_t j = 0; j < ARRAY_LEN(known); j++)
			ours |= strcmp(names.items[i], known[j]) == 0;
		ours |= f->exported && strcmp(names.items[i], STORE_EXPORTED) == 0;
		ours |= strcmp(names.items[i], "bin") == 0 && has_program(f);
		if (!ours && fsck_foreign(f, names.items[i], err))
			return -1;
	}
	if (check_plain(f, "logs", false, err) || check_plain(f, "locks", false, err) ||
	    check_plain(f, "tmp", true, err))
		return -1;
	/* What cannot be listed was told, or is nothing, as in an export. */
	if (store_list_partial(f->s, &partial, NULL))
		return 0;
	for (size_t i = 0; i < partial.len; i++)
		if (check_plain(f, partial.items[i], false, err))
			return -1;
	return 0;
}
