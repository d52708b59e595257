/* Checking the remembered numbers of kits. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"
#include "cache/kit/kit.h"
#include "cache/kit/kit_manifest.h"

static int check_number(struct fsck *f, const char *path, const char *name, struct err *err)
{
	struct kit_series series;
	struct err why = ERR_INIT;

	if (!kit_name_is_valid(name) || !store_is_file(f->s, path))
		return fsck_foreign(f, path, err);
	if (kit_series_read(f->s, name, &series, &why) == 0)
		return 0;
	/* What only cannot be read now says the number still, to who can read it. */
	if (why.code != ERR_CORRUPT) {
		fsck_problem(f, "the record of the last number of kit '%s' cannot be read: %s",
			     name, why.text);
		err_clear(&why);
		return 0;
	}
	fsck_problem(
		f,
		"the record of the last number of kit '%s' is damaged (%s): an older kit would be "
		"accepted; 'sysroot fsck --repair' removes it, the next import writes it again",
		name, why.text);
	err_clear(&why);
	fsck_put_aside(f, path);
	return 0;
}

int fsck_kits(struct fsck *f, struct err *err)
{
	/* A store of an older program has none. */
	return fsck_each(f, "kits", true, check_number, err);
}
