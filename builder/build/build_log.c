/* The logs that builds of a target's parts have left. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/build_log.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/beneath.h"
#include "builder/base/file.h"
#include "builder/build/step_log.h"

/* The line between head and tail, and what an older version kept. */
#define LOG_MAX ((size_t)2 * (STEP_LOG_HEAD + STEP_LOG_TAIL))

static void add(struct build_logs *logs, const struct store *s, const char *part,
		const char *recipe, const char *key)
{
	AUTOFREE char *name = store_log_path(recipe, key);
	struct build_log *log;
	struct stat st;

	for (size_t i = 0; i < logs->count; i++)
		if (strcmp(logs->items[i].key, key) == 0)
			return;
	/* We write regular files there; somebody else put anything else. */
	if (!*key || beneath_stat(store_fd(s), name, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	logs->items = xreallocarray(logs->items, logs->count + 1, sizeof(*logs->items));
	log = &logs->items[logs->count++];
	*log = (struct build_log){
		.part = xstrdup(part),
		.recipe = xstrdup(recipe),
		.path = path_join(store_path(s), name),
		.size = (uint64_t)st.st_size,
		.written = st.st_mtim,
		.made = store_has_artifact(s, key),
	};
	memcpy(log->key, key, strnlen(key, SHA256_HEX - 1));
}

static int compare(const void *a, const void *b)
{
	const struct build_log *x = a, *y = b;

	if (x->made != y->made)
		return x->made - y->made;
	if (x->written.tv_sec != y->written.tv_sec)
		return x->written.tv_sec > y->written.tv_sec ? -1 : 1;
	if (x->written.tv_nsec != y->written.tv_nsec)
		return x->written.tv_nsec > y->written.tv_nsec ? -1 : 1;
	return strcmp(x->part, y->part);
}

void build_logs_find(const struct store *s, const struct plan *plan, struct build_logs *logs)
{
	struct tree_record t = { 0 };

	for (size_t i = 0; i < plan->count; i++)
		add(logs, s, plan->parts[i].wanted->part, plan->parts[i].recipe->name,
		    plan->parts[i].key);
	if (store_read_tree(s, plan->target->name, &t, NULL) == 0)
		for (size_t i = 0; i < t.part_count; i++)
			add(logs, s, t.parts[i].part, t.parts[i].recipe, t.parts[i].key);
	tree_record_release(&t);
	if (logs->count)
		qsort(logs->items, logs->count, sizeof(*logs->items), compare);
}

void build_logs_release(struct build_logs *logs)
{
	for (size_t i = 0; i < logs->count; i++) {
		free(logs->items[i].part);
		free(logs->items[i].recipe);
		free(logs->items[i].path);
	}
	free(logs->items);
	*logs = (struct build_logs){ 0 };
}

int build_log_read(const struct store *s, const struct build_log *log, struct buf *out,
		   struct err *err)
{
	AUTOFREE char *name = store_log_path(log->recipe, log->key);

	return beneath_read(store_fd(s), name, LOG_MAX, out, err);
}
