/* Collecting garbage: until the store is no larger than it may be. */
/* SPDX-License-Identifier: MIT */
#include "cache/gc/gc_internal.h"

static uint64_t store_size(const struct gc *g, uint64_t loose)
{
	uint64_t sum = loose;

	for (size_t i = 0; i < g->object_count; i++)
		if (g->objects[i].refs)
			sum += g->objects[i].bytes;
	/* The records of artifacts are among the loose things; what is gone of them is not. */
	for (size_t i = 0; i < g->holder_count; i++) {
		const struct gc_holder *h = &g->holders[i];

		if (h->kind == GC_TREE && !h->gone)
			sum += h->bytes;
		if (h->kind == GC_ARTIFACT && h->gone)
			sum -= h->bytes < sum ? h->bytes : sum;
	}
	return sum;
}

static bool is_oldest(const struct gc *g, const struct gc_holder *h)
{
	return h == g->oldest && !h->gone && !h->stays;
}

/* The one that nothing needs and that was used the longest time ago. */
static const struct gc_holder *find_oldest(const struct gc *g)
{
	const struct gc_holder *found = NULL;

	for (size_t i = 0; i < g->holder_count; i++) {
		const struct gc_holder *h = &g->holders[i];

		if (h->roots || h->gone || h->stays)
			continue;
		if (!found || h->used < found->used)
			found = h;
	}
	return found;
}

static struct gc_name *find_oldest_name(const struct gc *g)
{
	struct gc_name *found = NULL;

	for (size_t i = 0; i < g->name_count; i++) {
		struct gc_name *n = &g->names[i];

		if (n->fixed || n->gone)
			continue;
		if (g->options->names && !strv_contains(g->options->names, n->name))
			continue;
		if (!found || n->used < found->used)
			found = n;
	}
	return found;
}

int gc_shrink(struct gc *g, struct err *err)
{
	static const enum gc_kind dropped[] = { GC_INPUT, GC_LOG, GC_LEFTOVER, GC_QUARANTINE };
	uint64_t loose = gc_loose_bytes(g);

	for (size_t i = 0; i < g->tree_count; i++)
		if (!g->holders[i].gone)
			g->holders[i].bytes = gc_tree_bytes(g, &g->holders[i]);
	/* What went before this is on the disk still in a dry run, and only then. */
	for (size_t i = 0; g->options->dry_run && i < ARRAY_LEN(dropped); i++)
		loose -=
			g->report->bytes[dropped[i]] < loose ? g->report->bytes[dropped[i]] : loose;
	for (size_t i = g->tree_count; !g->options->dry_run && i < g->holder_count; i++)
		if (g->holders[i].gone)
			g->holders[i].bytes = 0;
	g->report->size = store_size(g, loose);
	if (g->report->size > g->options->max_size) {
		uint64_t freed;

		/* Before anything that has to be made again. */
		if (gc_shrink_logs(g, g->report->size - g->options->max_size, &freed, err))
			return -1;
		loose -= freed < loose ? freed : loose;
	}
	for (;;) {
		struct gc_name *n;

		g->report->size = store_size(g, loose);
		if (g->report->size <= g->options->max_size)
			return 0;
		g->oldest = find_oldest(g);
		if (g->oldest) {
			if (gc_drop_holders(g, is_oldest, err))
				return -1;
			continue;
		}
		n = find_oldest_name(g);
		if (!n)
			return 0; /* all that is left is pinned, in use or not to be touched */
		if (gc_drop_name(g, n, err))
			return -1;
		n->gone = true; /* or it stays, which is told: not again */
	}
}
