/* Collecting garbage: taking names, trees, artifacts and objects away. */
/* SPDX-License-Identifier: MIT */
#include "cache/gc/gc_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/process.h"
#include "cache/index/index.h"

/* --- names --- */

int gc_drop_name(struct gc *g, struct gc_name *n, struct err *err)
{
	AUTOFREE char *path = path_join("sysroots", n->name);
	AUTOFREE char *records = path_join("records", n->name);
	int gone;

	/* First the index: a sysroot that it does not know yet is no damage. */
	if (!g->options->dry_run && index_drop_tree(g->ix, n->name, err))
		return -1;
	gone = gc_unlink(g, path, err);
	if (gone <= 0)
		return gone;
	if (!g->options->dry_run &&
	    (store_sync_folder(g->s, path, err) || store_remove(g->s, records, err)))
		return -1;
	n->gone = true;
	for (size_t i = 0; i < n->holder_count; i++)
		g->holders[n->holders[i]].roots--;
	gc_say(g, &(struct gc_item){
			  .kind = GC_SYSROOT, .name = n->name, .unused = g->now - n->used });
	return 0;
}

/* --- trees and artifacts --- */

static int add_own_bytes(int rootfd, const char *path, const struct stat *st, void *arg,
			 struct err *err)
{
	uint64_t *sum = arg;

	(void)rootfd;
	(void)path;
	(void)err;
	/* Other names of a file are the object's, and other sysroots'. */
	if (!S_ISREG(st->st_mode) || st->st_nlink == 1)
		*sum += gc_bytes(st);
	return 0;
}

uint64_t gc_tree_bytes(struct gc *g, const struct gc_holder *h)
{
	AUTOFREE char *path = path_join("trees", h->id);
	uint64_t sum = 0;
	struct stat st;

	if (store_stat(g->s, path, &st) == 0)
		sum = gc_bytes(&st);
	if (store_walk(g->s, path, add_own_bytes, &sum, NULL))
		return sum; /* what can be told */
	return sum;
}

static int remove_artifact(struct gc *g, const char *path, const struct gc_holder *h,
			   struct err *err)
{
	AUTOFREE char *provenance = path_join("provenance", h->id);
	int gone = gc_unlink(g, path, err);

	/* Later: without its artifact it is garbage like other. */
	return gone > 0 ? gc_unlink(g, provenance, err) : gone;
}

static int drop_holder(struct gc *g, struct gc_holder *h, struct err *err)
{
	AUTOFREE char *path = path_join(h->kind == GC_TREE ? "trees" : "artifacts", h->id);
	uint64_t frees;
	int gone;

	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (h->kind == GC_TREE)
		h->bytes = gc_tree_bytes(g, h);
	gone = h->kind == GC_TREE ? gc_discard(g, path, err) : remove_artifact(g, path, h, err);
	if (gone < 0)
		return -1;
	h->gone = gone;
	h->stays = !gone;
	if (!gone)
		return 0;
	frees = h->bytes;
	for (size_t i = 0; i < h->object_count; i++) {
		struct gc_object *o = &g->objects[h->objects[i]];

		if (--o->refs == 0)
			frees += o->bytes;
	}
	gc_say(g, &(struct gc_item){ .kind = h->kind,
				     .name = h->id,
				     .what = h->what,
				     .bytes = h->bytes,
				     .frees = frees,
				     .unused = g->now - h->used });
	return 0;
}

/* The index forgets artifacts before they go: one that it does not know is no damage. */
static int drop_rows(struct gc *g, bool (*pick)(const struct gc *g, const struct gc_holder *h),
		     struct err *err)
{
	int rc = 0;

	if (g->options->dry_run)
		return 0;
	if (index_begin(g->ix, err))
		return -1;
	for (size_t i = g->tree_count; rc == 0 && i < g->holder_count; i++)
		if (pick(g, &g->holders[i]))
			rc = index_drop_artifact(g->ix, g->holders[i].id, err);
	return index_end(g->ix, rc, err);
}

int gc_drop_holders(struct gc *g, bool (*pick)(const struct gc *g, const struct gc_holder *h),
		    struct err *err)
{
	bool any = false;

	for (size_t i = 0; i < g->tree_count; i++)
		if (pick(g, &g->holders[i]) && drop_holder(g, &g->holders[i], err))
			return -1;
	for (size_t i = g->tree_count; i < g->holder_count; i++)
		any = any || pick(g, &g->holders[i]);
	/* Without an index this is the first round, for room for it. */
	if (!any || (!g->ix && !g->options->dry_run))
		return 0;
	if (drop_rows(g, pick, err))
		return -1;
	for (size_t i = g->tree_count; i < g->holder_count; i++)
		if (pick(g, &g->holders[i]) && drop_holder(g, &g->holders[i], err))
			return -1;
	return 0;
}

/* --- objects --- */

int gc_drop_objects(struct gc *g, struct err *err)
{
	bool synced = g->options->dry_run;

	for (size_t i = 0; i < g->object_count; i++) {
		struct gc_object *o = &g->objects[i];
		AUTOFREE char *path = NULL;
		int gone;

		if (o->refs || o->gone)
			continue;
		if (process_interrupted())
			return err_set(err, ERR_INTERRUPTED, "interrupted");
		/* A power cut must not bring records back without their objects. */
		if (!synced && store_sync_all(g->s, err))
			return -1;
		synced = true;
		path = xasprintf("objects/%.2s/%s", o->name, o->name);
		gone = gc_unlink(g, path, err);
		if (gone < 0)
			return -1;
		o->gone = true; /* or tried, which is told */
		if (gone)
			gc_count(g, GC_OBJECT, o->bytes);
	}
	return 0;
}
