/* sysroot fetch: bring the inputs of targets into the store. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/cli/cli.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli_fetch.h"
#include "builder/cli/cli_lock.h"
#include "builder/cli/commands.h"

struct fetch_command {
	struct workshop w;
	struct cli_choice choice;
	struct fetch_options options;
};

static int fetch_all(struct fetch_command *c, struct strv *names, struct err *err)
{
	struct json *j = answer_json();
	int status;

	if (cli_lock_targets(&c->choice, names, err) < 0)
		return -1;
	if (names->len == 0)
		return cli_want("fetch", "at least one target", err);
	process_catch_interrupts();
	/* Where nothing could be built, nothing is brought. */
	if (cli_open(&c->w, true, err) < 0)
		return -1;
	if (j)
		jsonout_array_begin(j, "targets");
	status = cli_fetch(&c->w, &c->choice, &c->options, names, j, err);
	if (j)
		jsonout_array_end(j);
	cli_close(&c->w);
	return status;
}

int cmd_fetch(int argc, char **argv, struct err *err)
{
	struct fetch_command c = { 0 };
	AUTOSTRV struct strv names = STRV_INIT;
	long jobs = 0;
	const struct option_def table[] = {
		{ OPTION_NUMBER, 'j', "jobs", "N", "downloads at a time (default 4)", &jobs },
		{ OPTION_NUMBER, 0, "timeout", "SECONDS",
		  "give up an origin slower than 1 kB/s for so long (60)", &c.options.timeout },
		CLI_OPTIONS_CHOICE(c.choice),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "fetch",
		.arguments = "[OPTION...] TARGET...",
		.summary = "Fetch the inputs of targets into the store: from each input's origins "
			   "in turn,\n"
			   "several at a time, verified by SHA-256. If the first recipe of a part "
			   "cannot be\n"
			   "fetched, the next one is tried.",
		.more = "Partial downloads are kept; the same command resumes them.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &names, err);

	c.options.parallel = (int)(jobs < 64 ? jobs : 64);
	if (status == 0)
		status = fetch_all(&c, &names, err);
	cli_choice_release(&c.choice);
	return status < 0 ? -1 : 0;
}
