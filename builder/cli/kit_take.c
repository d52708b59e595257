/* sysroot kit verify, import, have: the side without a network. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/kit_commands.h"
#include "sysroots/elf/index_symbols.h"

static void verify_print(const char *file, const struct kit_summary *k)
{
	if (!answer_json()) {
		cli_line("%s %" PRIu64 " sha256:%s %s", k->name, k->number, k->digest, file);
		return;
	}
	kit_json_summary(answer_json(), file, k);
	kit_json_sysroots(answer_json(), k);
}

static int verify_one(struct kit_reading *r, const char *file, bool reread, struct err *err)
{
	struct kit_summary summary = { 0 };
	struct kit *k;
	int rc;

	if (kit_reading_open(r, file, reread, &k, err))
		return -1;
	rc = kit_check(k, err);
	if (rc == 0) {
		kit_summarize(k, &summary);
		kit_say_signer(file, &summary);
		verify_print(file, &summary);
	}
	kit_summary_release(&summary);
	kit_close(k);
	return rc;
}

int kit_cmd_verify(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv files = STRV_INIT;
	AUTOREADING struct kit_reading r = { 0 };
	bool reread = false;
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "reread", NULL,
		  "read the medium itself, bypassing the page cache", &reread },
		KIT_OPTIONS_READING(r),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "kit verify",
		.arguments = "[OPTION...] KIT",
		.summary =
			"Check a kit's signature, and then everything in it. Nothing is written.",
		.more = "The signature can also be checked with: minisign -V -p KEY.pub -m KIT",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &files, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (files.len != 1)
		return cli_want("kit verify", "one kit", err);
	process_catch_interrupts();
	return verify_one(&r, files.items[0], reread, err);
}

/* Name, digest and place of each sysroot that came, as 'build' prints them. */
static void import_print(const struct store *s, const struct strv *sysroots)
{
	for (size_t i = 0; i < sysroots->len; i++) {
		const char *line = sysroots->items[i];
		int name = (int)strcspn(line, " ");

		cli_line("%.*s sha256:%s %s/sysroots/%.*s", name, line, line + name + 1,
			 store_path(s), name, line);
	}
}

static void import_say(const char *file, const struct kit_summary *k, const char *programs)
{
	AUTOFREE char *trees = kit_plural(k->trees, "sysroot");
	AUTOFREE char *artifacts = kit_plural(k->artifacts, "artifact");
	AUTOFREE char *inputs = kit_plural(k->inputs, "input");

	kit_say_signer(file, k);
	for (size_t i = 0; i < k->notes.len; i++)
		term_say("%s", k->notes.items[i]);
	if (k->added)
		term_say("%s, %s, %s: %zu of %zu members were new here", trees, artifacts, inputs,
			 k->added, k->members);
	else
		term_say("%s, %s, %s: everything was already here", trees, artifacts, inputs);
	if (k->programs && !programs)
		term_say("the programs in it were left out; use --programs DIR to import them");
}

/* Would a build here make another sysroot of that name? When it cannot be told: no. */
static bool import_is_foreign(struct workshop *w, const char *name)
{
	struct plan_options options = { .weakest = SANDBOX_NONE, .without_tools = true };
	struct target *target = NULL;
	struct plan *plan = NULL;
	struct err ignored = ERR_INIT;
	bool foreign =
		cli_plan(w, name, NULL, &options, &target, &plan, &ignored) == 0 && !plan->composed;

	err_clear(&ignored);
	plan_free(plan);
	target_free(target);
	return foreign;
}

static void import_find_foreign(struct workshop *w, const struct strv *sysroots,
				struct strv *foreign)
{
	for (size_t i = 0; i < sysroots->len; i++) {
		AUTOFREE char *name =
			xstrndup(sysroots->items[i], strcspn(sysroots->items[i], " "));

		if (import_is_foreign(w, name))
			strv_add(foreign, name);
	}
}

/*
 * Whoever builds here what a kit brought gets another digest if the other machine's compiler or
 * recipes are different: better told now than found out.
 */
static void import_say_foreign(const struct strv *foreign)
{
	AUTOFREE char *all = strv_join(foreign, ", ");

	if (!foreign->len)
		return;
	term_say("made with tools or recipes that differ from those here: %s", all);
	term_say("they can be used as they are; 'sysroot build' would rebuild them, with a "
		 "different digest");
}

static void import_json(struct json *j, const char *file, const struct store *s,
			const struct kit_summary *k, const struct strv *foreign)
{
	kit_json_summary(j, file, k);
	jsonout_number(j, "added", (int64_t)k->added);
	answer_strings(j, "notes", &k->notes);
	jsonout_array_begin(j, "sysroots");
	for (size_t i = 0; i < k->sysroots.len; i++) {
		AUTOFREE char *name =
			xstrndup(k->sysroots.items[i], strcspn(k->sysroots.items[i], " "));
		bool other = strv_contains(foreign, name);
		const struct answer_sysroot sysroot = {
			.name = name,
			.state = other ? ANSWER_OUT_OF_DATE : ANSWER_BUILT,
			.reason = other ? "made with other tools or recipes than are here" : NULL,
		};

		jsonout_object_begin(j, NULL);
		answer_sysroot_fields(j, s, &sysroot);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

static int import_one(struct kit_reading *r, const char *file, bool older, const char *programs,
		      struct err *err)
{
	AUTOFREE char *beside = NULL;
	AUTOSTRV struct strv foreign = STRV_INIT;
	struct kit_summary summary = { 0 };
	struct kit_trust trust;
	struct workshop w = { 0 };
	int rc;

	if (kit_reading_trust(r, file, &beside, &trust, err) || cli_open(&w, true, err))
		return -1;
	trust.older_ok = older;
	rc = kit_import(w.store, w.index, symbols_index_reader, file, &trust, programs, &summary,
			err);
	if (rc == 0) {
		import_say(file, &summary, programs);
		import_find_foreign(&w, &summary.sysroots, &foreign);
		import_say_foreign(&foreign);
		if (answer_json())
			import_json(answer_json(), file, w.store, &summary, &foreign);
		else
			import_print(w.store, &summary.sysroots);
	}
	kit_summary_release(&summary);
	cli_close(&w);
	return rc;
}

int kit_cmd_import(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv files = STRV_INIT;
	AUTOREADING struct kit_reading r = { 0 };
	const char *programs = NULL;
	bool older = false;
	const struct option_def table[] = {
		KIT_OPTIONS_READING(r),
		{ OPTION_FLAG, 0, "older", NULL, "accept a number that is not above the last one",
		  &older },
		{ OPTION_STRING, 0, "programs", "DIR", "put the programs in it into DIR",
		  &programs },
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "kit import",
		.arguments = "[OPTION...] KIT",
		.summary = "Import everything in a kit, or nothing, and print its sysroots: they "
			   "can be used\n"
			   "at once. Nothing in it is read before its signature is verified.",
		.more = "KIT.minisig must be beside it, made with a key that is trusted here\n"
			"('sysroot kit trust').",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &files, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (files.len != 1)
		return cli_want("kit import", "one kit", err);
	process_catch_interrupts();
	return import_one(&r, files.items[0], older, programs, err);
}

int kit_cmd_have(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = { { OPTION_END, 0, NULL, NULL, NULL, NULL } };
	const struct option_usage usage = {
		.command = "kit have",
		.arguments = "> FILE",
		.summary = "List what this store has. On the machine that makes kits,\n"
			   "'sysroot kit create --have FILE' leaves that out.",
		.table = table,
	};
	struct store *s;
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len)
		return cli_refuse("kit have", words.items[0], err);
	if (cli_open_store(false, &s, err) < 0)
		return -1;
	status = kit_have(s, &names, err);
	store_close(s);
	kit_have_text(&names, &out);
	return status < 0 ? -1 : cli_print(&out, err);
}
