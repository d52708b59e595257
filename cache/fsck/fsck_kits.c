/* Checking the remembered numbers of kits. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"
#include "cache/kit/kit_internal.h"

#include <fcntl.h>
#include <sys/stat.h>

int fsck_kits(struct fsck *f, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	/* A store of an older program has none. */
	if (beneath_exists(f->s->fd, "kits"))
		fsck_list(f, "kits", &names);
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("kits", names.items[i]);
		struct kit_series series;
		struct err why = ERR_INIT;
		struct stat st;

		if (!kit_name_is_valid(names.items[i]) ||
		    (beneath_stat(f->s->fd, path, &st) == 0 && !S_ISREG(st.st_mode))) {
			if (fsck_foreign(f, path, err))
				return -1;
			continue;
		}
		if (kit_series_read(f->s, names.items[i], &series, &why) == 0)
			continue;
		/* What only cannot be read now says the number still, to who can read it. */
		if (why.code != ERR_CORRUPT) {
			fsck_problem(f, "the number of the last kit '%s' cannot be read: %s",
				     names.items[i], why.text);
			err_clear(&why);
			continue;
		}
		fsck_problem(f,
			     "the number of the last kit '%s' is not known any more (%s): an older "
			     "one would be taken; 'sysroot fsck --repair' forgets it, the next "
			     "import sets it again",
			     names.items[i], why.text);
		err_clear(&why);
		fsck_put_aside(f, path);
	}
	return 0;
}
