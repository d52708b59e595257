/* What targets can be combined from: the axes and the libraries, for 'sysroot targets'. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/targets_choices.h"

#include <stdlib.h>
#include <string.h>

#include "builder/cli/answer.h"
#include "builder/cli/cli.h"

/* A version on an axis, and the architectures that have it. */
struct choice {
	char *version;
	struct strv archs;
};
struct choices {
	struct choice *items;
	size_t count;
};

static void choices_release(struct choices *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->items[i].version);
		strv_release(&c->items[i].archs);
	}
	free(c->items);
}
#define AUTOCHOICES __attribute__((cleanup(choices_release)))

static const struct choice_axis {
	const char *label, *json, *part, *fact;
	int numbers; /* of a version that are told */
} choice_axes[] = {
	{ "glibc-", "glibc", "libc", "libc glibc ", 2 },
	{ "musl-", "musl", "libc", "libc musl ", 3 },
	{ "+linux-", "linux", "linux-headers", "linux ", 2 },
};

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

/* The versions of an axis, the oldest first. *out: zeroed; choices_release(). */
static int targets_versions(struct catalog *c, const struct choice_axis *axis, struct choices *out,
			    struct err *err)
{
	AUTOSTRV struct strv all = STRV_INIT, archs = STRV_INIT;
	int status = catalog_versions(c, axis->part, axis->fact, axis->numbers, NULL, &all, err);

	machine_names(&archs);
	out->items = xcalloc(all.len + 1, sizeof(*out->items));
	out->count = all.len;
	for (size_t i = 0; i < all.len; i++)
		out->items[i].version = xstrdup(all.items[i]);
	for (size_t k = 0; k < archs.len && status == 0; k++) {
		AUTOSTRV struct strv have = STRV_INIT;

		status = catalog_versions(c, axis->part, axis->fact, axis->numbers, archs.items[k],
					  &have, err);
		for (size_t i = 0; i < all.len; i++)
			if (strv_contains(&have, all.items[i]))
				strv_add(&out->items[i].archs, archs.items[k]);
	}
	return status;
}

/* The versions that an architecture has. */
static void targets_words_of(const struct choices *c, const char *arch, struct strv *words)
{
	for (size_t i = 0; i < c->count; i++)
		if (strv_contains(&c->items[i].archs, arch))
			strv_add(words, c->items[i].version);
}

/* One that not every one of these architectures has says which: 4.10(aarch64). */
static void targets_words(const struct choices *c, const struct strv *archs, struct strv *words)
{
	for (size_t i = 0; i < c->count; i++) {
		AUTOSTRV struct strv have = STRV_INIT;
		AUTOFREE char *names = NULL;

		for (size_t k = 0; k < archs->len; k++)
			if (strv_contains(&c->items[i].archs, archs->items[k]))
				strv_add(&have, archs->items[k]);
		names = strv_join(&have, ",");
		if (have.len == archs->len)
			strv_add(words, c->items[i].version);
		else if (have.len)
			strv_addf(words, "%s(%s)", c->items[i].version, names);
	}
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

/* One axis. An architecture that has less than half of it has a line of its own. */
static int targets_axis(struct catalog *c, const struct choice_axis *axis, const struct strv *archs,
			struct buf *out, struct err *err)
{
	AUTOCHOICES struct choices versions = { 0 };
	AUTOSTRV struct strv words = STRV_INIT, many = STRV_INIT;
	AUTOBUF struct buf few = BUF_INIT;

	if (targets_versions(c, axis, &versions, err) < 0)
		return -1;
	for (size_t k = 0; k < archs->len; k++) {
		AUTOSTRV struct strv own = STRV_INIT;
		AUTOFREE char *label = xasprintf("  %s:", archs->items[k]);

		targets_words_of(&versions, archs->items[k], &own);
		if (archs->len == 1 || 2 * own.len >= versions.count)
			strv_add(&many, archs->items[k]);
		else
			targets_wrap(label, &own, &few);
	}
	targets_words(&versions, &many, &words);
	targets_wrap(axis->label, &words, out);
	buf_addstr(out, few.data);
	return 0;
}

int targets_choices_text(const char *arch, struct buf *out, struct err *err)
{
	AUTOSTRV struct strv libraries = STRV_INIT, archs = STRV_INIT, levels = STRV_INIT;
	struct catalog *c;
	int status;

	if (cli_open_catalog(&c, err) < 0)
		return -1;
	buf_addf(out, "\nBaselines can be combined%s\n",
		 arch ? " from these:" : ": glibc-2.28+linux-4.18-aarch64, centos7+linux-5.10");
	if (arch)
		strv_add(&archs, arch);
	else
		machine_names(&archs);
	status = targets_libraries(c, &libraries, err);
	for (size_t i = 0; i < ARRAY_LEN(choice_axes) && status == 0; i++)
		status = targets_axis(c, &choice_axes[i], &archs, out, err);
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

/* arch: NULL, or the one of which versions are told, as in what follows. */
static int json_versions(struct catalog *c, const struct choice_axis *axis, const char *arch,
			 struct json *j, struct err *err)
{
	AUTOCHOICES struct choices versions = { 0 };

	if (targets_versions(c, axis, &versions, err) < 0)
		return -1;
	jsonout_array_begin(j, axis->json);
	for (size_t i = 0; i < versions.count; i++) {
		if (arch && !strv_contains(&versions.items[i].archs, arch))
			continue;
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "version", versions.items[i].version);
		answer_strings(j, "archs", &versions.items[i].archs);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
	return 0;
}

static void json_archs(const char *arch, struct json *j)
{
	AUTOSTRV struct strv archs = STRV_INIT;

	if (arch)
		strv_add(&archs, arch);
	else
		machine_names(&archs);
	jsonout_array_begin(j, "arch");
	for (size_t i = 0; i < archs.len; i++) {
		const struct machine *m = machine_find(archs.items[i]);

		jsonout_object_begin(j, NULL);
		jsonout_string(j, "arch", m->arch);
		jsonout_string(j, "alias", m->other_name);
		jsonout_array_begin(j, "cpu");
		for (const char *const *level = m->levels; *level; level++)
			jsonout_string(j, NULL, *level);
		jsonout_array_end(j);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

static int json_axes(struct catalog *c, const char *arch, struct json *j, struct err *err)
{
	jsonout_object_begin(j, "axes");
	for (size_t i = 0; i < ARRAY_LEN(choice_axes); i++)
		if (json_versions(c, &choice_axes[i], arch, j, err) < 0)
			return -1;
	json_archs(arch, j);
	/* Of 'sysroot env': one sysroot serves both. */
	jsonout_array_begin(j, "linking");
	jsonout_string(j, NULL, "static");
	jsonout_string(j, NULL, "shared");
	jsonout_array_end(j);
	jsonout_object_end(j);
	return 0;
}

static int json_library(struct catalog *c, const char *part, struct json *j, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (catalog_names(c, part, &names, err) < 0)
		return -1;
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "library", part);
	jsonout_array_begin(j, "recipes");
	for (size_t i = 0; i < names.len; i++) {
		const struct recipe *r;

		/* A broken recipe is told to who needs it. */
		if (catalog_get(c, names.items[i], &r, NULL) < 0)
			continue;
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "recipe", r->name);
		jsonout_string(j, "version", r->version);
		jsonout_string(j, "fidelity", r->fidelity);
		jsonout_string(j, "license", r->license);
		answer_strings(j, "archs", &r->archs);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
	jsonout_object_end(j);
	return 0;
}

static int json_libraries(struct catalog *c, struct json *j, struct err *err)
{
	AUTOSTRV struct strv libraries = STRV_INIT;

	if (targets_libraries(c, &libraries, err) < 0)
		return -1;
	jsonout_array_begin(j, "libraries");
	for (size_t i = 0; i < libraries.len; i++)
		if (json_library(c, libraries.items[i], j, err) < 0)
			return -1;
	jsonout_array_end(j);
	return 0;
}

int targets_choices_json(const char *arch, struct json *j, struct err *err)
{
	struct catalog *c;
	int status;

	if (cli_open_catalog(&c, err) < 0)
		return -1;
	status = json_axes(c, arch, j, err) < 0 || json_libraries(c, j, err) < 0 ? -1 : 0;
	catalog_free(c);
	return status;
}
