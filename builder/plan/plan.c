/* Planning: which recipe makes each part, under which key, and what is missing. */
/* SPDX-License-Identifier: MIT */
#include "builder/plan/plan.h"

#include <string.h>

#include "builder/base/keytext.h"
#include "builder/base/term.h"
#include "builder/plan/plan_choice.h"
#include "builder/plan/plan_key.h"
#include "recipes/recipe_origin.h"

struct planner {
	const struct store *store;
	struct index *index;
	struct catalog *catalog;
	const struct plan_options *options;
	struct plan *plan;
	char *state; /* per part: 0 new, 1 under way, 2 done */
	size_t ordered;
};

void plan_free(struct plan *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->count; i++) {
		free(p->parts[i].why);
		free(p->parts[i].sandbox);
		free(p->parts[i].key_text);
		free(p->parts[i].lacks);
		free(p->parts[i].advice);
		free(p->parts[i].needs);
		strv_release(&p->parts[i].missing);
	}
	free(p->parts);
	free(p->order);
	free(p);
}

static void plan_need(struct plan_part *part, size_t index)
{
	for (size_t i = 0; i < part->need_count; i++)
		if (part->needs[i] == index)
			return;
	part->needs = xreallocarray(part->needs, part->need_count + 1, sizeof(*part->needs));
	part->needs[part->need_count++] = index;
}

/* ERR_FAILED: the libraries that a recipe needs, and the target has not, all at once. */
static int plan_lacks(const struct plan *plan, const struct recipe *r, const struct strv *lacking,
		      struct err *err)
{
	const char *name = plan->target->name;
	AUTOFREE char *parts = strv_join(lacking, "', '"), *more = strv_join(lacking, "+");
	bool several = lacking->len > 1;

	err_set(err, ERR_FAILED, "%s: recipe '%s' needs the part%s '%s', which '%s' does not have",
		r->file, r->name, several ? "s" : "", parts, name);
	return err_hint(err, "add %s: '%s+%s'", several ? "them" : "it", name, more);
}

/* Turn the recipe's `needs` into indices of the target's parts. */
static int plan_find_needs(struct plan *plan, size_t self, const struct recipe *r, struct err *err)
{
	struct plan_part *part = &plan->parts[self];
	AUTOSTRV struct strv lacking = STRV_INIT;

	part->need_count = 0;
	for (size_t i = 0; i < r->needs.len; i++) {
		const char *need = r->needs.items[i];
		bool base = strcmp(need, "base") == 0, found = base;

		for (size_t j = 0; j < plan->count; j++) {
			const struct target_part *other = plan->parts[j].wanted;

			if (j == self || (base ? other->library : strcmp(other->part, need) != 0))
				continue;
			plan_need(part, j);
			found = true;
		}
		if (!found)
			strv_add(&lacking, need);
	}
	return lacking.len ? plan_lacks(plan, r, &lacking, err) : 0;
}

static void plan_find_missing(const struct planner *p, const struct recipe *r, struct strv *missing)
{
	for (size_t i = 0; i < r->input_count; i++)
		if (!p->store || !store_has_input(p->store, r->inputs[i].sha256))
			strv_add(missing, r->inputs[i].name);
}

/*
 * Is the part's artifact there? One that was made in a weaker sandbox than the
 * user allows now does not count: never silently weaker.
 */
static int plan_find_artifact(const struct planner *p, struct plan_part *part, struct err *err)
{
	struct artifact a = { 0 };
	enum sandbox_tier tier;
	int status;

	free(part->sandbox);
	part->sandbox = NULL;
	part->too_weak = false;
	part->made = p->store && store_has_artifact(p->store, part->key);
	if (!part->made || !part->recipe->step_count)
		return 0;
	status = store_read_artifact(p->store, part->key, &a, err);
	if (status == 0)
		status = sandbox_parse(a.sandbox, &tier, err);
	if (status == 0) {
		part->sandbox = xstrdup(a.sandbox);
		part->too_weak = p->options && tier > p->options->weakest;
		part->made = !part->too_weak;
	}
	artifact_release(&a);
	return status;
}

/* Take the artifact of another key as the part's, if it will do; else all is as before. */
static int plan_take_elsewhere(const struct planner *p, struct plan_part *part,
			       const struct artifact *a, struct err *err)
{
	char key[SHA256_HEX];

	memcpy(key, part->key, SHA256_HEX);
	memcpy(part->key, a->key, SHA256_HEX);
	if (plan_find_artifact(p, part, err) < 0)
		return -1;
	part->elsewhere = part->made;
	part->too_weak = false;
	if (!part->made) {
		memcpy(part->key, key, SHA256_HEX);
		free(part->sandbox); /* of the one that will not do */
		part->sandbox = NULL;
		return 0;
	}
	free(part->key_text);
	part->key_text = xstrdup(a->key_text);
	strv_release(&part->missing);
	return 0;
}

/* First the keys that the sysroot has now: another that a kit brings does not change it. */
static void plan_prefer_present(const struct planner *p, struct strv *keys)
{
	struct tree_record t = { 0 };
	bool there =
		keys->len > 1 && store_read_tree(p->store, p->plan->target->name, &t, NULL) == 0;

	for (size_t i = 0; there && i < t.part_count; i++) {
		for (size_t j = 1; j < keys->len; j++) {
			char *key = keys->items[j];

			if (strcmp(key, t.parts[i].key) != 0)
				continue;
			memmove(keys->items + 1, keys->items, j * sizeof(*keys->items));
			keys->items[0] = key;
		}
	}
	tree_record_release(&t);
}

/* For a part that cannot be made here: did another machine make it? */
static int plan_find_elsewhere(const struct planner *p, struct plan_part *part, struct err *err)
{
	AUTOSTRV struct strv keys = STRV_INIT;
	int status = 0;

	if (!p->store || !p->index || part->too_weak)
		return 0;
	if (index_artifacts_of(p->index, part->recipe->name, &keys, err) < 0)
		return -1;
	plan_prefer_present(p, &keys);
	for (size_t i = 0; i < keys.len && !part->made && status == 0; i++) {
		struct artifact a = { 0 };

		/* The index may know more than the store still has. */
		if (store_read_artifact(p->store, keys.items[i], &a, NULL) < 0)
			continue;
		if (keytext_same_but_tools(a.key_text, part->key_text))
			status = plan_take_elsewhere(p, part, &a, err);
		artifact_release(&a);
	}
	return status;
}

static int plan_resolve(struct planner *p, size_t index, struct err *err);

/* Key the part as this recipe would make it; sets made and missing. */
static int plan_try(struct planner *p, size_t index, const struct recipe *r, struct err *err)
{
	struct plan_part *part = &p->plan->parts[index];

	strv_release(&part->missing);
	part->recipe = r;
	if (plan_find_needs(p->plan, index, r, err) < 0)
		return -1;
	for (size_t i = 0; i < part->need_count; i++)
		if (plan_resolve(p, part->needs[i], err) < 0)
			return -1;
	if (plan_key(p->plan, part, r, p->index, err) < 0 || plan_find_artifact(p, part, err) < 0)
		return -1;
	part->elsewhere = false;
	if (part->made)
		return 0;
	plan_find_missing(p, r, &part->missing);
	if ((part->lacks || part->missing.len) && plan_find_elsewhere(p, part, err) < 0)
		return -1;
	/* Without its inputs the recipe is not built: they come first, or another recipe does. */
	if (!part->made && part->lacks && !part->missing.len &&
	    !(p->options && p->options->without_tools)) {
		err_set(err, ERR_MISSING, "recipe '%s': %s", r->name, part->lacks);
		return err_hint(err, "%s", part->advice);
	}
	return 0;
}

static void plan_tell_elsewhere(struct plan_part *part)
{
	char *why = xasprintf("%s; made with the tools of another machine", part->why);

	free(part->why);
	part->why = why;
	free(part->lacks);
	free(part->advice);
	part->lacks = part->advice = NULL;
}

static int plan_resolve(struct planner *p, size_t index, struct err *err)
{
	struct plan_part *part = &p->plan->parts[index];
	AUTOSTRV struct strv names = STRV_INIT;
	const struct recipe *r;
	bool chosen;

	if (p->state[index] == 2)
		return 0;
	if (p->state[index] == 1)
		return err_set(err, ERR_FAILED, "the part '%s' of '%s' needs itself",
			       part->wanted->part, p->plan->target->name);
	p->state[index] = 1;
	if (plan_choices(p->catalog, p->plan->target, part->wanted, p->options, &names, &chosen,
			 err) < 0)
		return -1;
	for (size_t i = 0; i < names.len && !part->why; i++) {
		if (catalog_get(p->catalog, names.items[i], &r, err) < 0 ||
		    plan_try(p, index, r, err) < 0)
			return -1;
		if (part->made || part->missing.len == 0)
			part->why = plan_why(r, &names, p->options, chosen);
	}
	if (!part->why) {
		/* None can be made now: the first it is, and what it misses is told. */
		if (catalog_get(p->catalog, names.items[0], &r, err) < 0 ||
		    (part->recipe != r && plan_try(p, index, r, err) < 0))
			return -1;
		part->why = plan_why(r, &names, p->options, chosen);
	}
	if (part->elsewhere)
		plan_tell_elsewhere(part);
	p->plan->order[p->ordered++] = index;
	p->state[index] = 2;
	return 0;
}

/* Every --recipe must have been of use. */
static int plan_check_chosen(const struct planner *p, struct err *err)
{
	const struct strv *list = p->options ? p->options->recipes : NULL;

	for (size_t i = 0; list && i < list->len; i++) {
		bool used = false;

		for (size_t j = 0; j < p->plan->count; j++)
			used |= strcmp(p->plan->parts[j].recipe->name, list->items[i]) == 0;
		if (!used) {
			err_set(err, ERR_USAGE, "recipe '%s' makes no part of '%s'", list->items[i],
				p->plan->target->name);
			return err_hint(err, "'sysroot show %s' lists the parts",
					p->plan->target->name);
		}
	}
	return 0;
}

int plan_make(const struct store *s, struct index *ix, struct catalog *catalog,
	      struct target *target, const struct plan_options *options, struct plan **out,
	      struct err *err)
{
	struct planner p = { .store = s, .index = ix, .catalog = catalog, .options = options };
	AUTOFREE char *request = NULL;
	AUTOFREE char *state = xcalloc(target->part_count, 1);
	struct plan *plan = xcalloc(1, sizeof(*plan));

	plan->target = target;
	plan->count = target->part_count;
	plan->parts = xcalloc(plan->count, sizeof(*plan->parts));
	plan->order = xcalloc(plan->count, sizeof(*plan->order));
	p.plan = plan;
	p.state = state;
	for (size_t i = 0; i < plan->count; i++)
		plan->parts[i].wanted = &target->parts[i];
	for (size_t i = 0; i < plan->count; i++) {
		if (plan_resolve(&p, i, err) < 0) {
			plan_free(plan);
			return -1;
		}
	}
	if (plan_check_chosen(&p, err) < 0) {
		plan_free(plan);
		return -1;
	}
	plan_request_key(plan);
	plan->composed = s && store_tree_request(s, target->name, &request, NULL) == 0 &&
			 strcmp(request, plan->request_key) == 0;
	/* A sysroot of a part that will not do will not do either. */
	for (size_t i = 0; i < plan->count; i++)
		plan->composed = plan->composed && !plan->parts[i].too_weak;
	*out = plan;
	return 0;
}

int plan_lease(struct store *s, const struct plan *p, struct err *err)
{
	AUTOSTRV struct strv things = STRV_INIT;

	if (p->composed)
		return 0;
	strv_addf(&things, "sysroots/%s", p->target->name);
	for (size_t i = 0; i < p->count; i++) {
		const struct plan_part *part = &p->parts[i];

		strv_addf(&things, "artifacts/%s", part->key);
		if (part->made)
			store_stamp(s, things.items[things.len - 1]);
		for (size_t j = 0; !part->made && j < part->recipe->input_count; j++)
			strv_addf(&things, "inputs/%s", part->recipe->inputs[j].sha256);
	}
	return store_lease(s, &things, err);
}

size_t plan_list_missing(const struct plan *p, struct buf *out)
{
	AUTOSTRV struct strv told = STRV_INIT;

	for (size_t i = 0; i < p->count; i++) {
		const struct recipe *r = p->parts[i].recipe;

		for (size_t j = 0; j < r->input_count; j++) {
			const struct recipe_input *in = &r->inputs[j];
			char size[16];

			/* Two parts may come out of one input. */
			if (!strv_contains(&p->parts[i].missing, in->name) ||
			    strv_contains(&told, in->sha256))
				continue;
			strv_add(&told, in->sha256);
			buf_addf(out, "\nmissing: %s (%s)\n  sha256 %s\n", in->name,
				 in->size ? term_size(in->size, size) : "size unknown", in->sha256);
			for (size_t k = 0; k < in->origin_count; k++) {
				AUTOFREE char *origin = origin_describe(&in->origins[k]);

				buf_addf(out, "  %s %s\n", k ? "  or" : "from", origin);
			}
		}
	}
	return told.len;
}

int plan_missing_error(const struct plan *p, struct err *err)
{
	AUTOBUF struct buf hint = BUF_INIT;
	size_t files = plan_list_missing(p, &hint);

	err_set(err, ERR_MISSING, "%zu input file%s of '%s' %s not in the store", files,
		files == 1 ? "" : "s", p->target->name, files == 1 ? "is" : "are");
	return err_hint(err,
			"%s\n"
			"fetch %s: 'sysroot fetch %s' on a machine with a network,\n"
			"or carry %s over and add %s with 'sysroot add FILE...'",
			hint.data + (hint.len ? 1 : 0), files == 1 ? "it" : "them", p->target->name,
			files == 1 ? "it" : "them", files == 1 ? "it" : "them");
}
