/* sysroot rm: remove sysroots that are named. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/gc_answer.h"
#include "builder/cli/gc_ask.h"
#include "cache/gc/gc.h"

struct rm_command {
	struct gc_options options;
	struct strv typed, names;
	struct gc_going going;
	const char *arch;
	bool yes;
};

static void rm_note(const struct gc_item *item, void *arg)
{
	struct rm_command *c = arg;
	char size[16];

	if (answer_json()) {
		gc_answer_item(answer_json(), item);
		return;
	}
	if (item->kind == GC_ARTIFACT)
		cli_line("%s artifact %s %s (%s)", c->options.dry_run ? "would remove" : "removed",
			 item->what, item->name, term_size(item->frees, size));
	gc_going_note(item, &c->going);
}

static void rm_warn(const char *line, void *arg)
{
	(void)arg;
	term_say("%s", line);
}

/* The name that is built, as 'env' finds it; one that is not is told with those that are not. */
static int rm_resolve(struct rm_command *c, const struct store *s, struct err *err)
{
	for (size_t i = 0; i < c->typed.len; i++) {
		AUTOFREE char *name = NULL;
		AUTOFREE char *canonical = NULL;
		char digest[SHA256_HEX];

		if (cli_built_name(c->typed.items[i], c->arch, &name, err) < 0)
			return -1;
		if (store_tree_digest(s, name, digest, NULL) < 0 &&
		    cli_canonical(c->typed.items[i], c->arch, &canonical, NULL) == 0)
			strv_add(&c->names, canonical);
		else
			strv_add(&c->names, name);
	}
	return 0;
}

static void rm_tell(const struct rm_command *c)
{
	for (size_t i = 0; i < c->going.names.len; i++) {
		char size[16];

		cli_line("%s sysroot %s (%s%s)", c->options.dry_run ? "would remove" : "removed",
			 c->going.names.items[i], term_size(c->going.bytes[i], size),
			 c->going.ages.items[i]);
	}
	if (!c->options.parts && !c->options.dry_run && c->going.names.len)
		term_say("the parts are kept for the next build, since --parts was not given; "
			 "'sysroot gc' removes them once they have not been used for a while, "
			 "'sysroot gc --keep-days 0' at once");
}

static int rm_in(struct rm_command *c, struct err *err)
{
	struct gc_report report = { 0 };
	struct index *ix = NULL;
	struct store *s = NULL;
	int status;

	if ((c->options.dry_run ? cli_open_store(false, &s, err)
				: cli_open_store_to_write(&s, err)) < 0)
		return -1;
	store_use_all_room(s);
	status = rm_resolve(c, s, err);
	if (status == 0 && !c->yes && !c->options.dry_run)
		status = gc_ask_remove(s, &c->options, err);
	if (status == 0 && !c->options.dry_run)
		status = index_open(s, true, &ix, err);
	if (status == 0) {
		if (answer_json())
			gc_answer_begin(answer_json(), &c->options);
		status = gc_run(s, ix, &c->options, &report, err);
		/* What went before it failed is gone all the same. */
		if (answer_json())
			gc_answer_end(answer_json(), &c->options, &report);
		else
			rm_tell(c);
	}
	if (status == 0 && report.stayed) {
		err_set(err, ERR_FAILED, "not everything could be removed: %zu left",
			report.stayed);
		status = err_hint(err,
				  "in a store that is shared, the owner of what is left removes it "
				  "with 'sysroot gc'");
	}
	index_close(ix);
	store_close(s);
	return status;
}

static int rm_parse(struct rm_command *c, int argc, char **argv, struct err *err)
{
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "yes", NULL, "do not ask first", &c->yes },
		{ OPTION_FLAG, 'n', "dry-run", NULL, "only print what would be removed",
		  &c->options.dry_run },
		{ OPTION_FLAG, 0, "parts", NULL, "also their parts that no other sysroot has",
		  &c->options.parts },
		CLI_OPTION_ARCH(c->arch),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "rm",
		.arguments = "[OPTION...] TARGET...",
		.summary =
			"Remove sysroots from the store, with the files that nothing else there "
			"has.\n"
			"Asks first; without a terminal, --yes is required. Inputs and logs stay, "
			"and so\n"
			"do parts unless --parts is given: a build composes the sysroot from them.",
		.more = "If one of the sysroots is not built, is pinned, or is used by a running "
			"sysroot\n"
			"command, none is removed. Shells that are set up for it, and what "
			"'sysroot "
			"exec'\n"
			"runs, do not count. 'sysroot gc' removes what nothing needs.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &c->typed, err);

	if (status != 0)
		return status;
	if (!c->typed.len)
		return cli_want("rm", "at least one target", err);
	return 0;
}

int cmd_rm(int argc, char **argv, struct err *err)
{
	struct rm_command c = { 0 };
	int status;

	c.options.say = rm_note;
	c.options.warn = rm_warn;
	c.options.busy = cli_say_busy;
	c.options.arg = &c;
	c.options.remove = &c.names;
	status = rm_parse(&c, argc, argv, err);
	if (status == 0) {
		process_catch_interrupts();
		status = rm_in(&c, err);
	}
	strv_release(&c.typed);
	strv_release(&c.names);
	gc_going_release(&c.going);
	return status < 0 ? -1 : 0;
}
