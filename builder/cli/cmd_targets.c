/* sysroot targets: what can be made, and what is built. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "builder/base/option.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/targets_choices.h"
#include "builder/cli/table.h"

struct targets_answer {
	struct table targets, built;
	struct json *json; /* NULL: tables */
};

/* The kernel headers of each architecture, in their order, equal ones once. */
static char *targets_kernels(const struct target *t)
{
	AUTOSTRV struct strv versions = STRV_INIT;

	for (size_t i = 0; i < t->archs.len; i++)
		for (size_t k = 0; k < t->linux_count; k++) {
			const struct target_linux *l = &t->linuxes[k];

			if ((!l->archs.len || strv_contains(&l->archs, t->archs.items[i])) &&
			    !strv_contains(&versions, l->version))
				strv_add(&versions, l->version);
		}
	return strv_join(&versions, " ");
}

static void targets_json(struct json *j, const struct store *s, const struct target *t,
			 const char *name, const char *digest)
{
	const struct answer_sysroot sysroot = {
		.name = name,
		.state = !*digest               ? ANSWER_NOT_BUILT
			 : store_is_exported(s) ? ANSWER_UNKNOWN
						: ANSWER_BUILT,
		.target = t,
	};

	jsonout_object_begin(j, NULL);
	answer_sysroot_fields(j, s, &sysroot);
	answer_target_fields(j, t);
	answer_strings(j, "archs", &t->archs);
	answer_strings(j, "aliases", &t->aliases);
	jsonout_object_end(j);
}

/* has_file: it is one of the targets that can be named; others are built only. */
static void targets_row(struct targets_answer *a, const struct store *s, const struct target *t,
			const char *name, bool has_file, const char *digest)
{
	AUTOFREE char *libc = xasprintf("%s %s", t->libc, t->libc_version);

	if (a->json) {
		targets_json(a->json, s, t, name, digest);
		return;
	}
	if (has_file) {
		AUTOFREE char *aliases = strv_join(&t->aliases, " ");
		AUTOFREE char *archs = strv_join(&t->archs, " ");
		AUTOFREE char *kernels = targets_kernels(t);

		table_row(&a->targets, name, libc, kernels, archs, aliases);
	}
	if (*digest) {
		AUTOFREE char *first = xasprintf("%.12s", digest);

		table_row(&a->built, name, libc, t->linux_version, t->arch, first);
	}
}

static int targets_list(struct targets_answer *a, const struct store *s, struct err *err)
{
	AUTOFREE char *folder = cli_targets_folder(err);
	AUTOSTRV struct strv files = STRV_INIT;
	AUTOSTRV struct strv names = STRV_INIT;

	if (!folder || target_names(folder, &files, err) < 0)
		return -1;
	/* Built ones with libraries and axes are targets too. */
	if (s && store_list_trees(s, &names, err) < 0)
		return -1;
	strv_add_all(&names, &files);
	strv_sort_unique(&names);
	for (size_t i = 0; i < names.len; i++) {
		char digest[SHA256_HEX] = "";
		struct err e = ERR_INIT;
		struct target *t;

		if (target_resolve(folder, names.items[i], NULL, &t, &e) < 0) {
			term_say("'%s' is not listed: %s", names.items[i], e.text);
			err_clear(&e);
			continue;
		}
		if (!s || store_tree_digest(s, names.items[i], digest, NULL) < 0)
			digest[0] = '\0';
		targets_row(a, s, t, names.items[i], strv_contains(&files, names.items[i]), digest);
		target_free(t);
	}
	return 0;
}

int cmd_targets(int argc, char **argv, struct err *err)
{
	struct targets_answer a = { 0 };
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "targets",
		.arguments = "[--json]",
		.summary = "List the targets with C library, kernel headers, architectures and "
			   "other names;\n"
			   "the sysroots that are built, with their digests; and what baselines "
			   "can be\n"
			   "combined from.",
		.table = table,
	};
	struct store *s = NULL;
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len)
		return cli_refuse("targets", words.items[0], err);
	if (cli_open_store_to_look(&s, err) < 0)
		return -1;
	table_init(&a.targets, 5);
	table_row(&a.targets, "TARGET", "C LIBRARY", "LINUX", "ARCH", "ALSO");
	table_init(&a.built, 5);
	/* Names with many libraries in them must not push the rest beyond 80 columns. */
	a.built.widest = 38;
	table_row(&a.built, "BUILT", "C LIBRARY", "LINUX", "ARCH", "DIGEST");
	a.json = answer_json();
	if (a.json)
		jsonout_array_begin(a.json, "targets");
	status = targets_list(&a, s, err);
	store_close(s);
	if (status == 0 && a.json) {
		jsonout_array_end(a.json);
		status = targets_choices_json(a.json, err);
	} else if (status == 0) {
		table_print(&a.targets, &out);
		if (a.built.cells.len > a.built.columns) {
			buf_addch(&out, '\n');
			table_print(&a.built, &out);
		}
		status = targets_choices_text(&out, err);
	}
	table_release(&a.targets);
	table_release(&a.built);
	return status < 0 ? -1 : cli_print(&out, err);
}
