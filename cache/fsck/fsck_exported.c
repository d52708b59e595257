/* Checking a store that 'sysroot export' wrote: it has trees and names, and nothing else. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"

#include <string.h>

static void check_name(struct fsck *f, const char *name)
{
	AUTOFREE char *tree = NULL;
	char digest[SHA256_HEX];

	if (store_name_is_valid(name) && store_tree_digest(f->s, name, digest, NULL) == 0) {
		tree = path_join("trees", digest);
		/* That a tree is damaged was said of it. */
		if (store_exists(f->s, tree))
			return;
	}
	fsck_problem(f, "'sysroots/%s' does not lead to a sysroot; %s", name, fsck_cure(f, ""));
}

int fsck_exported(struct fsck *f, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (fsck_trees(f, err))
		return -1;
	fsck_list(f, "sysroots", &names);
	for (size_t i = 0; i < names.len; i++)
		check_name(f, names.items[i]);
	return 0;
}
