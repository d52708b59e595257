/* Collecting garbage: sysroots that the user names. */
/* SPDX-License-Identifier: MIT */
#include "cache/gc/gc_internal.h"

#include <string.h>

static struct gc_name *find_name(const struct gc *g, const char *name)
{
	for (size_t i = 0; i < g->name_count; i++)
		if (strcmp(g->names[i].name, name) == 0)
			return &g->names[i];
	return NULL;
}

static int refuse_fixed(const struct gc *g, const char *name, struct err *err)
{
	AUTOSTRV struct strv pins = STRV_INIT;

	if (store_list_pins(g->s, &pins, err))
		return -1;
	if (strv_contains(&pins, name)) {
		err_set(err, ERR_FAILED, "'%s' is pinned", name);
		return err_hint(err,
				"nothing was removed; 'sysroot gc --unpin %s' ends that, then run "
				"the same command again",
				name);
	}
	err_set(err, ERR_FAILED, "'%s' is in use by a command that is running", name);
	return err_hint(err, "nothing was removed; run the same command again when that has ended");
}

/* All of them or none. */
static int check_names(const struct gc *g, struct err *err)
{
	const struct strv *names = g->options->remove;

	for (size_t i = 0; i < names->len; i++) {
		const struct gc_name *n = find_name(g, names->items[i]);

		if (!n) {
			err_set(err, ERR_MISSING, "there is no sysroot '%s' in the store",
				names->items[i]);
			return err_hint(err,
					"nothing was removed; 'sysroot list' shows those that are "
					"built");
		}
		if (n->fixed)
			return refuse_fixed(g, n->name, err);
	}
	return 0;
}

static bool is_doomed(const struct gc *g, const struct gc_holder *h)
{
	return h->doomed && !h->roots && !h->gone && !h->stays &&
	       (h->kind == GC_TREE || g->options->parts);
}

int gc_remove(struct gc *g, struct err *err)
{
	const struct strv *names = g->options->remove;

	if (check_names(g, err))
		return -1;
	for (size_t i = 0; i < names->len; i++) {
		struct gc_name *n = find_name(g, names->items[i]);

		if (n->gone)
			continue; /* it was named twice */
		if (gc_drop_name(g, n, err))
			return -1;
		if (!n->gone) {
			err_set(err, ERR_FAILED, "'%s' cannot be removed", n->name);
			return err_hint(err, "another user made it; ask them, or the owner of the "
					     "store, to remove it");
		}
		for (size_t k = 0; k < n->holder_count; k++)
			g->holders[n->holders[k]].doomed = true;
		/* Behind its name: what it frees is told with it. */
		if (gc_drop_holders(g, is_doomed, err))
			return -1;
	}
	return gc_drop_objects(g, err);
}
