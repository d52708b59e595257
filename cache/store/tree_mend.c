/* A tree that was changed is made again. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include "cache/store/store_record.h"

int store_mend_tree(struct store *s, const char *name, char **what, const char **how,
		    struct err *err)
{
	struct tree_record t = { 0 };
	int rc = store_use(s, err);

	*what = NULL;
	if (rc)
		return -1;
	rc = store_read_tree(s, name, &t, err);
	if (rc == 0)
		rc = store_look_at_tree(s, &t.manifest, t.digest, what, how, err);
	if (rc == 0 && *what)
		rc = store_make_tree(s, &t.manifest, t.digest, true, err);
	tree_record_release(&t);
	store_unuse(s);
	return rc;
}
