/* Collecting garbage: what there is, and what needs it. */
/* SPDX-License-Identifier: MIT */
#include "cache/gc/gc_internal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/keytext.h"
#include "builder/base/process.h"

bool gc_is_fixed(const struct gc *g, const char *thing)
{
	return strv_has_sorted(&g->fixed, thing);
}

static int compare_object(const void *a, const void *b)
{
	return strcmp(a, ((const struct gc_object *)b)->name);
}

static int compare_holder(const void *a, const void *b)
{
	return strcmp(a, ((const struct gc_holder *)b)->id);
}

static struct gc_holder *find_holder(struct gc *g, enum gc_kind kind, const char *id)
{
	struct gc_holder *first = g->holders + (kind == GC_TREE ? 0 : g->tree_count);
	size_t count = kind == GC_TREE ? g->tree_count : g->holder_count - g->tree_count;

	return count ? bsearch(id, first, count, sizeof(*first), compare_holder) : NULL;
}

void gc_release(struct gc *g)
{
	for (size_t i = 0; i < g->holder_count; i++) {
		free(g->holders[i].what);
		free(g->holders[i].objects);
		strv_release(&g->holders[i].inputs);
	}
	for (size_t i = 0; i < g->name_count; i++) {
		free(g->names[i].name);
		free(g->names[i].holders);
	}
	free(g->holders);
	free(g->names);
	free(g->objects);
	strv_release(&g->fixed);
}

/* --- what there is --- */

static int list_objects(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv shards = STRV_INIT;

	if (store_list(g->s, "objects", &shards, err))
		return -1;
	for (size_t i = 0; i < shards.len; i++) {
		AUTOFREE char *folder = path_join("objects", shards.items[i]);
		AUTOSTRV struct strv names = STRV_INIT;
		struct stat shard;

		/* What is foreign there is fsck's. */
		if (strlen(shards.items[i]) != 2)
			continue;
		if (store_list(g->s, folder, &names, err))
			return -1;
		if (store_stat(g->s, folder, &shard) == 0)
			g->folder_bytes += gc_bytes(&shard);
		for (size_t j = 0; j < names.len; j++) {
			AUTOFREE char *path = path_join(folder, names.items[j]);
			AUTOFREE char *hex = xstrndup(names.items[j], SHA256_HEX - 1);
			const char *rest = names.items[j] + strlen(hex);
			struct gc_object *o;
			struct stat st;

			if (!sha256_is_hex(hex) || (*rest && strcmp(rest, ".x") != 0) ||
			    strncmp(hex, shards.items[i], 2) != 0 || store_stat(g->s, path, &st))
				continue;
			if (g->object_count == g->object_cap) {
				g->object_cap = g->object_cap ? g->object_cap * 2 : 1024;
				g->objects = xreallocarray(g->objects, g->object_cap,
							   sizeof(*g->objects));
			}
			o = &g->objects[g->object_count++];
			*o = (struct gc_object){ .bytes = gc_bytes(&st) };
			strcpy(o->name, names.items[j]);
		}
	}
	return 0;
}

static struct gc_holder *add_holder(struct gc *g, enum gc_kind kind, const char *id)
{
	struct gc_holder *h;

	if (g->holder_count == g->holder_cap) {
		g->holder_cap = g->holder_cap ? g->holder_cap * 2 : 64;
		g->holders = xreallocarray(g->holders, g->holder_cap, sizeof(*g->holders));
	}
	h = &g->holders[g->holder_count++];
	*h = (struct gc_holder){ .kind = kind, .inputs = STRV_INIT };
	strcpy(h->id, id);
	return h;
}

static int list_holders(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv trees = STRV_INIT;
	AUTOSTRV struct strv keys = STRV_INIT;

	if (store_list(g->s, "trees", &trees, err) || store_list_artifacts(g->s, &keys, err))
		return -1;
	for (size_t i = 0; i < trees.len; i++) {
		AUTOFREE char *path = path_join("trees", trees.items[i]);

		if (sha256_is_hex(trees.items[i]))
			add_holder(g, GC_TREE, trees.items[i])->used = store_stamp_read(g->s, path);
	}
	g->tree_count = g->holder_count;
	for (size_t i = 0; i < keys.len; i++) {
		AUTOFREE char *path = store_artifact_path(keys.items[i]);
		struct gc_holder *h = add_holder(g, GC_ARTIFACT, keys.items[i]);
		struct stat st;

		h->used = store_stamp_read(g->s, path);
		h->bytes = store_stat(g->s, path, &st) ? 0 : gc_bytes(&st);
	}
	return 0;
}

/* --- what needs what --- */

static void hold(struct gc *g, struct gc_name *n, enum gc_kind kind, const char *id)
{
	struct gc_holder *h = find_holder(g, kind, id);

	if (!h)
		return; /* a sysroot needs its artifacts only to be made again */
	h->roots++;
	n->holders = xreallocarray(n->holders, n->holder_count + 1, sizeof(*n->holders));
	n->holders[n->holder_count++] = (size_t)(h - g->holders);
}

static int mark_name(struct gc *g, const char *name, struct err *err)
{
	AUTOFREE char *thing = path_join("sysroots", name);
	AUTOFREE char *record = NULL;
	struct tree_record t = { 0 };
	struct gc_name *n;

	if (store_read_tree(g->s, name, &t, err))
		return -1;
	if (g->name_count == g->name_cap) {
		g->name_cap = g->name_cap ? g->name_cap * 2 : 16;
		g->names = xreallocarray(g->names, g->name_cap, sizeof(*g->names));
	}
	n = &g->names[g->name_count++];
	record = store_record_path(name, t.digest);
	*n = (struct gc_name){
		.name = xstrdup(name),
		.used = store_stamp_read(g->s, record),
		.fixed = gc_is_fixed(g, thing),
	};
	hold(g, n, GC_TREE, t.digest);
	for (size_t i = 0; i < t.part_count; i++)
		hold(g, n, GC_ARTIFACT, t.parts[i].key);
	tree_record_release(&t);
	return 0;
}

static void hold_objects(struct gc *g, struct gc_holder *h, const struct manifest *m)
{
	h->objects = xcalloc(m->count + 1, sizeof(*h->objects));
	for (size_t i = 0; i < m->count; i++) {
		const struct entry *e = &m->entries[i];
		char path[STORE_OBJECT_PATH];
		struct gc_object *o;

		if (e->type != ENTRY_FILE || !g->object_count)
			continue;
		store_object_path(e->sha256, e->exec, path);
		o = bsearch(path_basename(path), g->objects, g->object_count, sizeof(*o),
			    compare_object);
		if (!o)
			continue; /* fsck tells that it is lost */
		o->refs++;
		h->objects[h->object_count++] = (size_t)(o - g->objects);
	}
}

static int load_artifact(struct gc *g, struct gc_holder *h, struct err *err)
{
	struct artifact a = { 0 };

	if (store_read_artifact(g->s, h->id, &a, err))
		return -1;
	h->what = xstrdup(a.recipe);
	keytext_inputs(a.key_text, &h->inputs);
	hold_objects(g, h, &a.manifest);
	artifact_release(&a);
	return 0;
}

static int load_tree(struct gc *g, struct gc_holder *h, struct err *err)
{
	AUTOFREE char *path = xasprintf("trees/%s/.sysroot/manifest", h->id);
	struct manifest m = MANIFEST_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	char hex[SHA256_HEX];
	int rc = -1;

	if (store_read(g->s, path, STORE_RECORD_MAX, &text, err))
		return -1;
	sha256_mem(text.data, text.len, hex);
	if (strcmp(hex, h->id) != 0)
		return err_set(err, ERR_CORRUPT, "%s: the manifest does not match its digest",
			       path);
	if (manifest_parse(text.data, text.len, path, &m, err) == 0) {
		hold_objects(g, h, &m);
		rc = 0;
	}
	manifest_release(&m);
	return rc;
}

static int load_holder(struct gc *g, struct gc_holder *h, struct err *err)
{
	struct err why = ERR_INIT;

	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if ((h->kind == GC_TREE ? load_tree(g, h, &why) : load_artifact(g, h, &why)) == 0)
		return 0;
	err_move(err, &why);
	if (err)
		err->code = err->code == ERR_INTERRUPTED ? ERR_INTERRUPTED : ERR_CORRUPT;
	return err_hint(err, "nothing was removed, because it is not known what this needs; "
			     "'sysroot fsck --repair'\nmoves it to quarantine/");
}

/* Artifacts that are pinned or leased without a sysroot. */
static void mark_fixed(struct gc *g)
{
	for (size_t i = 0; i < g->holder_count; i++) {
		struct gc_holder *h = &g->holders[i];
		AUTOFREE char *thing = path_join(h->kind == GC_TREE ? "trees" : "artifacts", h->id);

		h->roots += gc_is_fixed(g, thing);
	}
}

static int find_fixed(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv pins = STRV_INIT;

	if (store_list_pins(g->s, &pins, err) || store_read_leases(g->s, &g->fixed, err))
		return -1;
	for (size_t i = 0; i < pins.len; i++)
		strv_addf(&g->fixed, "%s/%s",
			  sha256_is_hex(pins.items[i]) ? "artifacts" : "sysroots", pins.items[i]);
	strv_sort_unique(&g->fixed);
	return 0;
}

int gc_mark(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (find_fixed(g, err) || list_objects(g, err) || list_holders(g, err) ||
	    store_list_trees(g->s, &names, err))
		return -1;
	mark_fixed(g);
	for (size_t i = 0; i < names.len; i++)
		if (mark_name(g, names.items[i], err))
			return -1;
	for (size_t i = 0; i < g->holder_count; i++)
		if (load_holder(g, &g->holders[i], err))
			return -1;
	return 0;
}
