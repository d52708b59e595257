/* sysroot list: the sysroots that are built. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "builder/base/option.h"
#include "builder/base/term.h"
#include "builder/cli/age.h"
#include "builder/cli/answer.h"
#include "builder/cli/built_record.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/freshness.h"
#include "builder/cli/table.h"

struct list_answer {
	const struct store *store;
	struct table table;
	struct freshness freshness;
	char *targets; /* folder of the targets, NULL when it cannot be had */
	size_t old; /* how many are out of date */
	struct json *json; /* NULL: a table */
};

/* Without recipes the rest can be told all the same. */
static enum answer_state list_state(struct list_answer *a, const char *name, char **reason)
{
	AUTOSTRV struct strv reasons = STRV_INIT;
	enum answer_state state = ANSWER_UNKNOWN;
	struct target *target = NULL;

	if (a->targets && a->freshness.catalog &&
	    target_resolve(a->targets, name, NULL, &target, NULL) == 0)
		state = freshness_of(&a->freshness, target, &reasons);
	*reason = reasons.len ? strv_join(&reasons, "\n") : NULL;
	target_free(target);
	return state;
}

static void list_json(struct list_answer *a, const struct answer_sysroot *sysroot, int64_t age,
		      int64_t unused)
{
	jsonout_object_begin(a->json, NULL);
	answer_sysroot_fields(a->json, a->store, sysroot);
	answer_seconds(a->json, "age_seconds", age);
	answer_seconds(a->json, "unused_seconds", unused);
	jsonout_object_end(a->json);
}

/* It is built, whatever else can be told of it: a program that reads the answer learns both. */
static void list_unreadable(struct list_answer *a, const char *name, const char *why)
{
	const struct answer_sysroot sysroot = { .name = name,
						.state = ANSWER_UNKNOWN,
						.reason = why };
	int64_t since, used;

	store_tree_times(a->store, name, &since, &used);
	list_json(a, &sysroot, age_since(since), age_since(used));
}

static void list_row(struct list_answer *a, const char *name, const struct tree_record *t)
{
	AUTOFREE char *libc = xasprintf("%s %s", tree_record_fact(t, "libc"),
					tree_record_fact(t, "libc-version"));
	AUTOFREE char *age = NULL;
	AUTOFREE char *unused = NULL;
	AUTOFREE char *reason = NULL;
	const enum answer_state state = list_state(a, name, &reason);
	int64_t since, used;
	char size[16];

	a->old += state == ANSWER_OUT_OF_DATE;
	store_tree_times(a->store, name, &since, &used);
	if (a->json) {
		const struct answer_sysroot sysroot = {
			.name = name, .state = state, .record = t, .reason = reason
		};

		list_json(a, &sysroot, age_since(since), age_since(used));
		return;
	}
	age = age_text(age_since(since));
	unused = age_text(age_since(used));
	table_row(&a->table, name, libc, tree_record_fact(t, "linux-version"),
		  tree_record_fact(t, "arch"), term_size(built_record_size(t), size), age, unused);
}

static int list_one(struct list_answer *a, const char *name, struct err *err)
{
	static const char *const needed[] = { "arch", "libc", "libc-version", "linux-version" };
	struct tree_record t = { 0 };
	int status = built_record_read(a->store, name, &t, err);

	for (size_t i = 0; status == 0 && i < ARRAY_LEN(needed); i++)
		if (!tree_record_fact(&t, needed[i]))
			status = err_set(err, ERR_CORRUPT, "its record does not have the fact '%s'",
					 needed[i]);
	if (status == 0)
		list_row(a, name, &t);
	tree_record_release(&t);
	return status;
}

static int list_all(struct list_answer *a, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (a->store && store_list_trees(a->store, &names, err) < 0)
		return -1;
	strv_sort(&names);
	for (size_t i = 0; i < names.len; i++) {
		struct err e = ERR_INIT;

		if (list_one(a, names.items[i], &e) < 0) {
			if (a->json)
				list_unreadable(a, names.items[i], e.text);
			else
				term_say("'%s' is not listed: %s", names.items[i], e.text);
		}
		err_clear(&e);
	}
	if (!names.len && !a->json)
		term_say("no sysroot is built in this store; to build one: 'sysroot build --fetch "
			 "TARGET'");
	if (a->old && !a->json)
		term_say("%zu of them %s out of date: 'sysroot targets' says why", a->old,
			 a->old == 1 ? "is" : "are");
	return 0;
}

int cmd_list(int argc, char **argv, struct err *err)
{
	struct list_answer a = { 0 };
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "list",
		.arguments = "[--json]",
		.summary = "List the sysroots that are built: their baseline, the size of their "
			   "files, when\n"
			   "they were made, and for how long they have not been used.",
		.more = "Sysroots share files in the store: removing one may free less than its "
			"size.\n"
			"'sysroot targets' lists what can be built.",
		.table = table,
	};
	struct err none = ERR_INIT;
	struct store *s = NULL;
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len)
		return cli_refuse("list", words.items[0], err);
	if (cli_open_store_to_look(&s, err) < 0)
		return -1;
	a.store = s;
	a.json = answer_json();
	a.targets = cli_targets_folder(NULL);
	if (s && freshness_open(&a.freshness, s, &none) < 0)
		err_clear(&none);
	table_init(&a.table, 7);
	/* Names with many libraries in them must not push the rest beyond 80 columns. */
	a.table.widest = 22;
	table_row(&a.table, "SYSROOT", "C LIBRARY", "LINUX", "ARCH", "SIZE", "AGE", "UNUSED");
	if (a.json)
		jsonout_array_begin(a.json, "sysroots");
	status = list_all(&a, err);
	if (status == 0 && a.json)
		jsonout_array_end(a.json);
	else if (a.table.cells.len > a.table.columns)
		table_print(&a.table, &out);
	table_release(&a.table);
	freshness_close(&a.freshness);
	free(a.targets);
	store_close(s);
	return status < 0 ? -1 : cli_print(&out, err);
}
