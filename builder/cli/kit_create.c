/* sysroot kit create: pack what another machine needs. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/cli_lock.h"
#include "builder/cli/kit_commands.h"
#include "sysroots/image/image_output.h"

struct create {
	struct workshop w;
	struct cli_choice choice;
	struct strv targets, programs;
	const char *with, *name, *since, *have, *output, *key, *password_file;
	long number;
	bool inputs, artifacts, program;
	struct kit_wish wish;
	struct strv there; /* what the other side has */
};

static int create_with(struct create *c, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;

	strv_split(&words, c->with, ",");
	for (size_t i = 0; i < words.len; i++) {
		bool *what = strcmp(words.items[i], "inputs") == 0      ? &c->inputs
			     : strcmp(words.items[i], "artifacts") == 0 ? &c->artifacts
			     : strcmp(words.items[i], "program") == 0   ? &c->program
									: NULL;

		if (!what) {
			err_set(err, ERR_USAGE, "a kit cannot carry '%s'", words.items[i]);
			return err_hint(err, "the choices are inputs, artifacts and program");
		}
		*what = true;
	}
	return 0;
}

static int create_inputs(struct create *c, const struct plan *plan, struct err *err)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->parts[i].missing.len)
			return plan_missing_error(plan, err);
		for (size_t k = 0; k < plan->parts[i].recipe->input_count; k++)
			strv_add(&c->wish.inputs, plan->parts[i].recipe->inputs[k].sha256);
	}
	return 0;
}

static int create_artifacts(struct create *c, const struct plan *plan, struct err *err)
{
	const char *name = plan->target->name;
	struct tree_record t = { 0 };

	if (store_read_tree(c->w.store, name, &t, err))
		return -1;
	for (size_t i = 0; i < t.part_count; i++)
		strv_add(&c->wish.artifacts, t.parts[i].key);
	tree_record_release(&t);
	strv_add(&c->wish.trees, name);
	if (!plan->composed)
		term_say("%s: packed as it was built; it is out of date, the next build would "
			 "replace it",
			 name);
	return 0;
}

static int create_target(struct create *c, const char *typed, struct err *err)
{
	struct plan_options options = { .weakest = SANDBOX_NONE, .without_tools = true };
	struct target *target = NULL;
	struct plan *plan = NULL;
	int rc;

	if (cli_choice_apply(&c->choice, &options, err) ||
	    cli_plan(&c->w, typed, &c->choice, &options, &target, &plan, err))
		return -1;
	rc = c->inputs ? create_inputs(c, plan, err) : 0;
	if (rc == 0 && c->artifacts)
		rc = create_artifacts(c, plan, err);
	plan_free(plan);
	target_free(target);
	return rc;
}

/* What the other side has already: what a kit before this one carried, or needed. */
static int create_since(struct create *c, struct err *err)
{
	/* It only keeps things out; that it was ours is no matter. */
	const struct kit_trust any = { .unsigned_ok = true };
	const struct kit_manifest *m;
	struct kit *k;

	if (kit_open(c->since, &any, false, &k, err))
		return -1;
	m = kit_manifest(k);
	for (size_t i = 0; i < m->members.count; i++)
		strv_add(&c->there, m->members.items[i].name);
	for (size_t i = 0; i < m->needs.count; i++)
		strv_add(&c->there, m->needs.items[i].name);
	kit_close(k);
	return 0;
}

static int create_have(struct create *c, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;

	if (file_read(AT_FDCWD, c->have, KIT_MANIFEST_MAX, &text, err))
		return -1;
	return kit_have_parse(text.data, text.len, c->have, &c->there, err);
}

static int create_wish(struct create *c, struct err *err)
{
	for (size_t i = 0; i < c->targets.len; i++)
		if (create_target(c, c->targets.items[i], err))
			return -1;
	if (c->program && !(c->wish.program = file_of_program(err)))
		return -1;
	strv_add_all(&c->wish.programs, &c->programs);
	if ((c->since && create_since(c, err)) || (c->have && create_have(c, err)))
		return -1;
	strv_sort_unique(&c->there);
	c->wish.have = &c->there;
	strv_sort_unique(&c->wish.inputs);
	strv_sort_unique(&c->wish.artifacts);
	strv_sort_unique(&c->wish.trees);
	c->wish.number = (uint64_t)c->number;
	if (c->number < 0)
		return kit_next_number(c->w.store, &c->wish, &c->wish.number, err);
	return 0;
}

/* The kit appears whole or not at all; the signature of what was there before goes. */
static int create_in(struct create *c, struct image_output *o, struct kit_summary *summary,
		     struct err *err)
{
	AUTOFREE char *signature = kit_signature_path(c->output);
	AUTOCLOSE int fd = openat(o->work, "kit", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(err, "cannot write '%s'", c->output);
	if (kit_write(c->w.store, &c->wish, fd, summary, err))
		return -1;
	if (fchmod(fd, 0644))
		return err_sys(err, "cannot write '%s'", c->output);
	/* In between, the old signature does not hold for the new kit: the safe side. */
	if (image_output_commit(o, "kit", err))
		return -1;
	if (file_exists(AT_FDCWD, signature) && unlink(signature) == 0)
		term_say("removed '%s': it was the signature of another file", signature);
	return 0;
}

static int create_file(struct create *c, struct kit_summary *summary, struct err *err)
{
	struct image_output o = IMAGE_OUTPUT_INIT;
	int rc = image_output_open(c->output, false, &o, err);

	if (rc == 0)
		rc = create_in(c, &o, summary, err);
	image_output_release(&o);
	return rc;
}

/* Nobody else takes the number meanwhile. */
static int create_numbered(struct create *c, struct kit_summary *summary, struct err *err)
{
	int lock = -1;
	int rc = kit_series_lock(c->w.store, c->name, &lock, err);

	if (rc == 0)
		rc = create_wish(c, err);
	if (rc == 0)
		rc = create_file(c, summary, err);
	if (rc == 0)
		rc = kit_remember_made(c->w.store, summary, err);
	store_unlock(&lock);
	return rc;
}

static void create_say(const struct kit_summary *k)
{
	AUTOFREE char *trees = kit_plural(k->trees, "sysroot");
	AUTOFREE char *artifacts = kit_plural(k->artifacts, "artifact");
	AUTOFREE char *inputs = kit_plural(k->inputs, "input");
	AUTOFREE char *programs = kit_plural(k->programs, "program");
	char size[16];

	term_say("%s, %s, %s, %s: %s in %zu members", trees, artifacts, inputs, programs,
		 term_size(k->bytes, size), k->members);
	if (k->left_out)
		term_say("left out %zu members that the other side has", k->left_out);
}

static void create_print(const struct create *c, const struct kit_summary *k)
{
	AUTOFREE char *signature = kit_signature_path(c->output);
	struct json *j = answer_json();

	if (!j) {
		cli_line("%s %" PRIu64 " sha256:%s %s", k->name, k->number, k->digest, c->output);
		return;
	}
	kit_json_summary(j, c->output, k);
	jsonout_string(j, "signature", c->key ? signature : NULL);
	kit_json_sysroots(j, k);
}

static int create_run(struct create *c, struct err *err)
{
	struct kit_summary summary = { 0 };
	int rc = create_numbered(c, &summary, err);

	if (rc == 0 && c->key)
		rc = kit_sign_asking(c->output, NULL, c->key, c->password_file, err);
	if (rc == 0) {
		create_say(&summary);
		create_print(c, &summary);
		if (!c->key)
			term_say("now sign it: 'sysroot kit sign --key FILE %s'", c->output);
	}
	kit_summary_release(&summary);
	return rc;
}

static int create_check(struct create *c, struct err *err)
{
	if (create_with(c, err))
		return -1;
	if (!c->output)
		return cli_want("kit create", "a file to write: -o FILE", err);
	if (!c->targets.len && !c->program && !c->programs.len)
		return cli_want("kit create", "at least one target: -t TARGET", err);
	if (c->since && c->have) {
		err_set(err, ERR_USAGE, "'--since' and '--have' exclude each other");
		return err_hint(err,
				"what 'sysroot kit have' prints on the other side is more precise");
	}
	return 0;
}

int kit_cmd_create(int argc, char **argv, struct err *err)
{
	struct create c = { .with = "inputs,artifacts", .name = "kit", .number = -1 };
	AUTOSTRV struct strv words = STRV_INIT;
	const struct option_def table[] = {
		{ OPTION_LIST, 't', "target", "TARGET", "a target to pack; may be repeated",
		  &c.targets },
		{ OPTION_STRING, 'o', "output", "FILE", "the kit to write", &c.output },
		{ OPTION_STRING, 0, "with", "WHAT",
		  "of inputs, artifacts, program (inputs,artifacts)", &c.with },
		{ OPTION_LIST, 0, "program", "FILE", "pack this program too; may be repeated",
		  &c.programs },
		{ OPTION_STRING, 0, "since", "KIT", "leave out what this kit brought", &c.since },
		{ OPTION_STRING, 0, "have", "FILE",
		  "leave out what 'sysroot kit have' printed there", &c.have },
		{ OPTION_STRING, 0, "name", "NAME", "the series that it belongs to (kit)",
		  &c.name },
		{ OPTION_NUMBER, 0, "number", "N",
		  "its number there (one more than the last); 0: none", &c.number },
		{ OPTION_STRING, 'k', "key", "FILE", "sign it with this secret key", &c.key },
		{ OPTION_STRING, 0, "password-file", "FILE",
		  "its first line is the key's passphrase ('-': stdin)", &c.password_file },
		CLI_OPTIONS_CHOICE(c.choice),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "kit create",
		.arguments = "[OPTION...] -t TARGET... -o FILE",
		.summary = "Pack what another machine needs into one file: the inputs of the "
			   "targets'\n"
			   "recipes, and the sysroots as they were built, with their parts.",
		.more = "The same store and the same options give the same bytes. A farm rejects a "
			"kit\n"
			"whose number is lower than the last one it imported under the same name.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status == 0 && words.len)
		status = cli_refuse("kit create", words.items[0], err);
	if (status == 0)
		status = create_check(&c, err);
	if (status == 0) {
		process_catch_interrupts();
		c.wish.name = c.name;
		status = cli_open(&c.w, true, err);
		if (status == 0)
			status = create_run(&c, err);
		cli_close(&c.w);
	}
	kit_wish_release(&c.wish);
	strv_release(&c.targets);
	strv_release(&c.programs);
	strv_release(&c.there);
	cli_choice_release(&c.choice);
	return status < 0 ? -1 : 0;
}
