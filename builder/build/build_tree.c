/* A plan whose parts are all made becomes a sysroot. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/build/build_internal.h"
#include "sysroots/compose/compose.h"
#include "sysroots/elf/index_symbols.h"

/*
 * Tell the index of every artifact of the plan that it does not know: those made
 * now, and those of a build that was killed before it came to this.
 */
static int tree_index_parts(struct store *s, struct index *ix, const struct plan *plan,
			    struct err *err)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct artifact a = { 0 };
		int status;

		if (index_has_artifact(ix, plan->parts[i].key))
			continue;
		status = store_read_artifact(s, plan->parts[i].key, &a, err);
		if (status == 0)
			status = index_put_artifact(ix, &a, err);
		artifact_release(&a);
		if (status < 0)
			return -1;
	}
	return 0;
}

static int tree_compose(struct store *s, struct index *ix, const struct plan *plan,
			char digest[SHA256_HEX], struct err *err)
{
	AUTOFREE struct compose_part *parts = build_compose_parts(plan, NULL, plan->count);
	struct tree_record tree = { 0 };
	int status;

	status = compose_tree(s, plan->target, parts, plan->count, plan->request_key, &tree, err);
	if (status == 0)
		status = store_put_tree(s, &tree, err);
	if (status == 0)
		status = index_put_tree(ix, s, &tree, symbols_index_reader, err);
	if (status == 0)
		memcpy(digest, tree.digest, SHA256_HEX);
	tree_record_release(&tree);
	return status;
}

int build_tree(struct store *s, struct index *ix, const struct plan *plan, char digest[SHA256_HEX],
	       struct err *err)
{
	AUTOFREE char *lock_name = xasprintf("sysroot-%s", plan->target->name);
	int status, lock;

	if (store_lock(s, lock_name, NULL, NULL, &lock, err) < 0)
		return -1;
	status = store_use(s, err);
	if (status == 0) {
		status = tree_index_parts(s, ix, plan, err);
		if (status == 0)
			status = tree_compose(s, ix, plan, digest, err);
		store_unuse(s);
	}
	store_unlock(&lock);
	return status;
}
