/* sysroot fsck: check the store; rebuild its index. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/advice.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/plan/toolid.h"
#include "cache/fsck/fsck.h"
#include "sysroots/elf/index_symbols.h"

static void fsck_say(const char *line, void *arg)
{
	AUTOFREE char *told = advice_render(line);

	(void)arg;
	term_progress_done();
	if (answer_json())
		jsonout_string(answer_json(), NULL, told);
	else
		cli_line("%s", told);
}

/* One problem of the index, which is made again where that is asked for. */
static void fsck_index_problem(struct fsck_report *report, const char *text)
{
	AUTOFREE char *line = xasprintf("%s; 'sysroot fsck --repair' rebuilds it", text);

	report->problems++;
	report->index_problems++;
	fsck_say(line, NULL);
}

/* Without an index file there is nothing to look into: one problem if it has to know something. */
static void fsck_no_index(const struct store *s, struct fsck_report *report)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (store_list_trees(s, &names, NULL) == 0 && names.len)
		fsck_index_problem(report, "there is no index: 'sysroot find' does not work");
}

/* None, damaged, or of another schema: the manifests know everything that it did. */
static int fsck_renew(struct store *s, struct index **ix, struct err *err)
{
	index_close(*ix);
	*ix = NULL;
	if (index_renew(s, symbols_index_reader, err) < 0 || index_open(s, true, ix, err) < 0)
		return -1;
	term_say("the index has been rebuilt");
	return 0;
}

static int fsck_rebuild(struct store *s, struct index **ix, struct err *err)
{
	if (!*ix)
		return fsck_renew(s, ix, err);
	if (index_rebuild(*ix, s, symbols_index_reader, err) < 0)
		return -1;
	term_say("the index has been rebuilt");
	return 0;
}

/*
 * Open the index if there is one; if not, *ix is NULL, and no index is made.
 * *damaged: why an index that is there cannot be opened; the caller frees.
 */
static int fsck_open_index(struct store *s, bool writable, struct index **ix, char **damaged,
			   struct err *err)
{
	int status = index_open(s, false, ix, err);

	if (writable && (status == 0 || err->code != ERR_MISSING)) {
		if (status == 0)
			index_close(*ix);
		else
			err_clear(err);
		status = index_open(s, true, ix, err);
	}
	if (status == 0)
		return 0;
	*ix = NULL;
	if (err->code == ERR_CORRUPT || (writable && err->code == ERR_FAILED))
		*damaged = xstrdup(err->text);
	else if (err->code != ERR_MISSING)
		return -1;
	err_clear(err);
	return 0;
}

static int fsck_rows(struct store *s, struct index *ix, struct fsck_report *report, struct err *err)
{
	size_t tools = 0;

	if (fsck_index_rows(s, ix, symbols_index_reader, fsck_say, NULL, report, err) < 0 ||
	    toolid_check(ix, fsck_say, NULL, &tools, err) < 0)
		return -1;
	report->problems += tools;
	report->index_problems += tools;
	return 0;
}

static int fsck_look(struct store *s, struct index *ix, const char *damaged, bool repair,
		     struct fsck_report *report, struct err *err)
{
	if (fsck_run(s, ix, repair, fsck_say, NULL, report, err) < 0)
		return -1;
	if (store_is_exported(s))
		; /* it has no index */
	else if (damaged)
		fsck_index_problem(report, damaged);
	else if (!ix)
		fsck_no_index(s, report);
	else if (report->index_problems == 0 && fsck_rows(s, ix, report, err) < 0)
		return -1;
	return process_interrupted() ? err_set(err, ERR_INTERRUPTED, "interrupted") : 0;
}

/* The end of the answer, whose lines are told. */
static void fsck_json(struct json *j, const struct fsck_report *r)
{
	jsonout_array_end(j);
	jsonout_number(j, "problems", (int64_t)r->problems);
	jsonout_object_begin(j, "checked");
	jsonout_number(j, "inputs", (int64_t)r->inputs);
	jsonout_number(j, "objects", (int64_t)r->objects);
	jsonout_number(j, "artifacts", (int64_t)r->artifacts);
	jsonout_number(j, "sysroots", (int64_t)r->trees);
	jsonout_object_end(j);
}

static int fsck_in(struct store *s, bool rebuild, bool repair, size_t cleared, struct err *err)
{
	struct fsck_report report = { 0 };
	AUTOFREE char *damaged = NULL;
	struct index *ix = NULL;
	/* Looking alone writes nothing, so that a read-only store can be checked. */
	int status = fsck_open_index(s, rebuild || repair, &ix, &damaged, err);

	if (status == 0 && rebuild) {
		status = fsck_rebuild(s, &ix, err);
		free(damaged);
		damaged = NULL;
	}
	if (status == 0)
		status = fsck_look(s, ix, damaged, repair, &report, err);
	if (status == 0 && repair && report.index_problems)
		status = fsck_renew(s, &ix, err);
	index_close(ix);
	if (status < 0)
		return -1;
	report.problems += cleared;
	if (answer_json())
		fsck_json(answer_json(), &report);
	term_say("checked %zu inputs, %zu objects, %zu artifacts, %zu sysroot%s: %zu problem%s",
		 report.inputs, report.objects, report.artifacts, report.trees,
		 report.trees == 1 ? "" : "s", report.problems, report.problems == 1 ? "" : "s");
	if (report.problems == 0)
		return 0;
	err_set(err, ERR_CORRUPT, "the store has %zu problem%s", report.problems,
		report.problems == 1 ? "" : "s");
	if (store_is_exported(s))
		return err_hint(err, "it was written by 'sysroot export' and cannot be repaired: "
				     "export it again from the\nstore in which it was built, or "
				     "unpack its image again");
	return repair ? err_hint(err,
				 "what could be repaired has been; 'sysroot fetch TARGET' and\n"
				 "'sysroot build TARGET' restore the rest")
		      : err_hint(err, "'sysroot fsck --repair' moves bad files to quarantine/ and "
				      "drops what depends\non them; then fetch and build again");
}

static int fsck_open(bool repair, struct store **s, struct err *err)
{
	if (store_open_to_check(cli_store_path(), false, s, err) == 0)
		return 0;
	if (!repair || (err->code != ERR_CORRUPT && err->code != ERR_FAILED) ||
	    store_mend_format(cli_store_path(), s, err) < 0)
		return -1;
	err_clear(err);
	fsck_say("the store's file 'format' was damaged and has been written again", NULL);
	return 0;
}

/* An exported store has no index. */
static int fsck_no_rebuild(const struct store *s, struct err *err)
{
	store_exported_error(s, "it has no index to rebuild", err);
	return err_hint(err, "use the store in which it was built; here, look into the directories "
			     "below sysroots/");
}

/*
 * Open the store as it is to be checked. First of all, and before any lock, which
 * would be made behind it, goes what stands in the place of a folder. Nothing is
 * repaired in an exported store: *repair is false then.
 */
static int fsck_open_cleared(bool rebuild, bool *repair, struct store **s, size_t *cleared,
			     struct err *err)
{
	bool exported;

	if (fsck_open(*repair, s, err) < 0)
		return -1;
	exported = store_is_exported(*s);
	*repair = *repair && !exported;
	if (exported ? rebuild && fsck_no_rebuild(*s, err) < 0
		     : store_clear_places(*s, *repair, fsck_say, NULL, cleared, err) < 0) {
		store_close(*s);
		return -1;
	}
	if (!*repair)
		return 0;
	/* For writing, now that we know that there is one. */
	store_close(*s);
	return cli_open_store_to_write(s, err);
}

/*
 * Looking alone, nothing may be collected that was seen a moment ago. Mending,
 * nobody may put a good file where a bad one was seen, which would be moved away.
 */
static int fsck_use(struct store *s, bool rebuild, bool repair, size_t cleared, struct err *err)
{
	int fds[2];
	int status = repair ? store_use_alone(s, cli_say_busy, NULL, fds, err) : store_use(s, err);

	if (status < 0)
		return -1;
	status = fsck_in(s, rebuild, repair, cleared, err);
	if (repair)
		store_end_alone(fds);
	else
		store_unuse(s);
	return status;
}

int cmd_fsck(int argc, char **argv, struct err *err)
{
	bool rebuild = false, repair = false;
	AUTOSTRV struct strv words = STRV_INIT;
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "rebuild-index", NULL, "rebuild the index from the manifests",
		  &rebuild },
		{ OPTION_FLAG, 0, "repair", NULL, "quarantine bad files, drop what is incomplete",
		  &repair },
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "fsck",
		.arguments = "[OPTION...]",
		.summary = "Check every input, object, artifact and sysroot of the store against "
			   "its digest,\n"
			   "and the index against them. Each problem is printed on a line.",
		.more = "Exit status 3 if there is a problem.",
		.table = table,
	};
	struct store *s;
	size_t cleared = 0;
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len)
		return cli_refuse("fsck", words.items[0], err);
	process_catch_interrupts();
	if (answer_json()) {
		jsonout_bool(answer_json(), "repair", repair);
		jsonout_bool(answer_json(), "rebuild_index", rebuild);
		jsonout_array_begin(answer_json(), "messages");
	}
	if (fsck_open_cleared(rebuild, &repair, &s, &cleared, err) < 0)
		return -1;
	store_use_all_room(s);
	status = fsck_use(s, rebuild, repair, cleared, err);
	store_close(s);
	return status;
}
