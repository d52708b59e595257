/* sysroot show: what a target is made of, and what is missing. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/option.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/cli_current.h"
#include "builder/cli/cli_lock.h"
#include "builder/cli/commands.h"
#include "builder/cli/table.h"
#include "builder/plan/plan_changes.h"
#include "sysroots/compose/link_modes.h"

/* What is shown of one target. */
struct show {
	const struct workshop *w;
	const struct target *target;
	const struct plan *plan;
	const struct plan_options *options;
	char digest[SHA256_HEX]; /* of the sysroot, empty when there is none */
	bool all_recipes; /* --all-recipes */
	bool exported; /* it is in a store that does not record what it was made from */
	struct strv changes; /* why the sysroot is out of date, a line each */
	bool links_known; /* the C library is made */
	struct link_mode links[LINK_MODES];
};

static const char *show_state(const struct show *s, const struct plan_part *p)
{
	if (s->exported)
		return NULL;
	if (p->made)
		return "made";
	if (p->missing.len)
		return "inputs missing";
	return p->lacks ? "tool missing" : "can be made";
}

/* How programs can be linked is told by the files of the C library, once it is made. */
static int show_find_links(struct show *s, struct err *err)
{
	for (size_t i = 0; i < s->plan->count; i++) {
		const struct plan_part *p = &s->plan->parts[i];
		struct artifact a = { 0 };

		if (strcmp(p->wanted->part, "libc") != 0 || !p->made)
			continue;
		if (store_read_artifact(s->w->store, p->key, &a, err) < 0)
			return -1;
		link_modes_find(&a.manifest, s->target, s->links);
		s->links_known = true;
		artifact_release(&a);
	}
	return 0;
}

static void show_links(const struct show *s, struct buf *out)
{
	const char *comma = "";

	buf_addstr(out, "links: ");
	if (s->exported) {
		buf_addstr(out, "not recorded here\n");
		return;
	}
	if (!s->links_known) {
		buf_addstr(out, "known once the C library is built\n");
		return;
	}
	for (size_t i = 0; i < LINK_MODES; i++) {
		if (s->links[i].why_not)
			continue;
		buf_addf(out, "%s%s", comma, s->links[i].name);
		comma = ", ";
	}
	buf_addf(out, "%s\n", *comma ? "" : "nothing");
	for (size_t i = 0; i < LINK_MODES; i++)
		if (s->links[i].why_not)
			buf_addf(out, "       not %s: %s\n", s->links[i].name, s->links[i].why_not);
}

static void show_head(const struct show *s, struct buf *out)
{
	const struct target *t = s->target;

	buf_addf(out, "%s: %s\n", t->name, t->summary);
	buf_addf(out, "C library %s %s, kernel headers %s, %s (%s), CPU %s or newer\n", t->libc,
		 t->libc_version, t->linux_version, t->arch, t->triple, t->cpu);
	show_links(s, out);
	if (*s->digest)
		buf_addf(out, "built: sha256:%s%s\n       %s/sysroots/%s\n", s->digest,
			 s->exported         ? " (exported; what it was made from is not recorded)"
			 : s->plan->composed ? ""
					     : " (out of date: the next build replaces it)",
			 store_path(s->w->store), t->name);
	else
		buf_addf(out, "not built\n");
	for (size_t i = 0; i < s->changes.len; i++)
		buf_addf(out, "       %s\n", s->changes.items[i]);
	buf_addch(out, '\n');
}

static void show_text(const struct show *s, struct buf *out)
{
	const struct plan *plan = s->plan;
	struct table table;

	show_head(s, out);
	if (s->exported)
		buf_addstr(out, "A build in another store would use:\n\n");
	table_init(&table, 4);
	table_row(&table, "PART", "RECIPE", "STATE", "WHY THIS RECIPE");
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_part *p = &plan->parts[i];

		table_row(&table, p->wanted->part, p->recipe->name,
			  s->exported ? "not known" : show_state(s, p), p->why);
	}
	table_print(&table, out);
	table_release(&table);
	buf_addch(out, '\n');
	table_init(&table, 5);
	table_row(&table, "PART", "VERSION", "FIDELITY", "SANDBOX", "LICENSE");
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_part *p = &plan->parts[i];

		table_row(&table, p->wanted->part, p->recipe->version, p->recipe->fidelity,
			  p->sandbox, p->recipe->license);
	}
	table_print(&table, out);
	table_release(&table);
	for (size_t i = 0; i < plan->count; i++)
		if (plan->parts[i].lacks)
			buf_addf(out, "\n%s: %s: %s\n", plan->parts[i].recipe->name,
				 plan->parts[i].lacks, plan->parts[i].advice);
	if (!s->exported)
		plan_list_missing(plan, out);
}

/* What became of a recipe that can make a part. */
struct show_candidate {
	const char *word, *json;
};
static const struct show_candidate show_taken = { "taken", "taken" };

/* Of one that was not taken: are its inputs here, and does it stand before the taken one? */
static const struct show_candidate *show_why_not(const struct show *s, const struct plan_part *p,
						 const struct recipe *r, bool before)
{
	static const struct show_candidate unknown = { "not known", "unknown" },
					   missing = { "inputs missing", "inputs-missing" },
					   chosen = { "not chosen", "not-chosen" },
					   later = { "comes later", "later" };

	if (r == p->recipe)
		return &show_taken;
	if (s->exported)
		return &unknown;
	for (size_t i = 0; i < r->input_count; i++)
		if (!s->w->store || !store_has_input(s->w->store, r->inputs[i].sha256))
			return &missing;
	return before ? &chosen : &later;
}

/* A row of the table, or an object of the answer. */
static void show_recipe(struct table *table, const struct plan_part *p, const struct recipe *r,
			const struct show_candidate *state)
{
	struct json *j = answer_json();

	if (!j) {
		table_row(table, p->wanted->part, r->name, r->fidelity, state->word);
		return;
	}
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "recipe", r->name);
	jsonout_string(j, "fidelity", r->fidelity);
	jsonout_string(j, "state", state->json);
	jsonout_object_end(j);
}

/* table: NULL with --json. */
static int show_recipes_of(const struct show *s, const struct plan_part *p, struct table *table,
			   struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	bool before = true;

	if (plan_candidates(s->w->catalog, s->target, p->wanted, s->options, &names, err) < 0)
		return -1;
	if (!strv_contains(&names, p->recipe->name))
		show_recipe(table, p, p->recipe, &show_taken);
	for (size_t i = 0; i < names.len; i++) {
		const struct recipe *r;

		if (catalog_get(s->w->catalog, names.items[i], &r, err) < 0)
			return -1;
		before = before && r != p->recipe;
		show_recipe(table, p, r, show_why_not(s, p, r, before));
	}
	return 0;
}

/* Every recipe that can make a part of the target, in the order in which they are tried. */
static int show_recipes(const struct show *s, struct buf *out, struct err *err)
{
	struct table table;
	int status = 0;

	show_head(s, out);
	table_init(&table, 4);
	table_row(&table, "PART", "RECIPE", "FIDELITY", "STATE");
	for (size_t i = 0; i < s->plan->count && status == 0; i++)
		status = show_recipes_of(s, &s->plan->parts[i], &table, err);
	table_print(&table, out);
	table_release(&table);
	return status;
}

static const char *show_state_json(const struct show *s, const struct plan_part *p)
{
	if (s->exported)
		return "unknown";
	if (p->made)
		return "made";
	if (p->missing.len)
		return "inputs-missing";
	return p->lacks ? "tool-missing" : "can-be-made";
}

/* With --all-recipes, those that can make a part, in the order in which they are tried. */
static int show_recipes_json(const struct show *s, const struct plan_part *p, struct json *j,
			     struct err *err)
{
	if (!s->all_recipes) {
		jsonout_string(j, "recipes", NULL);
		return 0;
	}
	jsonout_array_begin(j, "recipes");
	if (show_recipes_of(s, p, NULL, err) < 0)
		return -1;
	jsonout_array_end(j);
	return 0;
}

static int show_part_json(const struct show *s, const struct plan_part *p, struct json *j,
			  struct err *err)
{
	AUTOFREE char *reason = p->lacks ? xasprintf("%s: %s", p->lacks, p->advice) : NULL;

	jsonout_object_begin(j, NULL);
	jsonout_string(j, "part", p->wanted->part);
	jsonout_string(j, "recipe", p->recipe->name);
	jsonout_string(j, "version", p->recipe->version);
	jsonout_string(j, "license", p->recipe->license);
	jsonout_string(j, "fidelity", p->recipe->fidelity);
	jsonout_string(j, "key", *p->key ? p->key : NULL);
	jsonout_string(j, "sandbox", p->sandbox);
	jsonout_string(j, "state", show_state_json(s, p));
	jsonout_string(j, "reason", reason);
	jsonout_string(j, "why", p->why);
	jsonout_array_begin(j, "inputs");
	for (size_t k = 0; k < p->recipe->input_count; k++) {
		const struct recipe_input *in = &p->recipe->inputs[k];

		jsonout_object_begin(j, NULL);
		answer_input_fields(j, in,
				    s->exported                            ? ANSWER_INPUT_UNKNOWN
				    : strv_contains(&p->missing, in->name) ? ANSWER_INPUT_MISSING
									   : ANSWER_INPUT_PRESENT);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
	if (show_recipes_json(s, p, j, err) < 0)
		return -1;
	jsonout_object_end(j);
	return 0;
}

static void show_links_json(const struct show *s, struct json *j)
{
	jsonout_array_begin(j, "links");
	for (size_t i = 0; i < LINK_MODES; i++) {
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "mode", s->links[i].name);
		jsonout_bool(j, "offered", !s->links[i].why_not);
		jsonout_string(j, "reason", s->links[i].why_not);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

static int show_json(const struct show *s, struct json *j, struct err *err)
{
	const struct target *t = s->target;
	AUTOFREE char *reason = s->changes.len ? strv_join(&s->changes, "\n") : NULL;
	const struct answer_sysroot sysroot = {
		.name = t->name,
		.state = !*s->digest         ? ANSWER_NOT_BUILT
			 : s->exported       ? ANSWER_UNKNOWN
			 : s->plan->composed ? ANSWER_BUILT
					     : ANSWER_OUT_OF_DATE,
		.target = t,
		.key = s->plan->request_key,
		.reason = reason,
	};

	answer_sysroot_fields(j, s->w->store, &sysroot);
	answer_target_fields(j, t);
	answer_strings(j, "changes", &s->changes);
	if (s->links_known)
		show_links_json(s, j);
	else
		jsonout_string(j, "links", NULL); /* until the C library is made */
	jsonout_array_begin(j, "parts");
	for (size_t i = 0; i < s->plan->count; i++)
		if (show_part_json(s, &s->plan->parts[i], j, err) < 0)
			return -1;
	jsonout_array_end(j);
	return 0;
}

/* The text that a part's build key is the hash of. */
static int show_key(const struct plan *plan, const char *part, struct buf *out, struct err *err)
{
	struct json *j = answer_json();

	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_part *p = &plan->parts[i];

		if (strcmp(p->wanted->part, part) != 0)
			continue;
		if (!j) {
			buf_addstr(out, p->key_text);
			return 0;
		}
		jsonout_string(j, "target", plan->target->name);
		jsonout_string(j, "part", part);
		jsonout_string(j, "key", *p->key ? p->key : NULL);
		jsonout_string(j, "key_text", p->key_text);
		return 0;
	}
	return cli_no_part(plan, part, err);
}

int cmd_show(int argc, char **argv, struct err *err)
{
	struct plan_options options;
	struct workshop w;
	struct show s = { .w = &w, .options = &options };
	const char *key_of = NULL;
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOCHOICE struct cli_choice choice = { 0 };
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		CLI_OPTIONS_CHOICE(choice),
		{ OPTION_FLAG, 0, "all-recipes", NULL,
		  "list every recipe that can make a part, in order", &s.all_recipes },
		{ OPTION_STRING, 0, "key", "PART",
		  "print the text that this part's build key hashes", &key_of },
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "show",
		.arguments = "[OPTION...] [TARGET]",
		.summary = "Show what a target is made of: how programs can be linked, the recipe "
			   "chosen\n"
			   "for each part and why, their state, and every missing input with its "
			   "digest and\n"
			   "origins. In a shell that 'sysroot env' has set up, its target is the "
			   "default.",
		.table = table,
	};
	struct target *target = NULL;
	struct plan *plan = NULL;
	int status = option_parse(&usage, argc, argv, &names, err), current = 0;

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (!choice.lock)
		current = cli_take_current("show", &names, err);
	if (current < 0)
		return -1;
	status = cli_plan_one("show", &names, &choice, &w, &options, &target, &plan, err);
	if (status < 0 && current)
		cli_blame_current(err);
	s.target = target;
	s.plan = plan;
	if (status == 0 && key_of) {
		status = show_key(plan, key_of, &out, err);
	} else if (status == 0) {
		if (!w.store || store_tree_digest(w.store, target->name, s.digest, NULL) < 0)
			s.digest[0] = '\0';
		s.exported = *s.digest && store_is_exported(w.store);
		status = show_find_links(&s, err);
		if (status == 0 && *s.digest && !s.exported)
			status = plan_changes(w.store, plan, &s.changes, err);
		cli_lock_say(&choice, plan);
		if (status == 0 && answer_json())
			status = show_json(&s, answer_json(), err);
		else if (status == 0 && s.all_recipes)
			status = show_recipes(&s, &out, err);
		else if (status == 0)
			show_text(&s, &out);
	}
	link_modes_release(s.links);
	strv_release(&s.changes);
	plan_free(plan);
	target_free(target);
	cli_close(&w);
	return status < 0 ? -1 : cli_print(&out, err);
}
