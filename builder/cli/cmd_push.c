/* sysroot push: put a sysroot and its artifacts into a registry. */
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

struct push_command {
	struct remote_access access;
	struct remote_ref ref;
	struct store *store;
	struct registry *registry;
	const char *arch;
	bool only_sysroot, replace;
	size_t moved, there; /* artifacts */
};

static void push_json_part(const struct tree_part *p, const char *state)
{
	if (answer_json())
		answer_part(answer_json(), p, state);
}

static int push_part(struct push_command *c, const struct tree_part *p, struct err *err)
{
	struct share_push done;

	if (share_push_artifact(c->registry, c->store, p->key, c->replace, &done, err) < 0)
		return -1;
	*(done.moved ? &c->moved : &c->there) += 1;
	push_json_part(p, done.moved ? "pushed" : "there");
	if (done.moved)
		term_say("pushed   %s", p->recipe);
	return 0;
}

/* The artifacts first: a sysroot that is there has its parts there. */
static int push_artifacts(struct push_command *c, const char *name, struct err *err)
{
	struct tree_record t = { 0 };
	int status = store_read_tree(c->store, name, &t, err);

	for (size_t i = 0; i < t.part_count && status == 0; i++) {
		AUTOFREE char *what = xasprintf("pushing %s", t.parts[i].recipe);

		term_progress(what, i, t.part_count);
		/* What an old record names may be gone; the sysroot does not need it. */
		if (store_has_artifact(c->store, t.parts[i].key)) {
			status = push_part(c, &t.parts[i], err);
		} else {
			push_json_part(&t.parts[i], "not-here");
			term_say("the artifact of '%s' is no longer in the store; left out",
				 t.parts[i].recipe);
		}
	}
	term_progress_done();
	tree_record_release(&t);
	return status;
}

/* It is built, and gc leaves it while it is pushed. */
static int push_hold(struct push_command *c, const char *name, struct err *err)
{
	AUTOSTRV struct strv things = STRV_INIT;
	char tree[SHA256_HEX];
	int status;

	strv_addf(&things, "sysroots/%s", name);
	if (store_use(c->store, err) < 0)
		return -1;
	status = store_tree_digest(c->store, name, tree, err);
	if (status == 0)
		status = store_lease(c->store, &things, err);
	store_unuse(c->store);
	return status;
}

static int push_run(struct push_command *c, const char *name, struct buf *out, struct err *err)
{
	const char *tag = c->ref.tag ? c->ref.tag : "latest";
	struct json *j = answer_json();
	struct share_push done;

	if (push_hold(c, name, err) < 0)
		return -1;
	if (registry_open(c->store, &c->ref, &c->access, &c->registry, err) < 0)
		return -1;
	if (j)
		jsonout_array_begin(j, "parts");
	if (!c->only_sysroot && push_artifacts(c, name, err) < 0)
		return -1;
	if (j)
		jsonout_array_end(j);
	term_progress("pushing the sysroot", 0, 0);
	if (share_push_tree(c->registry, c->store, name, tag, &done, err) < 0)
		return -1;
	term_progress_done();
	if (!done.moved && c->moved == 0)
		term_say("%s: everything is already there", c->ref.text);
	if (j) {
		answer_built(j, "sysroot", c->store, name);
		answer_place(j, c->ref.host, c->ref.repo, tag);
		jsonout_string(j, "manifest", done.digest);
		jsonout_string(j, "state", done.moved ? "pushed" : "there");
		return 0;
	}
	buf_addf(out, "%s/%s:%s@%s\n", c->ref.host, c->ref.repo, tag, done.digest);
	return 0;
}

static int push_start(struct push_command *c, const struct strv *words, struct buf *out,
		      struct err *err)
{
	AUTOFREE char *name = NULL;

	if (words->len != 2)
		return cli_want("push", "a place in a registry and one target", err);
	if (cli_remote_ref("push", words->items[0], &c->ref, err) < 0)
		return -1;
	if (c->ref.digest) {
		err_set(err, ERR_USAGE, "'%s' names a digest", c->ref.text);
		return err_hint(err, "the digest follows from what is pushed; name a tag");
	}
	if (cli_remote_access(&c->access, err) < 0 || cli_remote_signing(&c->access, err) < 0 ||
	    cli_built_name(words->items[1], c->arch, &name, err) < 0)
		return -1;
	process_catch_interrupts();
	if (cli_open_store(true, &c->store, err) < 0)
		return -1;
	return push_run(c, name, out, err);
}

int cmd_push(int argc, char **argv, struct err *err)
{
	struct push_command c = { .only_sysroot = false };
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		CLI_OPTION_ARCH(c.arch),
		CLI_OPTION_SIGN(c.access),
		{ OPTION_FLAG, 0, "only-sysroot", NULL, "without its artifacts", &c.only_sysroot },
		{ OPTION_FLAG, 0, "replace", NULL, "overwrite artifacts that differ", &c.replace },
		CLI_OPTIONS_REMOTE(c.access),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "push",
		.arguments = "[OPTION...] PLACE TARGET",
		.summary = "Push a built sysroot and its artifacts to a registry, so that others "
			   "need not\n"
			   "build them. PLACE is HOST[:PORT]/REPOSITORY[:TAG].",
		.more = "What is already there is not uploaded again. Prints the place with the "
			"digest\n"
			"that the tag now names.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status == 0)
		status = push_start(&c, &words, &out, err);
	else if (status > 0)
		status = 0;
	term_progress_done();
	registry_close(c.registry);
	store_close(c.store);
	remote_ref_release(&c.ref);
	cli_remote_release(&c.access);
	return status < 0 ? -1 : cli_print(&out, err);
}
