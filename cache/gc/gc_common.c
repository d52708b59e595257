/* What the files of gc share: counting, telling and removing one thing. */
/* SPDX-License-Identifier: MIT */
#include "cache/gc/gc_internal.h"

#include <errno.h>
#include <unistd.h>

uint64_t gc_bytes(const struct stat *st)
{
	return (uint64_t)st->st_blocks * 512;
}

void gc_count(struct gc *g, enum gc_kind kind, uint64_t bytes)
{
	g->report->count[kind]++;
	g->report->bytes[kind] += bytes;
}

void gc_say(struct gc *g, const struct gc_item *item)
{
	gc_count(g, item->kind, item->bytes);
	if (g->options->say)
		g->options->say(item, g->options->arg);
}

int gc_stays(struct gc *g, const char *path, struct err *why, struct err *err)
{
	struct err own = ERR_INIT;

	if (!why) {
		err_sys(&own, "cannot remove '%s/%s'", store_path(g->s), path);
		why = &own;
	}
	if (why->sysno != EACCES && why->sysno != EPERM)
		return err_move(err, why);
	g->report->stayed++;
	if (g->options->warn)
		g->options->warn(why->text, g->options->arg);
	err_clear(why);
	return 0;
}

int gc_unlink(struct gc *g, const char *path, struct err *err)
{
	if (g->options->dry_run || store_unlink(g->s, path) == 0 || errno == ENOENT)
		return 1;
	return gc_stays(g, path, NULL, err);
}

int gc_discard(struct gc *g, const char *path, struct err *err)
{
	struct err why = ERR_INIT;

	if (g->options->dry_run || store_discard(g->s, path, &why) == 0)
		return 1;
	return gc_stays(g, path, &why, err);
}
