/* sysroot fsck: check the store; rebuild its index. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "cache/fsck.h"
#include "sysroots/elf/index_symbols.h"

static void fsck_say(const char *line, void *arg)
{
	(void)arg;
	term_progress_done();
	printf("%s\n", line);
}

/* Without an index file there is nothing to look into: one problem if it has to know something. */
static void fsck_no_index(const struct store *s, struct fsck_report *report)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (store_list_trees(s, &names, NULL) || names.len == 0)
		return;
	report->problems++;
	fsck_say("there is no index: 'sysroot find' cannot answer; 'sysroot fsck --rebuild-index' "
		 "makes it again",
		 NULL);
}

static int fsck_in(struct store *s, bool rebuild, bool repair, struct err *err)
{
	struct fsck_report report = { 0 };
	struct index *ix = NULL;
	/* Looking alone writes nothing, so that a read-only store can be checked. */
	int status = index_open(s, rebuild || repair, &ix, err);

	if (status < 0 && err->code == ERR_MISSING) {
		err_clear(err);
		ix = NULL;
		status = 0;
	}
	if (status < 0 && rebuild && (err->code == ERR_CORRUPT || err->code == ERR_FAILED)) {
		/* Damaged, or of another schema: the manifests know everything that it did. */
		err_clear(err);
		status = index_remove(s, err) < 0 ? -1 : index_open(s, true, &ix, err);
	}
	if (status == 0 && rebuild) {
		status = index_rebuild(ix, s, symbols_index_reader, err);
		if (status == 0)
			term_say("the index is rebuilt");
	}
	if (status == 0)
		status = fsck_run(s, ix, repair, fsck_say, NULL, &report, err);
	if (status == 0 && !ix)
		fsck_no_index(s, &report);
	index_close(ix);
	if (status < 0)
		return -1;
	term_say("checked %zu inputs, %zu objects, %zu artifacts, %zu sysroots: %zu problem%s",
		 report.inputs, report.objects, report.artifacts, report.trees, report.problems,
		 report.problems == 1 ? "" : "s");
	if (report.problems == 0)
		return 0;
	err_set(err, ERR_CORRUPT, "the store has %zu problem%s", report.problems,
		report.problems == 1 ? "" : "s");
	return repair ? err_hint(err, "what could be mended was; 'sysroot fetch TARGET' and\n"
				      "'sysroot build TARGET' make the rest anew")
		      : err_hint(err, "'sysroot fsck --repair' moves bad files to quarantine/ and "
				      "drops what depends\non them; then fetch and build again");
}

int cmd_fsck(int argc, char **argv, struct err *err)
{
	bool rebuild = false, repair = false;
	AUTOSTRV struct strv words = STRV_INIT;
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "rebuild-index", NULL, "make the index again from the manifests",
		  &rebuild },
		{ OPTION_FLAG, 0, "repair", NULL, "put bad files aside, drop what lost a file",
		  &repair },
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "fsck",
		.arguments = "[OPTION...]",
		.summary =
			"Check every input, object, artifact and sysroot of the store against its\n"
			"digest, and the index against them. Problems are printed, a line each.",
		.more = "Exit status 3 when there is a problem.",
		.table = table,
	};
	struct store *s;
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len)
		return cli_refuse("fsck", words.items[0], err);
	process_catch_interrupts();
	if (store_open(cli_store_path(), false, &s, err) < 0)
		return -1;
	if (repair) { /* for writing, now that we know that there is one */
		store_close(s);
		if (store_open(cli_store_path(), true, &s, err) < 0)
			return -1;
	}
	store_use_all_room(s);
	status = fsck_in(s, rebuild, repair, err);
	store_close(s);
	return status;
}
