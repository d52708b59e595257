/* sysroot lock: write down which recipes and inputs make a target. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/option.h"
#include "builder/base/term.h"
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
		term_say("%s: not made here (%s), so the lock tells what goes in and not what "
			 "comes out; lock it again after 'sysroot build' for that",
			 l->target, names);
	else if (!l->sysroot[0])
		term_say("%s: not composed here from these parts, so the lock has no digest of the "
			 "sysroot; lock it again after 'sysroot build' for that",
			 l->target);
}

static int lock_write(const struct lockfile *l, const char *path, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;

	lockfile_text(l, &text);
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
		{ OPTION_STRING, 'o', "output", "FILE", "write there, not to stdout", &path },
		CLI_OPTIONS_CHOICE(choice),
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
