/* sysroot build: make what is missing, and compose. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/clock.h"
#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/build/build.h"
#include "builder/cli/answer.h"
#include "builder/cli/build_report.h"
#include "builder/cli/cli.h"
#include "builder/cli/cli_fetch.h"
#include "builder/cli/cli_lock.h"
#include "builder/cli/cli_remote.h"
#include "builder/cli/commands.h"

struct build_command {
	struct build_options options;
	struct plan_options plan;
	struct cli_choice choice;
	struct workshop w;
	struct build_report report;
	struct remote_access access;
	const char *remote; /* list of places, or NULL */
	bool publish;
	bool fetch; /* bring what is missing first */
	const char *sandbox;
	bool reading; /* the store cannot be written to */
};

/*
 * For writing; where that cannot be, for reading: what is built already can be
 * told all the same, by a shared store that others fill.
 */
static int build_open(struct build_command *c, struct err *err)
{
	struct workshop *w = &c->w;

	if (cli_open(w, true, err) == 0)
		return 0;
	if (cli_open(w, false, NULL) < 0 || !w->store || access(store_path(w->store), W_OK) == 0) {
		cli_close(w);
		return -1;
	}
	err_clear(err);
	c->reading = true;
	return 0;
}

/* Was this target named before, by this name or another? */
static bool build_has_item(const struct build_report *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->items[i].name, name) == 0)
			return true;
	return false;
}

/* Takes the target, which may be NULL when err says why. */
static struct build_item *build_add(struct build_report *r, const char *name, struct target *target)
{
	struct build_item *item;

	r->items = xreallocarray(r->items, r->count + 1, sizeof(*r->items));
	item = &r->items[r->count++];
	*item = (struct build_item){ .name = xstrdup(name), .target = target };
	return item;
}

/*
 * Errors that say that it is not to be had here (a tool, an architecture, a
 * recipe of that kind) do not count as failures of --all.
 */
static bool build_is_impossible(const struct build_command *c, const struct target *target,
				enum err_code code)
{
	/* The catalog may have lost what an axis once asked for; a target's file may not. */
	bool axis = code == ERR_UNKNOWN_NAME && target && !target->file;

	return c->report.all && (code == ERR_MISSING || axis);
}

static void build_add_error(struct build_command *c, const char *name, struct target *target,
			    struct err *err)
{
	struct build_item *item = build_add(&c->report, name, target);

	item->impossible = build_is_impossible(c, target, err->code);
	err_move(&item->err, err);
}

/* Plan a target, which is taken. Errors stay with it where the others go on. */
static int build_plan(struct build_command *c, struct target *target, struct err *err)
{
	struct err e = ERR_INIT;
	struct plan *plan = NULL;

	if (build_has_item(&c->report, target->name)) {
		target_free(target);
		return 0;
	}
	if (plan_make(c->w.store, c->w.index, c->w.catalog, target, &c->plan, &plan, &e) == 0) {
		build_add(&c->report, target->name, target)->plan = plan;
		return 0;
	}
	if (!c->options.keep_going) {
		target_free(target);
		return err_move(err, &e);
	}
	build_add_error(c, target->name, target, &e);
	return 0;
}

static int build_plan_named(struct build_command *c, const struct strv *names, struct err *err)
{
	for (size_t i = 0; i < names->len; i++) {
		struct target *target = NULL;
		struct err e = ERR_INIT;

		if (cli_target(names->items[i], &c->choice, c->w.catalog, &target, &e) == 0) {
			if (build_plan(c, target, err) < 0)
				return -1;
			continue;
		}
		if (!c->options.keep_going)
			return err_move(err, &e);
		build_add_error(c, names->items[i], NULL, &e);
	}
	return 0;
}

/* Sysroots of this store under names that no file has: with libraries, by axes. */
static int build_plan_built(struct build_command *c, const char *folder, struct err *err)
{
	AUTOSTRV struct strv built = STRV_INIT;

	if (store_list_trees(c->w.store, &built, err) < 0)
		return -1;
	for (size_t i = 0; i < built.len; i++) {
		struct target *target = NULL;
		struct err e = ERR_INIT;

		if (build_has_item(&c->report, built.items[i]))
			continue;
		/* These names say their architecture themselves. */
		if (target_resolve(folder, built.items[i], NULL, &target, &e) < 0) {
			build_add_error(c, built.items[i], NULL, &e);
			continue;
		}
		if (c->choice.arch && strcmp(target->arch, c->choice.arch) != 0) {
			target_free(target);
			continue;
		}
		if (build_plan(c, target, err) < 0)
			return -1;
	}
	return 0;
}

static int build_plan_all(struct build_command *c, struct err *err)
{
	AUTOFREE char *folder = cli_targets_folder(err);
	AUTOSTRV struct strv names = STRV_INIT;

	if (!folder || target_names(folder, &names, err) < 0)
		return -1;
	if (build_plan_named(c, &names, err) < 0)
		return -1;
	return build_plan_built(c, folder, err);
}

/* With -v: what is taken and what is built, and of which recipe. */
static void build_say_plan(const struct plan *plan)
{
	if (plan->composed)
		term_say_more("%s: is up to date", plan->target->name);
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_part *part = &plan->parts[i];
		AUTOFREE char *state = part->made ? xasprintf("in the store, key %.12s", part->key)
				       : part->missing.len ? xstrdup("inputs missing")
							   : xstrdup("to be built");

		term_say_more("%s: %s: recipe '%s' (%s), %s", plan->target->name,
			      part->wanted->part, part->recipe->name, part->why, state);
	}
}

/* Make what was planned. */
static int build_make(struct build_command *c, struct err *err)
{
	struct build_report *r = &c->report;
	/* An array of pointers is meant. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	AUTOFREE struct plan **plans = xcalloc(r->count, sizeof(*plans));
	struct build_result *results = xcalloc(r->count, sizeof(*results));
	size_t n = 0;
	int status;

	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].plan)
			plans[n++] = r->items[i].plan;
	status = build_targets(c->w.store, c->w.index, plans, n, &c->options, results, err);
	n = 0;
	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].plan)
			r->items[i].result = results[n++];
	free(results);
	return status;
}

/* With --lock: what was made, or was there, is what it says. */
static int build_check_lock(const struct build_command *c, struct err *err)
{
	const struct build_report *r = &c->report;

	for (size_t i = 0; i < r->count; i++) {
		const struct build_item *item = &r->items[i];
		bool built = item->result.end == BUILD_MADE || item->result.end == BUILD_THERE;

		if (item->plan && built &&
		    cli_lock_check_built(&c->choice, r->store, item->plan, item->result.digest,
					 err) < 0)
			return -1;
	}
	return 0;
}

/* Plan all; what the plans found in the store stays there until this process ends. */
static int build_plans(struct build_command *c, const struct strv *names, struct err *err)
{
	struct build_report *r = &c->report;
	int status;

	if (store_use(c->w.store, err) < 0)
		return -1;
	status = r->all ? build_plan_all(c, err) : build_plan_named(c, names, err);
	for (size_t i = 0; status == 0 && !c->reading && i < r->count; i++)
		if (r->items[i].plan)
			status = plan_lease(c->w.store, r->items[i].plan, err);
	store_unuse(c->w.store);
	return status;
}

static int build_run(struct build_command *c, const struct strv *names, struct err *err)
{
	struct build_report *r = &c->report;
	AUTOBUF struct buf out = BUF_INIT;
	int64_t begun_ms = clock_ms();
	int status;

	r->store = c->w.store;
	status = build_plans(c, names, err);
	if (status == 0) {
		for (size_t i = 0; i < r->count; i++)
			if (r->items[i].plan) {
				cli_lock_say(&c->choice, r->items[i].plan);
				build_say_plan(r->items[i].plan);
			}
		status = build_make(c, err);
		r->seconds = clock_seconds_since(begun_ms);
		/* What was built before a later one failed is told all the same. */
		build_report_answer(r, &out);
		if (cli_print(&out, status < 0 ? NULL : err) < 0)
			return -1;
		if (status == 0 && (r->all || r->count > 1))
			build_report_say(r);
		if (status == 0)
			status = build_report_error(r, err);
		if (status == 0)
			status = build_check_lock(c, err);
	}
	for (size_t i = 0; i < r->count; i++)
		build_item_release(&r->items[i]);
	free(r->items);
	return status;
}

static int build_parse(struct build_command *c, int argc, char **argv, struct strv *names,
		       struct err *err)
{
	long jobs = 0;
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "fetch", NULL,
		  "fetch inputs that are missing first (needs a network)", &c->fetch },
		{ OPTION_FLAG, 'a', "all", NULL, "every target whose inputs are in the store",
		  &c->report.all },
		{ OPTION_NUMBER, 'j', "jobs", "N", "jobs at a time, over everything (cores)",
		  &jobs },
		{ OPTION_FLAG, 'k', "keep-going", NULL,
		  "after a failure, continue with what does not need it", &c->options.keep_going },
		CLI_OPTIONS_CHOICE(c->choice),
		{ OPTION_STRING, 0, "sandbox", "TIER",
		  "weakest to accept: bubblewrap, landlock, none", &c->sandbox },
		{ OPTION_FLAG, 0, "verify", NULL,
		  "hash what is taken from the store before it is used", &c->options.verify },
		{ OPTION_FLAG, 0, "keep-failed", NULL, "keep the build directory of a failed part",
		  &c->options.keep_failed },
		{ OPTION_STRING, 0, "remote", "PLACES",
		  "try these before making a part ($SYSROOT_REMOTE)", &c->remote },
		{ OPTION_FLAG, 0, "publish", NULL,
		  "push what is made to a registry ($SYSROOT_PUBLISH)", &c->publish },
		CLI_OPTION_SIGN(c->access),
		CLI_OPTION_UNSIGNED(c->access),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "build",
		.arguments = "[OPTION...] TARGET... | --all",
		.summary = "Build the missing parts of each target from inputs in the store, "
			   "compose its\n"
			   "sysroot, and print its name, digest and path. No network is used, "
			   "except\n"
			   "with --fetch or a remote.",
		.more = "A target is a name or alias, followed by libraries: centos7+sqlite+zlib.\n"
			"\n"
			"--all takes no targets: it means every one that 'sysroot targets' lists, "
			"and\n"
			"those that this store has under other names. Targets without their inputs "
			"or\n"
			"tools are reported, which is not a failure; a failure stops only what "
			"needs it.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, names, err);

	if (status != 0)
		return status;
	if (c->report.all && names->len)
		return cli_refuse("build --all", names->items[0], err);
	if (c->report.all && c->fetch)
		return cli_refuse("build --all", "--fetch", err);
	if (c->report.all && c->choice.lock)
		return cli_refuse("build --all", "--lock", err);
	/* One recipe makes a part of few targets: for the others it would be an error. */
	if (c->report.all && c->choice.recipes.len)
		return cli_refuse("build --all", "--recipe", err);
	if (cli_lock_targets(&c->choice, names, err) < 0)
		return -1;
	if (!c->report.all && names->len == 0)
		return cli_want("build", "at least one target, or --all", err);
	if (c->sandbox && *c->sandbox && sandbox_parse(c->sandbox, &c->options.weakest, err) < 0)
		return -1;
	if (jobs > 1024)
		return err_set(err, ERR_USAGE, "-j takes 1 to 1024 (0: the number of cores)");
	c->options.jobs = (int)jobs;
	c->options.keep_going |= c->report.all;
	c->plan.weakest = c->options.weakest;
	return cli_choice_apply(&c->choice, &c->plan, err);
}

/* Without a place that the user named, nobody is asked. */
static int build_open_remotes(struct build_command *c, struct err *err)
{
	const char *list = c->remote ? c->remote : getenv("SYSROOT_REMOTE");

	if (cli_remote_flag("SYSROOT_PUBLISH", &c->publish, err) < 0)
		return -1;
	if ((!list || !*list) && !c->publish)
		return 0;
	if (cli_remote_access(&c->access, err) < 0 ||
	    (c->publish && cli_remote_signing(&c->access, err) < 0))
		return -1;
	return remotes_open(list ? list : "", &c->access, c->publish, &c->options.remotes, err);
}

/*
 * For --fetch: download what 'sysroot fetch' would. With -k an error is only printed here; the
 * targets whose inputs are missing fail in the build.
 */
static int build_bring(struct build_command *c, const struct strv *names, struct err *err)
{
	const struct fetch_options options = { 0 };

	if (!c->fetch || c->reading)
		return 0;
	if (!c->options.keep_going)
		return cli_fetch(&c->w, &c->choice, &options, names, NULL, err);
	for (size_t i = 0; i < names->len; i++) {
		AUTOSTRV struct strv one = STRV_INIT;
		struct err e = ERR_INIT;

		strv_add(&one, names->items[i]);
		(void)!cli_fetch(&c->w, &c->choice, &options, &one, NULL, &e);
		if (e.code == ERR_SYSTEM || e.code == ERR_INTERRUPTED)
			return err_move(err, &e);
		/* The build itself tells of a target that cannot be planned. */
		if (e.code == ERR_MISSING || e.code == ERR_MISMATCH)
			term_say("%s%s%s", e.text, e.hint ? "\n" : "", e.hint ? e.hint : "");
		err_clear(&e);
	}
	return 0;
}

int cmd_build(int argc, char **argv, struct err *err)
{
	struct build_command c = { .options = { .weakest = SANDBOX_BUBBLEWRAP },
				   .sandbox = getenv("SYSROOT_SANDBOX") };
	AUTOSTRV struct strv names = STRV_INIT;
	int status = build_parse(&c, argc, argv, &names, err);

	if (status == 0)
		status = build_open_remotes(&c, err);
	if (status == 0) {
		process_catch_interrupts();
		status = build_open(&c, err);
	}
	if (status == 0) {
		status = build_bring(&c, &names, err);
		if (status == 0)
			status = build_run(&c, &names, err);
		cli_close(&c.w);
	}
	remotes_free(c.options.remotes);
	cli_remote_release(&c.access);
	cli_choice_release(&c.choice);
	return status < 0 ? -1 : 0;
}
