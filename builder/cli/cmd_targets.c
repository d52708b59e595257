/* sysroot targets: what can be made, and what is built. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/json.h"
#include "builder/base/option.h"
#include "builder/base/term.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/table.h"

struct targets_answer {
	struct table table;
	struct json json;
	bool as_json;
};

static void targets_row(struct targets_answer *a, const struct target *t, const char *name,
			const char *digest)
{
	AUTOFREE char *libc = xasprintf("%s %s", t->libc, t->libc_version);
	AUTOFREE char *aliases = strv_join(&t->aliases, " ");
	AUTOFREE char *built = xasprintf("%.12s", digest);

	if (!a->as_json) {
		table_row(&a->table, name, libc, t->linux_version, t->arch, built,
			  strcmp(name, t->base) == 0 ? aliases : "");
		return;
	}
	json_object_begin(&a->json, NULL);
	json_string(&a->json, "name", name);
	json_string(&a->json, "summary", t->summary);
	json_string(&a->json, "libc", t->libc);
	json_string(&a->json, "libc_version", t->libc_version);
	json_string(&a->json, "linux_version", t->linux_version);
	json_string(&a->json, "arch", t->arch);
	json_string(&a->json, "triple", t->triple);
	json_array_begin(&a->json, "aliases");
	for (size_t i = 0; i < t->aliases.len; i++)
		json_string(&a->json, NULL, t->aliases.items[i]);
	json_array_end(&a->json);
	json_string(&a->json, "digest", *digest ? digest : NULL);
	json_object_end(&a->json);
}

static int targets_list(struct targets_answer *a, const struct store *s, struct err *err)
{
	AUTOFREE char *folder = cli_targets_folder(err);
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv built = STRV_INIT;

	if (!folder || target_names(folder, &names, err) < 0)
		return -1;
	if (s && store_list_trees(s, &built, err) < 0)
		return -1;
	/* Built ones with libraries are targets too. */
	strv_add_all(&names, &built);
	strv_sort_unique(&names);
	for (size_t i = 0; i < names.len; i++) {
		char digest[SHA256_HEX] = "";
		struct err e = ERR_INIT;
		struct target *t;

		if (target_resolve(folder, names.items[i], &t, &e) < 0) {
			term_say("'%s' is not listed: %s", names.items[i], e.text);
			err_clear(&e);
			continue;
		}
		if (!s || store_tree_digest(s, names.items[i], digest, NULL) < 0)
			digest[0] = '\0';
		targets_row(a, t, names.items[i], digest);
		target_free(t);
	}
	return 0;
}

/* Parts of the catalog that are not of a target itself: what can stand behind '+'. */
static int targets_libraries(struct strv *libraries, struct err *err)
{
	static const char *const base[] = { "libc", "linux-headers", "standins" };
	AUTOFREE char *folder = cli_recipes_folder(err);
	AUTOSTRV struct strv parts = STRV_INIT;
	struct catalog *c;

	if (!folder || catalog_open(folder, &c, err) < 0)
		return -1;
	if (catalog_parts(c, &parts, err) < 0) {
		catalog_free(c);
		return -1;
	}
	for (size_t i = 0; i < parts.len; i++) {
		bool is_base = false;

		for (size_t j = 0; j < ARRAY_LEN(base); j++)
			is_base |= strcmp(parts.items[i], base[j]) == 0;
		if (!is_base)
			strv_add(libraries, parts.items[i]);
	}
	catalog_free(c);
	return 0;
}

int cmd_targets(int argc, char **argv, struct err *err)
{
	struct targets_answer a = { 0 };
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOSTRV struct strv libraries = STRV_INIT;
	AUTOFREE char *library_line = NULL;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "json", NULL, "answer in JSON", &a.as_json },
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "targets",
		.arguments = "[--json]",
		.summary = "List the targets: C library, kernel headers, architecture, the digest "
			   "of the\n"
			   "built sysroot (- when not built), other names.",
		.table = table,
	};
	struct store *s = NULL;
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len)
		return cli_refuse("targets", words.items[0], err);
	/* Without a store nothing is built; that is no error here. */
	if (store_open(cli_store_path(), false, &s, err) < 0) {
		if (err->code != ERR_MISSING)
			return -1;
		err_clear(err);
		s = NULL;
	}
	table_init(&a.table, 6);
	table_row(&a.table, "TARGET", "C LIBRARY", "LINUX", "ARCH", "BUILT", "ALSO");
	json_init(&a.json, &out);
	if (a.as_json)
		json_array_begin(&a.json, NULL);
	status = targets_list(&a, s, err);
	store_close(s);
	if (status == 0 && a.as_json) {
		json_array_end(&a.json);
	} else if (status == 0 && targets_libraries(&libraries, err) == 0) {
		table_print(&a.table, &out);
		library_line = strv_join(&libraries, ", ");
		if (libraries.len)
			buf_addf(&out, "\nlibraries: %s (as in 'centos7+%s')\n", library_line,
				 libraries.items[0]);
	}
	table_release(&a.table);
	return status < 0 ? -1 : cli_print(&out, err);
}
