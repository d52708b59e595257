/* sysroot gc: remove from the store what nothing needs; pins. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/gc_answer.h"
#include "builder/cli/gc_ask.h"
#include "builder/cli/gc_pins.h"
#include "cache/gc/gc.h"

#define KEEP_DAYS 7
#define KEEP_DAYS_MOST 36500
#define DAY ((int64_t)24 * 60 * 60)

struct gc_command {
	struct gc_options options;
	struct strv pin, unpin;
	struct strv wanted; /* inputs of the catalog */
	struct strv names; /* sysroots that may go for --max-size */
	bool pins, yes;
	long keep_days;
	const char *max_size;
};

/* --- what is told --- */

static void gc_tell(const struct gc_item *item, void *arg)
{
	const struct gc_command *c = arg;
	struct json *j = answer_json();
	AUTOFREE char *age = gc_age(item->unused);
	char size[16];

	if (j) {
		gc_answer_item(j, item);
		return;
	}
	cli_line("%s %s %s%s%s (%s%s)", c->options.dry_run ? "would remove" : "removed",
		 gc_word(item->kind, false), item->what ? item->what : "", item->what ? " " : "",
		 item->name, term_size(item->frees, size), age);
}

static void gc_warn(const char *line, void *arg)
{
	(void)arg;
	term_say("%s", line);
}

static void gc_summary(const struct gc_command *c, const struct gc_report *r)
{
	AUTOBUF struct buf line = BUF_INIT;
	uint64_t bytes = 0;
	char size[16];

	for (size_t i = 0; i < GC_KINDS; i++) {
		bytes += r->bytes[i];
		if (r->count[i])
			buf_addf(&line, "%s%zu %s", line.len ? ", " : "", r->count[i],
				 gc_word((enum gc_kind)i, r->count[i] != 1));
	}
	if (!line.len)
		term_say("nothing to remove");
	else if (c->options.dry_run)
		term_say("would remove %s: %s", line.data, term_size(bytes, size));
	else
		term_say("removed %s: %s", line.data, term_size(bytes, size));
	if (r->stayed)
		term_say("%zu could not be removed", r->stayed);
}

/* --- collecting --- */

/* Inputs that some recipe of the catalog wants. A broken recipe might want any. */
static int gc_wanted(struct strv *wanted, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	struct catalog *catalog = NULL;
	int status;

	if (cli_open_catalog(&catalog, err) < 0)
		return -1;
	status = catalog_names(catalog, NULL, &names, err);
	for (size_t i = 0; status == 0 && i < names.len; i++) {
		const struct recipe *r;

		status = catalog_get(catalog, names.items[i], &r, err);
		for (size_t j = 0; status == 0 && j < r->input_count; j++)
			strv_add(wanted, r->inputs[j].sha256);
	}
	catalog_free(catalog);
	strv_sort_unique(wanted);
	return status < 0 ? -1 : 0;
}

static void gc_add(struct gc_report *sum, const struct gc_report *more)
{
	for (size_t i = 0; i < GC_KINDS; i++) {
		sum->count[i] += more->count[i];
		sum->bytes[i] += more->bytes[i];
	}
	sum->stayed += more->stayed;
	sum->size = more->size;
}

/* A disk may be too full for the index to open: what it knows nothing of goes first. */
static int gc_open_index(struct gc_command *c, struct store *s, struct index **ix,
			 struct gc_report *report, struct err *err)
{
	struct gc_options first = c->options;
	struct err why = ERR_INIT;

	*ix = NULL;
	if (c->options.dry_run || index_open(s, true, ix, &why) == 0)
		return 0;
	if (why.sysno != ENOSPC && why.sysno != EDQUOT)
		return err_move(err, &why);
	err_clear(&why);
	first.max_size = 0;
	first.inputs = false;
	return gc_run(s, NULL, &first, report, err) < 0 ? -1 : index_open(s, true, ix, err);
}

static int gc_collect(struct gc_command *c, struct store *s, struct err *err)
{
	struct gc_report report = { 0 }, rest = { 0 };
	struct json *j = answer_json();
	struct index *ix = NULL;
	int status;

	if (j)
		gc_answer_begin(j, &c->options);
	status = gc_open_index(c, s, &ix, &report, err);
	if (status == 0)
		status = gc_run(s, ix, &c->options, &rest, err);
	gc_add(&report, &rest);
	index_close(ix);
	/* What went before it failed is gone all the same. */
	if (j)
		gc_answer_end(j, &c->options, &report);
	else
		gc_summary(c, &report);
	if (status == 0 && c->options.max_size && report.size > c->options.max_size) {
		char size[16];

		err_set(err, ERR_FAILED,
			"the store is still %s: the rest is pinned, in use, inputs, or the store's "
			"own records",
			term_size(report.size, size));
		return err_hint(err, "'sysroot gc --pins' lists the pins; '--inputs' removes "
				     "inputs that no recipe needs");
	}
	return status;
}

/* --- pins --- */

static int gc_pins(struct gc_command *c, struct store *s, struct err *err)
{
	AUTOSTRV struct strv pins = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;

	for (size_t i = 0; i < c->unpin.len; i++)
		if (gc_unpin_typed(s, c->unpin.items[i], err) < 0)
			return -1;
	for (size_t i = 0; i < c->pin.len; i++)
		if (gc_pin_typed(s, c->pin.items[i], err) < 0)
			return -1;
	if (!c->pins && !answer_json())
		return 0;
	if (store_list_pins(s, &pins, err) < 0)
		return -1;
	if (answer_json()) {
		answer_strings(answer_json(), "pins", &pins);
		return 0;
	}
	for (size_t i = 0; i < pins.len; i++)
		buf_addf(&out, "%s\n", pins.items[i]);
	return cli_print(&out, err);
}

/* --- the command --- */

static int gc_parse(struct gc_command *c, int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	const struct option_def table[] = {
		{ OPTION_NUMBER, 0, "keep-days", "N", "keep what was used in the last N days (7)",
		  &c->keep_days },
		{ OPTION_STRING, 0, "max-size", "SIZE",
		  "continue, oldest first, until it is this small (10G)", &c->max_size },
		{ OPTION_FLAG, 0, "yes", NULL, "with --max-size, do not ask first", &c->yes },
		{ OPTION_FLAG, 'n', "dry-run", NULL, "only print what would be removed",
		  &c->options.dry_run },
		{ OPTION_FLAG, 0, "inputs", NULL, "also inputs that no recipe needs",
		  &c->options.inputs },
		{ OPTION_FLAG, 0, "quarantine", NULL, "also what fsck and build quarantined",
		  &c->options.quarantine },
		{ OPTION_LIST, 0, "pin", "NAME", "keep this sysroot or artifact from now on",
		  &c->pin },
		{ OPTION_LIST, 0, "unpin", "NAME", "stop keeping it", &c->unpin },
		{ OPTION_FLAG, 0, "pins", NULL, "list what is pinned", &c->pins },
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "gc",
		.arguments = "[OPTION...]",
		.summary = "Remove from the store what nothing needs: trees without a name, "
			   "artifacts that\n"
			   "no sysroot uses, their objects, old logs. Named sysroots are kept, and "
			   "so is\n"
			   "everything that running commands are using.",
		.more = "--max-size also removes named sysroots, after everything else, but never "
			"a\n"
			"pinned one, and asks first; without a terminal, --yes is required. A size "
			"has a\n"
			"unit: K, M, G or T. Inputs are kept unless --inputs is given. With "
			"--pin,\n"
			"--unpin or --pins nothing is removed.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status;
	if (words.len) {
		cli_refuse("gc", words.items[0], err);
		return err_hint(err, "to keep a sysroot: 'sysroot gc --pin %s'", words.items[0]);
	}
	if (c->keep_days > KEEP_DAYS_MOST)
		return err_set(err, ERR_USAGE, "--keep-days takes at most %d", KEEP_DAYS_MOST);
	c->options.keep = c->keep_days * DAY;
	if (c->max_size && store_parse_size(c->max_size, &c->options.max_size, err) < 0)
		return err_prefix(err, "--max-size");
	/* 0 would be "any". */
	c->options.max_size += c->max_size && !c->options.max_size;
	return 0;
}

static int gc_in(struct gc_command *c, struct err *err)
{
	const bool pins = c->pins || c->pin.len || c->unpin.len;
	const bool reads = pins ? !c->pin.len && !c->unpin.len : c->options.dry_run;
	struct store *s = NULL;
	int status;

	if ((reads ? cli_open_store(false, &s, err) : cli_open_store_to_write(&s, err)) < 0)
		return -1;
	c->options.wanted = &c->wanted;
	store_use_all_room(s);
	if (pins) {
		status = gc_pins(c, s, err);
	} else {
		status = c->options.inputs ? gc_wanted(&c->wanted, err) : 0;
		if (status == 0 && c->options.max_size && !c->options.dry_run && !c->yes) {
			status = gc_ask(s, &c->options, &c->names, err);
			c->options.names = &c->names;
		}
		if (status == 0)
			status = gc_collect(c, s, err);
	}
	store_close(s);
	return status;
}

int cmd_gc(int argc, char **argv, struct err *err)
{
	struct gc_command c = { .keep_days = KEEP_DAYS };
	int status;

	c.options.say = gc_tell;
	c.options.warn = gc_warn;
	c.options.busy = cli_say_busy;
	c.options.arg = &c;
	status = gc_parse(&c, argc, argv, err);
	if (status == 0) {
		process_catch_interrupts();
		status = gc_in(&c, err);
	}
	strv_release(&c.pin);
	strv_release(&c.unpin);
	strv_release(&c.wanted);
	strv_release(&c.names);
	return status < 0 ? -1 : 0;
}
