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

	if (store_list(f->s, folder, &names, NULL))
		return 0;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join(folder, names.items[i]);
		struct stat st;

		if (store_stat(f->s, path, &st) || S_ISREG(st.st_mode) ||
		    (folders && S_ISDIR(st.st_mode)))
			continue;
		if (fsck_foreign(f, path, err))
			return -1;
	}
	return 0;
}

int fsck_top(struct fsck *f, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv partial = STRV_INIT;

	if (store_list(f->s, ".", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		const char *name = names.items[i];
		bool ours = store_has_place(name) || index_has_file(name);

		ours |= f->exported && strcmp(name, STORE_EXPORTED) == 0;
		/* A program that lies so uses this store, and may be the one that runs. */
		ours |= strcmp(name, "bin") == 0 && store_is_file(f->s, "bin/sysroot");
		if (!ours && fsck_foreign(f, name, err))
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
