/* sysroot log: what the steps of a target's last build said. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "builder/base/option.h"
#include "builder/base/term.h"
#include "builder/build/build_log.h"
#include "builder/cli/age.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"

struct log_command {
	struct cli_choice choice;
	struct strv words; /* TARGET, PART */
	bool path; /* only say where it is */
};

/* Only those of one part. */
static void log_keep_part(struct build_logs *logs, const char *part)
{
	struct build_logs kept = { 0 }, others = { 0 };

	kept.items = xcalloc(logs->count + 1, sizeof(*kept.items));
	others.items = xcalloc(logs->count + 1, sizeof(*others.items));
	for (size_t i = 0; i < logs->count; i++) {
		struct build_logs *to = strcmp(logs->items[i].part, part) == 0 ? &kept : &others;

		to->items[to->count++] = logs->items[i];
	}
	free(logs->items);
	*logs = kept;
	build_logs_release(&others);
}

static int log_none(const struct log_command *c, const struct workshop *w, const char *name,
		    struct err *err)
{
	const char *part = c->words.len > 1 ? c->words.items[1] : NULL;
	char digest[SHA256_HEX];

	err_set(err, ERR_MISSING, "there is no log of %s%s%s'%s'", part ? "'" : "",
		part ? part : "", part ? "' of " : "", name);
	if (!w->store || store_tree_digest(w->store, name, digest, NULL) < 0)
		return err_hint(err,
				"it was not built here, or 'sysroot gc' has removed the logs; to "
				"build it: 'sysroot build --fetch %s'",
				name);
	return err_hint(err,
			"what it is made of was not built here, but came from a kit or a registry, "
			"or has no steps; or 'sysroot gc' has removed the logs");
}

static void log_json(const struct build_logs *logs, const char *name, struct json *j)
{
	jsonout_string(j, "target", name);
	jsonout_array_begin(j, "logs");
	for (size_t i = 0; i < logs->count; i++) {
		const struct build_log *log = &logs->items[i];

		jsonout_object_begin(j, NULL);
		jsonout_string(j, "part", log->part);
		jsonout_string(j, "recipe", log->recipe);
		jsonout_string(j, "key", log->key);
		jsonout_string(j, "path", log->path);
		jsonout_number(j, "size", (int64_t)log->size);
		jsonout_number(j, "age_seconds", age_since(log->written.tv_sec));
		jsonout_string(j, "state", log->made ? "made" : "not-made");
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

static int log_text(const struct log_command *c, const struct store *s, const struct build_log *log,
		    struct err *err)
{
	AUTOFREE char *age = age_text(age_since(log->written.tv_sec));
	AUTOBUF struct buf out = BUF_INIT;

	if (c->path) {
		buf_addf(&out, "%s\n", log->path);
		return cli_print(&out, err);
	}
	if (build_log_read(s, log, &out, err) < 0)
		return -1;
	/* A part that was removed since is like one that failed: only its log is left. */
	if (log->made)
		term_say("part '%s', recipe '%s', built %s ago: %s", log->part, log->recipe, age,
			 log->path);
	else
		term_say("part '%s', recipe '%s', %s ago: %s\n"
			 "the part is not in the store: it failed, is still being built, or was "
			 "removed",
			 log->part, log->recipe, age, log->path);
	return cli_print(&out, err);
}

static int log_in(struct log_command *c, struct workshop *w, const struct plan_options *options,
		  struct err *err)
{
	struct build_logs logs = { 0 };
	struct target *target = NULL;
	struct plan *plan = NULL;
	int status;

	if (cli_plan(w, c->words.items[0], &c->choice, options, &target, &plan, err) < 0)
		return -1;
	status = c->words.len > 1 && !target_find_part(target, c->words.items[1])
			 ? cli_no_part(plan, c->words.items[1], err)
			 : 0;
	if (status == 0 && w->store)
		build_logs_find(w->store, plan, &logs);
	if (c->words.len > 1)
		log_keep_part(&logs, c->words.items[1]);
	if (status == 0 && !logs.count)
		status = log_none(c, w, target->name, err);
	else if (status == 0 && answer_json())
		log_json(&logs, target->name, answer_json());
	else if (status == 0)
		status = log_text(c, w->store, &logs.items[0], err);
	build_logs_release(&logs);
	plan_free(plan);
	target_free(target);
	return status;
}

static int log_run(struct log_command *c, struct err *err)
{
	struct plan_options options = { .weakest = SANDBOX_NONE, .without_tools = true };
	struct workshop w;
	int status;

	if (c->words.len < 1 || c->words.len > 2)
		return cli_want("log", "a target, and perhaps one of its parts", err);
	if (cli_choice_apply(&c->choice, &options, err) < 0 || cli_open(&w, false, err) < 0)
		return -1;
	status = log_in(c, &w, &options, err);
	cli_close(&w);
	return status;
}

int cmd_log(int argc, char **argv, struct err *err)
{
	struct log_command c = { 0 };
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "path", NULL, "print the path of the log, not the log", &c.path },
		CLI_OPTIONS_CHOICE(c.choice),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "log",
		.arguments = "[OPTION...] TARGET [PART]",
		.summary = "Print the log of a target's last build: of the part that failed, else "
			   "of the\n"
			   "part that was built last, or of the part that is named.",
		.more = "The options that chose recipes for the build choose them here.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &c.words, err);

	if (status == 0)
		status = log_run(&c, err);
	strv_release(&c.words);
	cli_choice_release(&c.choice);
	return status < 0 ? -1 : 0;
}
