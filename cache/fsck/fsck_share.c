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

	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (!sha256_is_hex(name) || !store_is_folder(f->s, path))
		return fsck_foreign(f, path, err);
	folder = store_open_dir(f->s, path, &why);
	if (folder >= 0 && bundle_folder_digest(folder, ".", hex, &why) == 0 &&
	    strcmp(hex, name) == 0)
		return 0;
	fsck_problem(
		f,
		"the recipes in '%s' are not those built into a program%s%s: no build uses them; "
		"'sysroot fsck --repair' removes them, the next command unpacks them again",
		path, why.text ? ": " : "", why.text ? why.text : "");
	err_clear(&why);
	return fsck_quarantine(f, path, err);
}

int fsck_shares(struct fsck *f, struct err *err)
{
	/* A store that only programs with files of their own used has none. */
	return fsck_each(f, "share", true, check_share, err);
}
