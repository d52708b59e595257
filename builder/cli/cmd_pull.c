/* sysroot pull: take a sysroot from a registry. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/cli_remote.h"
#include "builder/cli/commands.h"
#include "builder/remote/remote_share.h"

struct pull_command {
	struct remote_access access;
	struct remote_ref ref;
	struct workshop w;
	struct registry *registry;
	bool artifacts;
};

static void pull_json_part(const struct tree_part *p, const char *state)
{
	if (answer_json())
		answer_part(answer_json(), p, state);
}

static int pull_artifacts(struct pull_command *c, const char *name, struct err *err)
{
	struct tree_record t = { 0 };
	int status = store_read_tree(c->w.store, name, &t, err);

	for (size_t i = 0; i < t.part_count && status == 0; i++) {
		AUTOFREE char *what = xasprintf("pulling %s", t.parts[i].recipe);
		int got;

		if (store_has_artifact(c->w.store, t.parts[i].key)) {
			pull_json_part(&t.parts[i], "here");
			continue;
		}
		term_progress(what, i, t.part_count);
		got = share_pull_artifact(c->registry, c->w.store, c->w.index, t.parts[i].key, err);
		if (got >= 0)
			pull_json_part(&t.parts[i], got ? "pulled" : "not-there");
		if (got == 1)
			term_say("pulled   %s", t.parts[i].recipe);
		else if (got == 0)
			term_say("%s does not have an artifact of '%s'", c->ref.text,
				 t.parts[i].recipe);
		status = got < 0 ? -1 : 0;
	}
	term_progress_done();
	tree_record_release(&t);
	return status;
}

static int pull_run(struct pull_command *c, struct buf *out, struct err *err)
{
	const char *tag = c->ref.digest ? c->ref.digest : c->ref.tag ? c->ref.tag : "latest";
	AUTOFREE char *name = NULL;
	struct json *j = answer_json();
	char digest[SHA256_HEX];
	int got;

	if (registry_open(c->w.store, &c->ref, &c->access, &c->registry, err) < 0)
		return -1;
	term_progress("pulling the sysroot", 0, 0);
	got = share_pull_tree(c->registry, c->w.store, c->w.index, tag, &name, err);
	term_progress_done();
	if (got == 0) {
		err_set(err, ERR_MISSING, "'%s/%s' does not have '%s'", c->ref.host, c->ref.repo,
			tag);
		return err_hint(err, "push a sysroot there with 'sysroot push %s TARGET'",
				c->ref.text);
	}
	if (got < 0 || store_tree_digest(c->w.store, name, digest, err) < 0)
		return -1;
	if (j)
		jsonout_array_begin(j, "parts");
	if (c->artifacts && pull_artifacts(c, name, err) < 0)
		return -1;
	if (j) {
		jsonout_array_end(j);
		answer_built(j, "sysroot", c->w.store, name);
		answer_place(j, c->ref.host, c->ref.repo, tag);
		return 0;
	}
	buf_addf(out, "%s sha256:%s %s/sysroots/%s\n", name, digest, store_path(c->w.store), name);
	return 0;
}

static int pull_start(struct pull_command *c, const struct strv *words, struct buf *out,
		      struct err *err)
{
	if (words->len != 1)
		return cli_want("pull", "one place in a registry", err);
	if (cli_remote_ref("pull", words->items[0], &c->ref, err) < 0 ||
	    cli_remote_access(&c->access, err) < 0)
		return -1;
	process_catch_interrupts();
	if (cli_open(&c->w, true, err) < 0)
		return -1;
	return pull_run(c, out, err);
}

int cmd_pull(int argc, char **argv, struct err *err)
{
	struct pull_command c = { .artifacts = false };
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "artifacts", NULL, "also its artifacts", &c.artifacts },
		{ OPTION_FLAG, 0, "older", NULL, "replace an existing sysroot with this one",
		  &c.access.older_ok },
		CLI_OPTION_UNSIGNED(c.access),
		CLI_OPTIONS_REMOTE(c.access),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "pull",
		.arguments = "[OPTION...] PLACE",
		.summary = "Get a sysroot from a registry into the store. PLACE is\n"
			   "HOST[:PORT]/REPOSITORY[:TAG] or HOST[:PORT]/REPOSITORY@DIGEST.",
		.more = "It must be signed by a trusted key. Prints its name, digest and place, "
			"as\n"
			"'sysroot build' does.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status == 0)
		status = pull_start(&c, &words, &out, err);
	else if (status > 0)
		status = 0;
	registry_close(c.registry);
	cli_close(&c.w);
	remote_ref_release(&c.ref);
	cli_remote_release(&c.access);
	return status < 0 ? -1 : cli_print(&out, err);
}
