/* Checking what programs laid out in share/. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"

#include <fcntl.h>
#include <string.h>

#include "builder/base/process.h"
#include "cache/store/bundle.h"

static int check_share(struct fsck *f, const char *path, const char *name, struct err *err)
{
	struct err why = ERR_INIT;
	AUTOCLOSE int folder = -1;
	char hex[SHA256_HEX];
	struct stat st;

	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (!sha256_is_hex(name) || beneath_stat(f->s->fd, path, &st) < 0 || !S_ISDIR(st.st_mode))
		return fsck_foreign(f, path, err);
	folder = beneath_folder(f->s->fd, path, false, &why);
	if (folder >= 0 && bundle_folder_digest(folder, ".", hex, &why) == 0 &&
	    strcmp(hex, name) == 0)
		return 0;
	fsck_problem(f,
		     "the recipes in '%s' are not those that a program carried%s%s: no build uses "
		     "them; 'sysroot fsck --repair' removes them, the next command lays them out "
		     "again",
		     path, why.text ? ": " : "", why.text ? why.text : "");
	err_clear(&why);
	return fsck_quarantine(f, path, err);
}

int fsck_shares(struct fsck *f, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	/* A store that only programs with files of their own used has none. */
	if (beneath_exists(f->s->fd, "share"))
		fsck_list(f, "share", &names);
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("share", names.items[i]);

		if (check_share(f, path, names.items[i], err) < 0)
			return -1;
	}
	return 0;
}
