/* sysroot targets: what can be made, and what is built. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "builder/base/json.h"
#include "builder/base/option.h"
#include "builder/base/term.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/table.h"

struct targets_answer {
	struct table targets, built;
	struct json json;
	bool as_json;
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

static void targets_array(struct json *j, const char *name, const struct strv *words)
{
	jsonout_array_begin(j, name);
	for (size_t i = 0; i < words->len; i++)
		jsonout_string(j, NULL, words->items[i]);
	jsonout_array_end(j);
}

static void targets_json(struct json *j, const struct target *t, const char *name,
			 const char *digest)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "name", name);
	jsonout_string(j, "summary", t->summary);
	jsonout_string(j, "libc", t->libc);
	jsonout_string(j, "libc_version", t->libc_version);
	jsonout_string(j, "linux_version", t->linux_version);
	jsonout_string(j, "arch", t->arch);
	jsonout_string(j, "triple", t->triple);
	jsonout_string(j, "cpu", t->cpu);
	targets_array(j, "archs", &t->archs);
	targets_array(j, "aliases", &t->aliases);
	jsonout_string(j, "digest", *digest ? digest : NULL);
	jsonout_object_end(j);
}

/* has_file: it is one of the targets that can be named; others are built only. */
static void targets_row(struct targets_answer *a, const struct target *t, const char *name,
			bool has_file, const char *digest)
{
	AUTOFREE char *libc = xasprintf("%s %s", t->libc, t->libc_version);

	if (a->as_json) {
		targets_json(&a->json, t, name, digest);
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
		targets_row(a, t, names.items[i], strv_contains(&files, names.items[i]), digest);
		target_free(t);
	}
	return 0;
}

/* Parts of the catalog that are not of a target itself: what can stand behind '+'. */
static int targets_libraries(struct catalog *c, struct strv *libraries, struct err *err)
{
	static const char *const base[] = { "libc", "linux-headers", "standins" };
	AUTOSTRV struct strv parts = STRV_INIT;

	if (catalog_parts(c, &parts, err) < 0)
		return -1;
	for (size_t i = 0; i < parts.len; i++) {
		bool is_base = false;

		for (size_t j = 0; j < ARRAY_LEN(base); j++)
			is_base |= strcmp(parts.items[i], base[j]) == 0;
		if (!is_base)
			strv_add(libraries, parts.items[i]);
	}
	return 0;
}

/* The baselines of an axis; one that not every architecture has says which: 4.10(aarch64). */
static int targets_versions(struct catalog *c, const char *part, const char *fact, int numbers,
			    struct strv *versions, struct err *err)
{
	AUTOSTRV struct strv all = STRV_INIT, archs = STRV_INIT;
	struct strv *of_arch; /* for each of archs */
	int status;

	machine_names(&archs);
	of_arch = xcalloc(archs.len, sizeof(*of_arch));
	status = catalog_versions(c, part, fact, numbers, NULL, &all, err);
	for (size_t k = 0; k < archs.len && status == 0; k++)
		status = catalog_versions(c, part, fact, numbers, archs.items[k], &of_arch[k], err);
	for (size_t i = 0; i < all.len && status == 0; i++) {
		AUTOSTRV struct strv have = STRV_INIT;
		AUTOFREE char *names = NULL;

		for (size_t k = 0; k < archs.len; k++)
			if (strv_contains(&of_arch[k], all.items[i]))
				strv_add(&have, archs.items[k]);
		names = strv_join(&have, ",");
		if (have.len == archs.len)
			strv_add(versions, all.items[i]);
		else
			strv_addf(versions, "%s(%s)", all.items[i], names);
	}
	for (size_t k = 0; k < archs.len; k++)
		strv_release(&of_arch[k]);
	free(of_arch);
	return status;
}

/* "glibc:  2.17 2.28 ..." in lines of at most 80 columns. */
static void targets_wrap(const char *label, const struct strv *words, struct buf *out)
{
	size_t column = 0;

	for (size_t i = 0; i < words->len; i++) {
		size_t n = strlen(words->items[i]) + 1;

		if (column == 0 || column + n > 80) {
			buf_addf(out, "%s%-11s", i ? "\n" : "", i ? "" : label);
			column = 11;
		}
		buf_addf(out, "%s%s", column > 11 ? " " : "", words->items[i]);
		column += n;
	}
	if (words->len)
		buf_addch(out, '\n');
}

/* What may be put together, below the tables. */
static int targets_axes(struct buf *out, struct err *err)
{
	static const struct {
		const char *label, *part, *fact;
		int numbers;
	} axes[] = {
		{ "glibc-", "libc", "libc glibc ", 2 },
		{ "musl-", "libc", "libc musl ", 3 },
		{ "+linux-", "linux-headers", "linux ", 2 },
	};
	AUTOSTRV struct strv libraries = STRV_INIT, archs = STRV_INIT, levels = STRV_INIT;
	struct catalog *c;
	int status;

	if (cli_open_catalog(&c, err) < 0)
		return -1;
	buf_addstr(out, "\nBaselines can be put together: glibc-2.28+linux-4.18-aarch64, "
			"centos7+linux-5.10\n");
	status = targets_libraries(c, &libraries, err);
	for (size_t i = 0; i < ARRAY_LEN(axes) && status == 0; i++) {
		AUTOSTRV struct strv versions = STRV_INIT;

		status = targets_versions(c, axes[i].part, axes[i].fact, axes[i].numbers, &versions,
					  err);
		targets_wrap(axes[i].label, &versions, out);
	}
	machine_names(&archs);
	targets_wrap("-ARCH", &archs, out);
	for (size_t i = 0; i < archs.len; i++)
		/* The lowest is there without being said. */
		for (const char *const *level = machine_find(archs.items[i])->levels + 1; *level;
		     level++)
			strv_add(&levels, *level);
	targets_wrap("+CPU", &levels, out);
	targets_wrap("+LIBRARY", &libraries, out);
	catalog_free(c);
	return status;
}

int cmd_targets(int argc, char **argv, struct err *err)
{
	struct targets_answer a = { 0 };
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "json", NULL, "answer in JSON", &a.as_json },
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
	jsonout_init(&a.json, &out);
	if (a.as_json)
		jsonout_array_begin(&a.json, NULL);
	status = targets_list(&a, s, err);
	store_close(s);
	if (status == 0 && a.as_json) {
		jsonout_array_end(&a.json);
	} else if (status == 0) {
		table_print(&a.targets, &out);
		if (a.built.cells.len > a.built.columns) {
			buf_addch(&out, '\n');
			table_print(&a.built, &out);
		}
		status = targets_axes(&out, err);
	}
	table_release(&a.targets);
	table_release(&a.built);
	return status < 0 ? -1 : cli_print(&out, err);
}
