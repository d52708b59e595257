/* Planning: which recipe makes each part, under which key, and what is missing. */
/* SPDX-License-Identifier: MIT */
#include "builder/engine/plan.h"

#include <string.h>

#include "builder/engine/fetch.h"
#include "builder/engine/normalise.h"
#include "builder/engine/steps.h"
#include "builder/engine/toolid.h"
#include "sysroots/compose/compose.h"

/* The number of the key's own form; raise it to make every artifact anew. */
#define PLAN_KEY_VERSION 1

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
		free(p->parts[i].needs);
		strv_release(&p->parts[i].missing);
	}
	free(p->parts);
	free(p->order);
	free(p);
}

int plan_candidates(struct catalog *catalog, const struct target_part *part, struct strv *names,
		    struct err *err)
{
	AUTOSTRV struct strv parts = STRV_INIT;
	const char *nearest;

	if (part->recipes.len) {
		strv_add_all(names, &part->recipes);
		return 0;
	}
	if (catalog_parts(catalog, &parts, err) < 0)
		return -1;
	if (strv_contains(&parts, part->part))
		return catalog_names(catalog, part->part, names, err);
	err_set(err, ERR_UNKNOWN_NAME, "there is no library '%s'", part->part);
	nearest = strv_nearest(&parts, part->part);
	if (nearest)
		return err_hint(err, "did you mean '%s'?", nearest);
	return err_hint(err, "'sysroot targets' lists the libraries");
}

static void plan_need(struct plan_part *part, size_t index)
{
	for (size_t i = 0; i < part->need_count; i++)
		if (part->needs[i] == index)
			return;
	part->needs = xreallocarray(part->needs, part->need_count + 1, sizeof(*part->needs));
	part->needs[part->need_count++] = index;
}

/* Turn the recipe's `needs` into indices of the target's parts. */
static int plan_find_needs(struct plan *plan, size_t self, const struct recipe *r, struct err *err)
{
	struct plan_part *part = &plan->parts[self];

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
		if (!found) {
			err_set(err, ERR_FAILED,
				"%s: recipe '%s' needs the part '%s', which '%s' has not", r->file,
				r->name, need, plan->target->name);
			return err_hint(err, "add it: '%s+%s'", plan->target->name, need);
		}
	}
	return 0;
}

static int plan_key_tool(const struct planner *p, const struct recipe *r, const char *tool,
			 struct buf *text, struct err *err)
{
	struct err e = ERR_INIT;

	if (toolid_append(p->index, tool, text, &e) == 0)
		return 0;
	if (e.code == ERR_MISSING && p->options && p->options->without_tools) {
		/* No artifact has such a key. */
		buf_addf(text, "tool %s is not installed\n", tool);
		err_clear(&e);
		return 0;
	}
	err_move(err, &e);
	return err_prefix(err, "recipe '%s'", r->name);
}

/*
 * What running the steps adds: their environment, the shells (make and configure
 * start sh, whatever runs the step itself), patch, and the declared tools.
 */
static int plan_key_steps(const struct planner *p, const struct recipe *r, struct buf *text,
			  struct err *err)
{
	const char *const always[] = {
		toolid_shell(), "sh", "cp", "ln",
		"mkdir",        "mv", "rm", r->patch_count ? "patch" : NULL
	};

	steps_key(p->plan->target, text);
	for (size_t i = 0; i < ARRAY_LEN(always); i++)
		if (always[i] && plan_key_tool(p, r, always[i], text, err) < 0)
			return -1;
	for (size_t i = 0; i < r->tools.len; i++)
		if (plan_key_tool(p, r, r->tools.items[i], text, err) < 0)
			return -1;
	return 0;
}

static int plan_key(const struct planner *p, struct plan_part *part, const struct recipe *r,
		    struct err *err)
{
	const struct target *t = p->plan->target;
	AUTOFREE char *canonical = recipe_canonical(r);
	AUTOBUF struct buf text = BUF_INIT;
	char hex[SHA256_HEX];

	buf_addf(&text, "sysroot key %d\nnormalise %d\narch %s\ntriple %s\n", PLAN_KEY_VERSION,
		 NORMALISE_VERSION, t->arch, t->triple);
	buf_addstr(&text, canonical);
	for (size_t i = 0; i < part->need_count; i++)
		buf_addf(&text, "need %s %s\n", p->plan->parts[part->needs[i]].wanted->part,
			 p->plan->parts[part->needs[i]].key);
	if (part->need_count) {
		compose_identity(hex);
		/* The facts that $SYSROOT tells; its name is not one of them (build_needs). */
		buf_addf(&text, "compose %s\nlibc %s %s\nlinux %s\n", hex, t->libc, t->libc_version,
			 t->linux_version);
	}
	if (r->step_count && plan_key_steps(p, r, &text, err) < 0)
		return -1;
	sha256_mem(text.data, text.len, part->key);
	free(part->key_text);
	part->key_text = buf_steal(&text);
	return 0;
}

static bool plan_fits(const struct recipe *r, const struct target *t)
{
	return r->archs.len == 0 || strv_contains(&r->archs, t->arch);
}

/* "3.10.108" is a 3.10, "3.100" is none. */
static bool plan_is_version(const char *exact, const char *wanted)
{
	size_t n = strlen(wanted);

	return strncmp(exact, wanted, n) == 0 && (exact[n] == '\0' || exact[n] == '.');
}

/* What the recipe says it provides must be what the target says it is. */
static int plan_check_provides(const struct recipe *r, const struct target *t, struct err *err)
{
	AUTOFREE char *libc = xasprintf("libc %s ", t->libc);

	for (size_t i = 0; i < r->provides.len; i++) {
		const char *fact = r->provides.items[i];
		bool fits = true;

		if (strncmp(fact, "libc ", 5) == 0)
			fits = strncmp(fact, libc, strlen(libc)) == 0 &&
			       plan_is_version(fact + strlen(libc), t->libc_version);
		else if (strncmp(fact, "linux ", 6) == 0)
			fits = plan_is_version(fact + 6, t->linux_version);
		if (!fits) {
			err_set(err, ERR_FAILED,
				"recipe '%s' provides '%s', but target '%s' is %s %s with Linux %s",
				r->name, fact, t->base, t->libc, t->libc_version, t->linux_version);
			return err_hint(err, "take the recipe out of %s, or name another", t->file);
		}
	}
	return 0;
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
	if (plan_key(p, part, r, err) < 0)
		return -1;
	if (plan_find_artifact(p, part, err) < 0)
		return -1;
	if (!part->made)
		plan_find_missing(p, r, &part->missing);
	return 0;
}

/* The recipes to try, and whether the user named the one. */
static int plan_choices(const struct planner *p, const struct target_part *wanted,
			struct strv *names, bool *chosen, struct err *err)
{
	const struct strv *list = p->options ? p->options->recipes : NULL;

	*chosen = false;
	for (size_t i = 0; list && i < list->len; i++) {
		const struct recipe *r;

		if (catalog_get(p->catalog, list->items[i], &r, err) < 0)
			return -1;
		if (strcmp(r->part, wanted->part) == 0) {
			strv_add(names, r->name);
			*chosen = true;
			return 0;
		}
	}
	return plan_candidates(p->catalog, wanted, names, err);
}

/* first, count: of the recipes that could make it, those for other architectures aside. */
static char *plan_why(const struct recipe *taken, const struct recipe *first, size_t count,
		      bool chosen)
{
	if (chosen)
		return xstrdup("chosen with --recipe");
	if (count == 1)
		return xstrdup("the only recipe");
	if (taken == first)
		return xasprintf("first of %zu", count);
	return xasprintf("the inputs of '%s' are not here", first->name);
}

static int plan_resolve(struct planner *p, size_t index, struct err *err)
{
	struct plan_part *part = &p->plan->parts[index];
	AUTOSTRV struct strv names = STRV_INIT;
	const struct recipe *first = NULL;
	size_t unfit = 0;
	bool chosen;

	if (p->state[index] == 2)
		return 0;
	if (p->state[index] == 1)
		return err_set(err, ERR_FAILED, "the part '%s' of '%s' needs itself",
			       part->wanted->part, p->plan->target->name);
	p->state[index] = 1;
	if (plan_choices(p, part->wanted, &names, &chosen, err) < 0)
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		const struct recipe *r;

		if (catalog_get(p->catalog, names.items[i], &r, err) < 0)
			return err_prefix(err, "target '%s'", p->plan->target->name);
		if (strcmp(r->part, part->wanted->part) != 0)
			return err_set(err, ERR_FAILED,
				       "target '%s' wants recipe '%s' for the part '%s', but it "
				       "makes '%s'",
				       p->plan->target->name, r->name, part->wanted->part, r->part);
		if (!plan_fits(r, p->plan->target)) {
			unfit++;
			continue;
		}
		if (plan_check_provides(r, p->plan->target, err) < 0)
			return -1;
		if (!first)
			first = r;
		if (plan_try(p, index, r, err) < 0)
			return -1;
		if (part->made || part->missing.len == 0) {
			part->why = plan_why(r, first, names.len - unfit, chosen);
			break;
		}
	}
	if (!first)
		return err_set(err, ERR_FAILED, "no recipe makes '%s' for %s", part->wanted->part,
			       p->plan->target->arch);
	if (!part->why) {
		if (part->recipe != first && plan_try(p, index, first, err) < 0)
			return -1;
		part->why = plan_why(first, first, names.len - unfit, chosen);
	}
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

static void plan_request_key(struct plan *plan)
{
	const struct target *t = plan->target;
	AUTOBUF struct buf text = BUF_INIT;
	char hex[SHA256_HEX];

	compose_identity(hex);
	buf_addf(&text, "compose %s\ntarget %s %s %s %s %s %s\n", hex, t->name, t->arch, t->triple,
		 t->libc, t->libc_version, t->linux_version);
	for (size_t i = 0; i < plan->count; i++)
		/* A corrected license makes another record of the same tree. */
		buf_addf(&text, "part %s %s %s\n", plan->parts[i].wanted->part, plan->parts[i].key,
			 plan->parts[i].recipe->license);
	sha256_mem(text.data, text.len, plan->request_key);
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

size_t plan_list_missing(const struct plan *p, struct buf *out)
{
	AUTOSTRV struct strv told = STRV_INIT;

	for (size_t i = 0; i < p->count; i++) {
		const struct recipe *r = p->parts[i].recipe;

		for (size_t j = 0; j < r->input_count; j++) {
			const struct recipe_input *in = &r->inputs[j];

			/* Two parts may come out of one input. */
			if (!strv_contains(&p->parts[i].missing, in->name) ||
			    strv_contains(&told, in->sha256))
				continue;
			strv_add(&told, in->sha256);
			buf_addf(out, "\nmissing: %s\n  sha256 %s\n", in->name, in->sha256);
			for (size_t k = 0; k < in->origin_count; k++) {
				AUTOFREE char *origin = fetch_describe(&in->origins[k]);

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
			"%s\nbring %s: 'sysroot fetch %s' on a machine with a network,\n"
			"or carry %s over and take %s in with 'sysroot add FILE...'",
			hint.data + (hint.len ? 1 : 0), files == 1 ? "it" : "them", p->target->name,
			files == 1 ? "it" : "them", files == 1 ? "it" : "them");
}
