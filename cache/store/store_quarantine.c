/* What was damaged or changed is put aside: somebody may want to look at it. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>

int store_quarantine(const struct store *s, const char *path, const char *name, struct err *err)
{
	if (store_make_folder(s, "quarantine") && errno != EEXIST)
		return err_sys(err, "cannot create the directory '%s/quarantine'", s->path);
	for (unsigned i = 0;; i++) {
		AUTOFREE char *to =
			i ? xasprintf("quarantine/%s.%u", name, i) : path_join("quarantine", name);

		if (beneath_exists(s->fd, to))
			continue;
		if (beneath_rename(s->fd, path, s->fd, to) == 0)
			return 0;
		if (errno != EEXIST && errno != ENOTEMPTY)
			break;
	}
	err_sys(err, "cannot move '%s/%s' to quarantine", s->path, path);
	return store_not_ours(s, err);
}
