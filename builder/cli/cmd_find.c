/* sysroot find: ask the index what the sysroots contain. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/option.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/table.h"

static const struct {
	const char *word;
	enum index_question question;
	const char *version; /* heading of the version column */
} find_questions[] = {
	{ "header", FIND_HEADER, "VERSION" }, { "symbol", FIND_SYMBOL, "SYMBOL VERSION" },
	{ "lib", FIND_LIBRARY, "VERSION" },   { "library", FIND_LIBRARY, "VERSION" },
	{ "file", FIND_FILE, "VERSION" },
};

struct find_answer {
	struct table table;
	struct json *json; /* NULL: a table */
	size_t rows;
};

static int find_visit(const struct index_row *row, void *arg)
{
	struct find_answer *a = arg;

	a->rows++;
	if (!a->json) {
		table_row(&a->table, row->sysroot, row->version, row->kind, row->part, row->path);
		return 0;
	}
	jsonout_object_begin(a->json, NULL);
	jsonout_string(a->json, "target", row->sysroot);
	jsonout_string(a->json, "version", row->version);
	jsonout_string(a->json, "kind", row->kind);
	jsonout_string(a->json, "part", row->part);
	jsonout_string(a->json, "path", row->path);
	jsonout_string(a->json, "sha256", row->sha256);
	jsonout_number(a->json, "size", row->size);
	jsonout_string(a->json, "soname", row->soname && *row->soname ? row->soname : NULL);
	jsonout_object_end(a->json);
	return 0;
}

static int find_which(const char *word, size_t *which, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	const char *nearest;

	for (*which = 0; *which < ARRAY_LEN(find_questions); ++*which) {
		if (strcmp(find_questions[*which].word, word) == 0)
			return 0;
		strv_add(&words, find_questions[*which].word);
	}
	err_set(err, ERR_USAGE, "'find' looks up header, symbol, lib or file, not '%s'", word);
	nearest = strv_nearest(&words, word);
	return nearest ? err_hint(err, "did you mean '%s'?", nearest)
		       : err_hint(err, "for example 'sysroot find header sys/random.h'");
}

static int find_ask(const struct store *s, size_t which, const char *what, const char *sysroot,
		    struct find_answer *a, struct err *err)
{
	struct index *ix;
	int status;

	if (index_open(s, false, &ix, err) < 0)
		return -1;
	status = index_find(ix, find_questions[which].question, what, sysroot, find_visit, a, err);
	index_close(ix);
	return status;
}

int cmd_find(int argc, char **argv, struct err *err)
{
	struct find_answer a = { 0 };
	const char *only = NULL;
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		{ OPTION_STRING, 't', "target", "NAME", "look in this sysroot only", &only },
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "find",
		.arguments = "[OPTION...] header|symbol|lib|file NAME",
		.summary =
			"Find which built sysroots have it: target, version, kind, part and path.",
		.more = "  sysroot find header sys/random.h\n"
			"  sysroot find symbol getrandom        (or getrandom@GLIBC_2.25)\n"
			"  sysroot find lib z\n"
			"  sysroot find file crt1.o             (* and ? as in a shell, quoted)\n\n"
			"Exit status 1 when nothing is found.",
		.table = table,
	};
	struct target *target = NULL;
	struct store *s;
	size_t which;
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len != 2)
		return cli_want("find", "a kind and a name", err);
	if (find_which(words.items[0], &which, err) < 0)
		return -1;
	if (only && cli_target(only, NULL, NULL, &target, err) < 0)
		return -1;
	if (cli_open_store(false, &s, err) < 0) {
		target_free(target);
		return -1;
	}
	if (target) {
		char digest[SHA256_HEX];

		if (store_tree_digest(s, target->name, digest, err) < 0) {
			store_close(s);
			target_free(target);
			return -1;
		}
	}
	table_init(&a.table, 5);
	table_row(&a.table, "TARGET", find_questions[which].version, "KIND", "PART", "PATH");
	a.json = answer_json();
	if (a.json)
		jsonout_array_begin(a.json, "found");
	status = find_ask(s, which, words.items[1], target ? target->name : NULL, &a, err);
	if (status == 0 && a.json)
		jsonout_array_end(a.json);
	else if (a.rows)
		table_print(&a.table, &out);
	table_release(&a.table);
	store_close(s);
	target_free(target);
	if (status < 0)
		return -1;
	if (cli_print(&out, err) < 0)
		return -1;
	if (a.rows)
		return 0;
	err_set(err, ERR_FAILED, "no built sysroot has the %s '%s'", find_questions[which].word,
		words.items[1]);
	return err_hint(err, "'sysroot targets' lists what is built");
}
