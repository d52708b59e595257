/* sysroot build: make what is missing, and compose. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/json.h"
#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/engine/build.h"

struct build_command {
	struct build_options options;
	struct strv recipes;
	bool json;
};

/*
 * For writing; where that cannot be, for reading: what is built already can be
 * told all the same, by a shared store that others fill.
 */
static int build_open(struct workshop *w, struct err *err)
{
	if (cli_open(w, true, err) == 0)
		return 0;
	if (cli_open(w, false, NULL) < 0 || !w->store || access(store_path(w->store), W_OK) == 0)
		return -1;
	err_clear(err);
	return 0;
}

static int build_one(struct workshop *w, const struct build_command *c, const char *typed,
		     struct json *json, struct buf *out, struct err *err)
{
	struct target *target = NULL;
	struct plan *plan = NULL;
	char digest[SHA256_HEX];
	int status;
	const struct plan_options options = { .recipes = &c->recipes,
					      .weakest = c->options.weakest };

	if (cli_plan(w, typed, &options, &target, &plan, err) < 0)
		return -1;
	status = build_target(w->store, w->index, plan, &c->options, digest, err);
	if (status == 0 && c->json) {
		AUTOFREE char *path =
			xasprintf("%s/sysroots/%s", store_path(w->store), target->name);

		json_object_begin(json, NULL);
		json_string(json, "target", target->name);
		json_string(json, "digest", digest);
		json_string(json, "path", path);
		json_object_end(json);
	} else if (status == 0) {
		buf_addf(out, "%s sha256:%s %s/sysroots/%s\n", target->name, digest,
			 store_path(w->store), target->name);
	}
	plan_free(plan);
	target_free(target);
	return status;
}

int cmd_build(int argc, char **argv, struct err *err)
{
	struct build_command c = { .options = { .weakest = SANDBOX_BUBBLEWRAP } };
	const char *sandbox = getenv("SYSROOT_SANDBOX");
	long jobs = 0;
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	struct json json;
	struct workshop w;
	const struct option_def table[] = {
		{ OPTION_NUMBER, 'j', "jobs", "N",
		  "make -j of each part, and parts at a time (cores)", &jobs },
		{ OPTION_LIST, 0, "recipe", "NAME",
		  "take this recipe for its part; may be repeated", &c.recipes },
		{ OPTION_STRING, 0, "sandbox", "TIER",
		  "weakest that will do: bubblewrap, landlock, none", &sandbox },
		{ OPTION_FLAG, 0, "keep-failed", NULL, "leave the build folder of a failed part",
		  &c.options.keep_failed },
		{ OPTION_FLAG, 0, "json", NULL, "answer in JSON", &c.json },
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "build",
		.arguments = "[OPTION...] TARGET...",
		.summary = "Make what is missing of each target from inputs in the store, compose "
			   "its\n"
			   "sysroot, and print its name, digest and place. Never uses the network.",
		.more = "A target is a name or alias with libraries behind it: "
			"centos7+sqlite+zlib.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &names, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (names.len == 0)
		return cli_want("build", "at least one target", err);
	if (sandbox && *sandbox && sandbox_parse(sandbox, &c.options.weakest, err) < 0)
		return -1;
	if (jobs > 1024)
		return err_set(err, ERR_USAGE, "-j takes 1 to 1024 (0: the cores there are)");
	c.options.jobs = (int)jobs;
	process_catch_interrupts();
	if (build_open(&w, err) < 0)
		return -1;
	if (cli_check_path(w.store, err) < 0) {
		cli_close(&w);
		return -1;
	}
	json_init(&json, &out);
	if (c.json)
		json_array_begin(&json, NULL);
	for (size_t i = 0; i < names.len && status == 0; i++)
		status = build_one(&w, &c, names.items[i], &json, &out, err);
	if (c.json)
		json_array_end(&json);
	cli_close(&w);
	strv_release(&c.recipes);
	/* What was built before a later one failed is told all the same. */
	if (cli_print(&out, status < 0 ? NULL : err) < 0)
		return -1;
	return status;
}
