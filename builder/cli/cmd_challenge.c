/* sysroot challenge: did another machine make the same of the same build keys? */
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
#include "builder/cli/table.h"
#include "builder/remote/remote_compare.h"

struct challenge {
	struct remote_access access;
	struct remote_ref place;
	struct store *store;
	struct comparer *comparer;
	const char *arch;
	struct tree_record tree;
	struct comparison *results; /* of each part */
	bool *gone; /* our own artifact is not in the store any more */
};

static const struct {
	const char *word, *json;
} CHALLENGE_WORDS[] = {
	[COMPARE_EQUAL] = { "equal", "equal" },
	[COMPARE_DIFFERS] = { "differs", "differs" },
	[COMPARE_ABSENT] = { "not there", "not-there" },
};

static const char *challenge_word(const struct challenge *c, size_t i)
{
	return c->gone[i] ? "not here" : CHALLENGE_WORDS[c->results[i].end].word;
}

static size_t challenge_count(const struct challenge *c, enum compare_end end)
{
	size_t n = 0;

	for (size_t i = 0; i < c->tree.part_count; i++)
		n += !c->gone[i] && c->results[i].end == end;
	return n;
}

static void challenge_difference(const struct comparison *r, const char *recipe, struct buf *out)
{
	buf_addf(out, "\n%s differs:\n", recipe);
	buf_addf(out, "  here   sha256:%s%s%s\n", r->ours, r->our_making ? ", made " : "",
		 r->our_making ? r->our_making : "");
	buf_addf(out, "  there  sha256:%s%s%s\n", r->theirs, r->their_making ? ", made " : "",
		 r->their_making ? r->their_making : "");
	for (size_t i = 0; i < r->paths.len; i++)
		buf_addf(out, "  %s\n", r->paths.items[i]);
	if (r->differing > r->paths.len)
		buf_addf(out, "  and %zu more\n", r->differing - r->paths.len);
}

static void challenge_text(const struct challenge *c, struct buf *out)
{
	struct table table;

	table_init(&table, 3);
	table_row(&table, "PART", "RECIPE", "RESULT");
	for (size_t i = 0; i < c->tree.part_count; i++)
		table_row(&table, c->tree.parts[i].part, c->tree.parts[i].recipe,
			  challenge_word(c, i));
	table_print(&table, out);
	table_release(&table);
	for (size_t i = 0; i < c->tree.part_count; i++)
		if (!c->gone[i] && c->results[i].end == COMPARE_DIFFERS)
			challenge_difference(&c->results[i], c->tree.parts[i].recipe, out);
}

static void challenge_json(const struct challenge *c, struct json *j)
{
	jsonout_string(j, "target", c->tree.name);
	jsonout_string(j, "place", c->place.text);
	jsonout_array_begin(j, "parts");
	for (size_t i = 0; i < c->tree.part_count; i++) {
		const struct comparison *r = &c->results[i];

		jsonout_object_begin(j, NULL);
		jsonout_string(j, "part", c->tree.parts[i].part);
		jsonout_string(j, "recipe", c->tree.parts[i].recipe);
		jsonout_string(j, "key", c->tree.parts[i].key);
		jsonout_string(j, "state", c->gone[i] ? "not-here" : CHALLENGE_WORDS[r->end].json);
		jsonout_string(j, "here", *r->ours ? r->ours : NULL);
		jsonout_string(j, "there", *r->theirs ? r->theirs : NULL);
		jsonout_string(j, "made_here", r->our_making);
		jsonout_string(j, "made_there", r->their_making);
		jsonout_number(j, "differing", (int64_t)r->differing);
		answer_strings(j, "paths", &r->paths);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

static int challenge_run(struct challenge *c, struct err *err)
{
	for (size_t i = 0; i < c->tree.part_count; i++) {
		const struct tree_part *p = &c->tree.parts[i];
		AUTOFREE char *what = xasprintf("comparing %s", p->recipe);

		if (process_interrupted())
			return err_set(err, ERR_INTERRUPTED, "interrupted");
		term_progress(what, i, c->tree.part_count);
		c->gone[i] = !store_has_artifact(c->store, p->key);
		if (c->gone[i])
			continue;
		if (compare_artifact(c->comparer, p->key, &c->results[i], err) < 0)
			return -1;
	}
	return 0;
}

/* The answer, then what it comes to: one that differs is exit 3. */
static int challenge_answer(const struct challenge *c, struct err *err)
{
	AUTOBUF struct buf out = BUF_INIT;
	size_t differs = challenge_count(c, COMPARE_DIFFERS);

	if (answer_json())
		challenge_json(c, answer_json());
	else
		challenge_text(c, &out);
	if (cli_print(&out, err) < 0)
		return -1;
	term_say("%s: %zu equal, %zu differ%s, %zu not there", c->place.text,
		 challenge_count(c, COMPARE_EQUAL), differs, differs == 1 ? "s" : "",
		 challenge_count(c, COMPARE_ABSENT));
	if (!differs)
		return 0;
	err_set(err, ERR_MISMATCH, "'%s' and '%s' have different artifacts for %zu build key%s",
		store_path(c->store), c->place.text, differs, differs == 1 ? "" : "s");
	return err_hint(err, "a build is not reproducible, or one of the two machines is "
			     "faulty;\nbuild it a third time elsewhere to find out which");
}

static int challenge_start(struct challenge *c, const struct strv *words, struct err *err)
{
	AUTOFREE char *name = NULL;

	if (words->len != 2)
		return cli_want("challenge", "a target and a place", err);
	if (remote_ref_parse(words->items[1], &c->place, err) < 0)
		return -1;
	if (c->place.tag || c->place.digest) {
		err_set(err, ERR_USAGE, "'%s' has a tag", c->place.text);
		return err_hint(
			err, "artifacts are found by build key: give the repository without a tag");
	}
	if (cli_remote_access(&c->access, err) < 0 ||
	    cli_built_name(words->items[0], c->arch, &name, err) < 0)
		return -1;
	process_catch_interrupts();
	if (cli_open_store(true, &c->store, err) < 0 ||
	    store_read_tree(c->store, name, &c->tree, err) < 0)
		return -1;
	c->results = xcalloc(c->tree.part_count + 1, sizeof(*c->results));
	c->gone = xcalloc(c->tree.part_count + 1, sizeof(*c->gone));
	if (compare_open(c->store, &c->place, &c->access, &c->comparer, err) < 0)
		return -1;
	if (challenge_run(c, err) < 0)
		return -1;
	term_progress_done();
	return challenge_answer(c, err);
}

int cmd_challenge(int argc, char **argv, struct err *err)
{
	struct challenge c = { 0 };
	AUTOSTRV struct strv words = STRV_INIT;
	const struct option_def table[] = {
		CLI_OPTION_ARCH(c.arch),
		CLI_OPTION_UNSIGNED(c.access),
		CLI_OPTIONS_REMOTE(c.access),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "challenge",
		.arguments = "[OPTION...] TARGET PLACE",
		.summary = "Compare the artifacts of a built target with those that another "
			   "machine made\n"
			   "under the same build keys. PLACE is HOST[:PORT]/REPOSITORY, or\n"
			   "dir:/DIRECTORY for a store.",
		.more = "Nothing from the other side enters the store. Exit status 3 if any "
			"differ.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status == 0)
		status = challenge_start(&c, &words, err);
	else if (status > 0)
		status = 0;
	term_progress_done();
	compare_close(c.comparer);
	for (size_t i = 0; c.results && i < c.tree.part_count; i++)
		comparison_release(&c.results[i]);
	free(c.results);
	free(c.gone);
	tree_record_release(&c.tree);
	store_close(c.store);
	remote_ref_release(&c.place);
	cli_remote_release(&c.access);
	return status < 0 ? -1 : 0;
}
