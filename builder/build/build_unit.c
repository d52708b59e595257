/* What has to be made for many plans: each build key once. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/build/build_internal.h"

const struct plan_part *build_unit_part(const struct build_unit *u)
{
	return &u->plan->parts[u->part];
}

static struct build_unit *unit_of_key(const struct builder *b, const char *key)
{
	for (size_t i = 0; i < b->unit_count; i++)
		if (strcmp(build_unit_part(&b->units[i])->key, key) == 0)
			return &b->units[i];
	return NULL;
}

/*
 * Two targets may have libraries of one recipe, each compiled against its own
 * C library: then the recipe's name alone does not tell which.
 */
static char *unit_label(const struct builder *b, const struct build_unit *u)
{
	const char *name = build_unit_part(u)->recipe->name;

	for (size_t i = 0; i < b->unit_count; i++)
		if (&b->units[i] != u &&
		    strcmp(build_unit_part(&b->units[i])->recipe->name, name) == 0)
			return xasprintf("%s (%s)", name, u->plan->target->name);
	return xstrdup(name);
}

void build_units_find(struct builder *b)
{
	for (size_t i = 0; i < b->plan_count; i++) {
		struct plan *plan = b->plans[i];

		if (b->results[i].end != BUILD_STOPPED)
			continue;
		for (size_t o = 0; o < plan->count; o++) {
			size_t part = plan->order[o];
			struct build_unit *u;

			if (plan->parts[part].made || unit_of_key(b, plan->parts[part].key))
				continue;
			b->units = xreallocarray(b->units, b->unit_count + 1, sizeof(*b->units));
			u = &b->units[b->unit_count++];
			*u = (struct build_unit){ .plan = plan, .part = part, .err = ERR_INIT };
			u->worker = (struct build_worker)BUILD_WORKER_INIT;
		}
	}
	for (size_t i = 0; i < b->unit_count; i++)
		b->units[i].label = unit_label(b, &b->units[i]);
}

void build_units_free(struct builder *b)
{
	for (size_t i = 0; i < b->unit_count; i++) {
		free(b->units[i].label);
		err_clear(&b->units[i].err);
	}
	free(b->units);
	b->units = NULL;
	b->unit_count = 0;
}

bool build_unit_lacks(const struct build_unit *u)
{
	return build_unit_part(u)->missing.len > 0;
}

bool build_unit_is_ready(const struct build_unit *u)
{
	const struct plan_part *part = build_unit_part(u);

	if (build_unit_lacks(u))
		return true; /* to be taken it needs nothing */
	for (size_t i = 0; i < part->need_count; i++)
		if (!u->plan->parts[part->needs[i]].made)
			return false;
	return true;
}

void build_unit_made(struct builder *b, struct build_unit *u, bool taken)
{
	const char *key = build_unit_part(u)->key;

	u->state = UNIT_MADE;
	for (size_t i = 0; i < b->plan_count; i++) {
		for (size_t p = 0; p < b->plans[i]->count; p++) {
			struct plan_part *part = &b->plans[i]->parts[p];

			if (part->made || strcmp(part->key, key) != 0)
				continue;
			part->made = true;
			strv_release(&part->missing);
			if (taken)
				b->results[i].taken++;
			else
				b->results[i].made++;
		}
	}
}

bool build_units_lack(const struct builder *b, const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct build_unit *u = unit_of_key(b, plan->parts[i].key);

		if (u && u->state == UNIT_LACKING)
			return true;
	}
	return false;
}

const struct build_unit *build_units_failed(const struct builder *b, const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct build_unit *u = unit_of_key(b, plan->parts[i].key);

		if (u && u->state == UNIT_FAILED)
			return u;
	}
	return NULL;
}
