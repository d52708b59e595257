/* sysroot relock: pin anew the packages that a distribution has replaced. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/cli_data.h"
#include "builder/cli/commands.h"
#include "builder/cli/table.h"
#include "builder/lock/relock.h"
#include "recipes/recipe_origin.h"

struct relock_command {
	struct workshop w;
	struct cli_choice choice; /* of which --prefer and --lock are not taken */
	bool all, dry_run;
	long timeout; /* seconds */
	struct relock_recipe *recipes;
	size_t count;
};

/* --- which recipes --- */

/* Every recipe that could make a part of the target, and that was not ruled out. */
static int relock_add_target(struct relock_command *c, const char *typed, struct strv *names,
			     struct err *err)
{
	const struct plan_options options = { .fidelity = c->choice.fidelity };
	const struct strv *only = &c->choice.recipes;
	struct target *target = NULL;
	int rc = cli_target(typed, &c->choice, NULL, &target, err);

	for (size_t i = 0; rc == 0 && i < target->part_count; i++) {
		AUTOSTRV struct strv candidates = STRV_INIT;

		rc = plan_candidates(c->w.catalog, target, &target->parts[i], &options, &candidates,
				     err);
		for (size_t k = 0; rc == 0 && k < candidates.len; k++)
			if (only->len == 0 || strv_contains(only, candidates.items[k]))
				strv_add(names, candidates.items[k]);
	}
	target_free(target);
	return rc;
}

/* A recipe that was chosen and that makes no part of any of the targets is a slip. */
static int relock_check_chosen(const struct relock_command *c, const struct strv *names,
			       struct err *err)
{
	for (size_t i = 0; i < c->choice.recipes.len; i++) {
		const char *chosen = c->choice.recipes.items[i];

		if (strv_contains(names, chosen))
			continue;
		err_set(err, ERR_UNKNOWN_NAME,
			"'--recipe %s' does not belong to any part of these targets", chosen);
		return err_hint(err, "'sysroot show TARGET' lists the recipes of each part");
	}
	return 0;
}

static int relock_names(struct relock_command *c, const struct strv *targets, struct strv *names,
			struct err *err)
{
	if (c->all)
		return catalog_names(c->w.catalog, NULL, names, err);
	for (size_t i = 0; i < targets->len; i++)
		if (relock_add_target(c, targets->items[i], names, err) < 0)
			return -1;
	return relock_check_chosen(c, names, err);
}

/* --- what is told --- */

static const char *relock_word(enum relock_state state, bool json)
{
	static const struct {
		const char *table, *json;
	} words[] = {
		[RELOCK_CURRENT] = { "current", "current" },
		[RELOCK_NEW] = { "new", "new" },
		[RELOCK_FIXED] = { "fixed", "fixed" },
		[RELOCK_OLDER] = { "kept", "older" },
		[RELOCK_GONE] = { "gone", "gone" },
		[RELOCK_OTHER] = { "does not fit", "does-not-fit" },
		[RELOCK_UNASKED] = { "not known", "not-asked" },
	};

	return json ? words[state].json : words[state].table;
}

static bool relock_has_offer(const struct relock_input *in)
{
	return in->offer.version && in->state != RELOCK_CURRENT;
}

/* The words of the suite's origin ("bookworm", "libc6:amd64"), or NULL. */
static const char *relock_apt_word(const struct relock_input *in, size_t i)
{
	return in->package && in->origin ? in->origin->words.items[i] : NULL;
}

static void relock_row(struct table *table, const struct relock_recipe *r,
		       const struct relock_input *in)
{
	bool offer = relock_has_offer(in);
	const char *suite = relock_apt_word(in, 0);
	AUTOFREE char *was = xasprintf("%.12s", in->input->sha256);
	AUTOFREE char *now = xasprintf("%.12s", offer ? in->offer.sha256 : "");
	AUTOFREE char *place = NULL;
	AUTOFREE char *state = in->state == RELOCK_FIXED && in->origin
				       ? xasprintf("fixed (%s)", origin_word(in->origin->kind))
				       : xstrdup(relock_word(in->state, false));

	if (suite)
		place = xasprintf("%s %s", suite, relock_apt_word(in, 1));
	else
		place = xstrdup(in->input->name);
	table_row(table, r->recipe->name, place, in->was, was, offer ? in->now : NULL, now, state);
}

static void relock_table(const struct relock_command *c, struct buf *out)
{
	struct table table;

	table_init(&table, 7);
	table_row(&table, "RECIPE", "PACKAGE", "PINNED", "SHA256", "AVAILABLE", "SHA256", "STATE");
	for (size_t i = 0; i < c->count; i++)
		for (size_t k = 0; k < c->recipes[i].recipe->input_count; k++)
			relock_row(&table, &c->recipes[i], &c->recipes[i].inputs[k]);
	table_print(&table, out);
	table_release(&table);
}

static void relock_json_side(struct json *j, const char *key, const char *version, const char *file,
			     const char *sha256, uint64_t size)
{
	jsonout_object_begin(j, key);
	jsonout_string(j, "version", version);
	jsonout_string(j, "file", file);
	jsonout_string(j, "sha256", sha256);
	answer_number_or_null(j, "size", (int64_t)size);
	jsonout_object_end(j);
}

static void relock_json_input(struct json *j, const struct relock_input *in)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "input", in->input->name);
	jsonout_string(j, "state", relock_word(in->state, true));
	jsonout_string(j, "origin", in->origin ? origin_word(in->origin->kind) : NULL);
	jsonout_string(j, "suite", relock_apt_word(in, 0));
	jsonout_string(j, "package", relock_apt_word(in, 1));
	relock_json_side(j, "pinned", in->was, in->input->name, in->input->sha256, in->input->size);
	if (relock_has_offer(in))
		relock_json_side(j, "now", in->now, in->offer.file, in->offer.sha256,
				 in->offer.size);
	else
		jsonout_string(j, "now", NULL);
	jsonout_string(j, "reason", in->why);
	jsonout_object_end(j);
}

static void relock_json(const struct relock_command *c, struct json *j)
{
	jsonout_bool(j, "dry_run", c->dry_run);
	jsonout_array_begin(j, "recipes");
	for (size_t i = 0; i < c->count; i++) {
		const struct relock_recipe *r = &c->recipes[i];

		jsonout_object_begin(j, NULL);
		jsonout_string(j, "recipe", r->recipe->name);
		jsonout_string(j, "file", r->recipe->file);
		jsonout_bool(j, "outdated", relock_wanted(r));
		jsonout_bool(j, "written", r->written);
		answer_error(j, "error", &r->err);
		jsonout_array_begin(j, "inputs");
		for (size_t k = 0; k < r->recipe->input_count; k++)
			relock_json_input(j, &r->inputs[k]);
		jsonout_array_end(j);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

/* What stays as it is, and why. */
static void relock_say_kept(const struct relock_command *c)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct relock_recipe *r = &c->recipes[i];

		for (size_t k = 0; k < r->recipe->input_count; k++)
			if (r->inputs[k].why)
				term_say("%s, '%s': %s", r->recipe->name, r->inputs[k].input->name,
					 r->inputs[k].why);
	}
}

/* --- doing it --- */

static int relock_one(struct relock_command *c, struct relock_recipe *r, struct err *err)
{
	AUTOSTRV struct strv told = STRV_INIT;
	int rc = c->dry_run ? relock_try(r, &told, err)
			    : relock_write(c->w.store, r, c->timeout, &told, err);

	if (rc < 0)
		return -1;
	if (!c->dry_run)
		term_say("re-pinned: %s", r->recipe->file);
	for (size_t i = 0; i < told.len; i++)
		term_say("  check %s", told.items[i]);
	return 0;
}

/* A recipe that fails keeps no other from being pinned; a full disk or an interrupt does. */
static int relock_each(struct relock_command *c, struct err *err)
{
	for (size_t i = 0; i < c->count; i++) {
		struct relock_recipe *r = &c->recipes[i];

		if (!relock_wanted(r))
			continue;
		if (relock_one(c, r, &r->err) == 0)
			continue;
		if (r->err.code == ERR_SYSTEM || r->err.code == ERR_INTERRUPTED)
			return err_move(err, &r->err);
	}
	return 0;
}

/* The one thing that failed as it is, or how many did. */
static int relock_error(struct relock_command *c, struct err *err)
{
	AUTOSTRV struct strv reasons = STRV_INIT;
	struct relock_recipe *last = NULL;
	AUTOFREE char *all = NULL;
	enum err_code code = ERR_NONE;

	for (size_t i = 0; i < c->count; i++) {
		struct relock_recipe *r = &c->recipes[i];
		const struct relock_input *in = relock_obstacle(r);

		if (!in && r->err.code == ERR_NONE)
			continue;
		last = r;
		if (!in) {
			strv_addf(&reasons, "  %s: %s", r->recipe->name, r->err.text);
			code = code == ERR_MISMATCH ? code : r->err.code;
			continue;
		}
		strv_addf(&reasons, "  %s: '%s': %s", r->recipe->name, in->input->name, in->why);
		code = code ? code : in->state == RELOCK_UNASKED ? ERR_MISSING : ERR_FAILED;
	}
	if (!last)
		return 0;
	if (reasons.len == 1 && last->err.code != ERR_NONE) {
		/* json has told it already: it may go. */
		err_move(err, &last->err);
		return err_prefix(err, "recipe '%s'", last->recipe->name);
	}
	all = strv_join(&reasons, "\n");
	if (reasons.len == 1)
		err_set(err, code, "cannot re-pin recipe '%s'", last->recipe->name);
	else
		err_set(err, code, "cannot re-pin %zu recipes", reasons.len);
	return err_hint(err, "%s", all);
}

static void relock_say_summary(const struct relock_command *c)
{
	size_t wanted = 0, written = 0;

	for (size_t i = 0; i < c->count; i++) {
		wanted += relock_wanted(&c->recipes[i]);
		written += c->recipes[i].written;
	}
	if (wanted == 0)
		term_say("nothing to re-pin");
	else if (c->dry_run)
		term_say("%zu recipe%s would be re-pinned; nothing was written", wanted,
			 wanted == 1 ? "" : "s");
	else if (written)
		term_say("%zu recipe%s re-pinned; the packages are in the store, and the next "
			 "'sysroot build' uses them",
			 written, written == 1 ? "" : "s");
}

static int relock_run(struct relock_command *c, const struct strv *targets, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOFREE const struct recipe **recipes = NULL;
	AUTOBUF struct buf out = BUF_INIT;

	if (relock_names(c, targets, &names, err) < 0)
		return -1;
	strv_sort_unique(&names);
	recipes = xcalloc(names.len + 1, sizeof(struct recipe *));
	for (size_t i = 0; i < names.len; i++)
		if (catalog_get(c->w.catalog, names.items[i], &recipes[i], err) < 0)
			return -1;
	c->recipes = xcalloc(names.len + 1, sizeof(*c->recipes));
	c->count = names.len;
	if (relock_ask(c->w.store, recipes, names.len, c->timeout, c->recipes, err) < 0)
		return -1;
	/* From here on an interrupt is waited for: a recipe is replaced, or it is not. */
	process_catch_interrupts();
	if (!answer_json()) {
		relock_table(c, &out);
		if (cli_print(&out, err) < 0)
			return -1;
		relock_say_kept(c);
	}
	if (relock_each(c, err) < 0)
		return -1;
	if (answer_json())
		relock_json(c, answer_json());
	relock_say_summary(c);
	return relock_error(c, err);
}

/* What the program carries is laid out in a folder that must stay as it is. */
static int relock_check_place(const struct relock_command *c, struct err *err)
{
	const char *folder = cli_data_folder(err);

	if (!folder || c->dry_run || !cli_data_is_carried())
		return folder ? 0 : -1;
	err_set(err, ERR_FAILED, "the recipes are built into the program and cannot be changed");
	return err_hint(err,
			"copy '%s' to a place of your own,\n"
			"and run the command again with SYSROOT_DATA set to it",
			folder);
}

int cmd_relock(int argc, char **argv, struct err *err)
{
	struct relock_command c = { .timeout = 60 };
	struct plan_options unused = { 0 };
	AUTOSTRV struct strv targets = STRV_INIT;
	const struct option_def table[] = {
		{ OPTION_FLAG, 'a', "all", NULL, "every recipe in the catalog", &c.all },
		{ OPTION_FLAG, 'n', "dry-run", NULL, "report what has changed; write nothing",
		  &c.dry_run },
		CLI_OPTION_ARCH(c.choice.arch),
		{ OPTION_LIST, 0, "recipe", "NAME", "only this recipe; may be repeated",
		  &c.choice.recipes },
		{ OPTION_STRING, 0, "fidelity", "FIDELITY",
		  "C library and kernel headers of this kind only", &c.choice.fidelity },
		{ OPTION_NUMBER, 0, "timeout", "SECONDS",
		  "give up an archive slower than 1 kB/s for so long (60)", &c.timeout },
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "relock",
		.arguments = "[OPTION...] TARGET...",
		.summary =
			"Ask the distributions' package lists for every package that the targets'\n"
			"recipes pin, and re-pin those that have been replaced: name, digest, size "
			"and\n"
			"version in the recipe's file. Nothing else in it changes.",
		.more = "The new packages are fetched, so that a recipe names only what was "
			"verified.\n"
			"Upstream's own files never change, and are reported as fixed.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &targets, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (c.all && targets.len)
		return cli_refuse("relock --all", targets.items[0], err);
	if (c.all && (c.choice.recipes.len || c.choice.fidelity))
		return cli_refuse("relock --all", c.choice.fidelity ? "--fidelity" : "--recipe",
				  err);
	if (!c.all && targets.len == 0)
		return cli_want("relock", "at least one target, or --all", err);
	if (c.timeout == 0)
		c.timeout = 60;
	if (cli_choice_apply(&c.choice, &unused, err) < 0 || cli_open(&c.w, true, err) < 0)
		return -1;
	status = relock_check_place(&c, err) < 0 ? -1 : relock_run(&c, &targets, err);
	term_progress_done();
	for (size_t i = 0; i < c.count; i++)
		relock_recipe_release(&c.recipes[i]);
	free(c.recipes);
	cli_close(&c.w);
	cli_choice_release(&c.choice);
	return status;
}
