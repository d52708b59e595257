/* Collecting garbage: what goes, in which order. */
/* SPDX-License-Identifier: MIT */
#include "cache/gc/gc_internal.h"

#include <string.h>
#include <time.h>

const char *gc_word(enum gc_kind kind, bool many)
{
	static const struct {
		const char *one, *many;
	} words[GC_KINDS] = {
		[GC_SYSROOT] = { "sysroot", "sysroots" },
		[GC_TREE] = { "tree", "trees" },
		[GC_ARTIFACT] = { "artifact", "artifacts" },
		[GC_OBJECT] = { "object", "objects" },
		[GC_INPUT] = { "input", "inputs" },
		[GC_LOG] = { "log", "logs" },
		[GC_QUARANTINE] = { "quarantined-file", "quarantined-files" },
		[GC_LEFTOVER] = { "leftover", "leftovers" },
	};

	return many ? words[kind].many : words[kind].one;
}

static bool is_old(const struct gc *g, const struct gc_holder *h)
{
	return !h->gone && !h->stays && !h->roots && h->used <= g->now - g->options->keep;
}

/* Inputs that nothing wants; what was told of the store's size follows. */
static int drop_inputs(struct gc *g, struct err *err)
{
	struct gc_report *r = g->report;
	uint64_t before = r->bytes[GC_INPUT], freed;

	if (!g->options->inputs)
		return 0;
	if (gc_drop_inputs(g, err))
		return -1;
	freed = r->bytes[GC_INPUT] - before;
	r->size -= freed < r->size ? freed : r->size;
	return 0;
}

/* The index forgets what the trees that went alone had. */
static int tidy(struct gc *g, struct err *err)
{
	if (g->ix && !g->options->dry_run && g->report->count[GC_TREE])
		return index_tidy(g->ix, err);
	return 0;
}

/*
 * What the index knows nothing of goes first: it needs no room on the disk, and
 * makes some.
 */
static int collect(struct gc *g, struct err *err)
{
	if (g->options->remove)
		return gc_mark(g, err) || gc_remove(g, err) ? -1 : tidy(g, err);
	if (gc_mark(g, err) || gc_drop_loose(g, err) || gc_drop_objects(g, err) ||
	    gc_drop_holders(g, is_old, err))
		return -1;
	/* Before any sysroot that has a name. */
	if (drop_inputs(g, err))
		return -1;
	if (g->options->max_size && (g->ix || g->options->dry_run) && gc_shrink(g, err))
		return -1;
	if (gc_drop_objects(g, err))
		return -1;
	/* Once more, for what those were made from; a dry run does not tell of it. */
	if (g->options->max_size && !g->options->dry_run && drop_inputs(g, err))
		return -1;
	return tidy(g, err);
}

int gc_run(struct store *s, struct index *ix, const struct gc_options *options,
	   struct gc_report *report, struct err *err)
{
	struct gc g = { .s = s, .ix = ix, .options = options, .report = report };
	int fds[2], rc;

	memset(report, 0, sizeof(*report));
	/* Who only looks needs nobody out of the way. */
	rc = options->dry_run ? store_use(s, err)
			      : store_use_alone(s, options->busy, options->arg, fds, err);
	if (rc)
		return -1;
	g.now = (int64_t)time(NULL);
	if (ix && index_has_moved(ix)) {
		err_set(err, ERR_FAILED, "the index was rebuilt while this command waited for it");
		rc = err_hint(err, "nothing was removed; run the same command again");
	} else {
		rc = collect(&g, err);
	}
	if (options->dry_run)
		store_unuse(s);
	else
		store_end_alone(fds);
	gc_release(&g);
	return rc;
}
