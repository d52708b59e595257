/* sysroot lock: write down which recipes and inputs make a target. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/option.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/cli_lock.h"
#include "builder/cli/commands.h"
#include "builder/lock/lockfile.h"

/* What the lock does not know, for it was not made here yet. */
static void lock_say(const struct lockfile *l)
{
	AUTOSTRV struct strv parts = STRV_INIT;
	AUTOFREE char *names = NULL;

	for (size_t i = 0; i < l->part_count; i++)
		if (!l->parts[i].artifact[0])
			strv_add(&parts, l->parts[i].part);
	names = strv_join(&parts, ", ");
	if (parts.len)
		term_say("%s: not made here (%s), so the lock records inputs, not output digests; "
			 "lock it again after 'sysroot build' to add them",
			 l->target, names);
	else if (!l->sysroot[0])
		term_say("%s: not composed here from these parts, so the lock does not record the "
			 "sysroot's digest; lock it again after 'sysroot build' to add it",
			 l->target);
}

static void lock_json_part(const struct lock_part *p, struct json *j)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "part", p->part);
	jsonout_string(j, "recipe", p->recipe);
	jsonout_string(j, "canonical", p->canonical);
	jsonout_string(j, "key", *p->key ? p->key : NULL);
	jsonout_string(j, "digest", *p->artifact ? p->artifact : NULL);
	jsonout_array_begin(j, "inputs");
	for (size_t i = 0; i < p->input_count; i++) {
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "input", p->inputs[i].name);
		jsonout_string(j, "sha256", p->inputs[i].sha256);
		answer_number_or_null(j, "size", (int64_t)p->inputs[i].size);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
	jsonout_object_end(j);
}

/* What the lock says; file: where it is written, or NULL. */
static void lock_json(const struct lockfile *l, const char *file, struct json *j)
{
	jsonout_string(j, "target", l->target);
	jsonout_string(j, "arch", l->arch);
	answer_baseline(j, l->libc, l->libc_version, l->linux_version);
	jsonout_string(j, "cpu", l->cpu);
	jsonout_string(j, "digest", *l->sysroot ? l->sysroot : NULL);
	jsonout_string(j, "file", file);
	jsonout_array_begin(j, "tools");
	for (size_t i = 0; i < l->tool_count; i++) {
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "name", l->tools[i].name);
		jsonout_string(j, "digest",
			       strcmp(l->tools[i].digest, "-") == 0 ? NULL : l->tools[i].digest);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
	jsonout_array_begin(j, "parts");
	for (size_t i = 0; i < l->part_count; i++)
		lock_json_part(&l->parts[i], j);
	jsonout_array_end(j);
}

static int lock_write(const struct lockfile *l, const char *path, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;

	lockfile_text(l, &text);
	if (answer_json())
		lock_json(l, path, answer_json());
	if (!path && answer_json())
		return 0;
	if (!path)
		return cli_print(&text, err);
	return file_write(AT_FDCWD, path, text.data, text.len, 0644, err);
}

int cmd_lock(int argc, char **argv, struct err *err)
{
	const char *path = NULL;
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOCHOICE struct cli_choice choice = { 0 };
	const struct option_def table[] = {
		{ OPTION_STRING, 'o', "output", "FILE", "write to FILE instead of stdout", &path },
		CLI_OPTIONS_CHOICE(choice),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "lock",
		.arguments = "[OPTION...] TARGET",
		.summary = "Record which recipes and inputs make a target, and what they made "
			   "here, so that\n"
			   "it can be repeated elsewhere: 'sysroot build --lock FILE'.",
		.table = table,
	};
	struct plan_options options;
	struct target *target = NULL;
	struct plan *plan = NULL;
	struct lockfile *lock = NULL;
	struct workshop w;
	int status = option_parse(&usage, argc, argv, &names, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	status = cli_plan_one("lock", &names, &choice, &w, &options, &target, &plan, err);
	if (status == 0)
		status = lockfile_make(w.store, plan, &lock, err);
	if (status == 0)
		status = lock_write(lock, path, err);
	if (status == 0)
		lock_say(lock);
	lockfile_free(lock);
	plan_free(plan);
	target_free(target);
	cli_close(&w);
	return status;
}
