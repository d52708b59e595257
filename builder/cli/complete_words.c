/* What a placeholder of a usage stands for. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/complete_words.h"

#include <string.h>

#include "builder/base/plain.h"
#include "builder/base/strv.h"
#include "builder/cli/cli.h"
#include "builder/sandbox/sandbox.h"
#include "recipes/machine.h"

/* One word of a shell, and nothing that would end a line or a column here. */
static bool complete_plain(const char *word)
{
	for (; *word; word++)
		if (*word == ' ' || plain_is_control(*word))
			return false;
	return true;
}

void complete_add(struct complete *c, const char *word, const char *help)
{
	if (strncmp(word, c->prefix, strlen(c->prefix)) != 0 || !complete_plain(word))
		return;
	buf_addf(&c->out, "%s%s", c->before, word);
	if (help) {
		buf_addch(&c->out, '\t');
		/* The first line of it. */
		buf_add(&c->out, help, strcspn(help, "\n\t"));
	}
	buf_addch(&c->out, '\n');
}

static void complete_all(struct complete *c, struct strv *words)
{
	strv_sort_unique(words);
	for (size_t i = 0; i < words->len; i++)
		complete_add(c, words->items[i], NULL);
}

static struct catalog *complete_catalog(void)
{
	struct catalog *catalog = NULL;

	return cli_open_catalog(&catalog, NULL) == 0 ? catalog : NULL;
}

static void complete_parts(struct complete *c)
{
	struct catalog *catalog = complete_catalog();
	AUTOSTRV struct strv parts = STRV_INIT;

	if (catalog && catalog_parts(catalog, &parts, NULL) == 0)
		complete_all(c, &parts);
	catalog_free(catalog);
}

static void complete_recipes(struct complete *c)
{
	struct catalog *catalog = complete_catalog();
	AUTOSTRV struct strv names = STRV_INIT;

	if (catalog && catalog_names(catalog, NULL, &names, NULL) == 0)
		complete_all(c, &names);
	catalog_free(catalog);
}

/* Behind the last "+" of a target's name: what can be put to it. */
static void complete_libraries(struct complete *c)
{
	static const char *const base[] = { "libc", "linux-headers", "standins" };
	struct catalog *catalog = complete_catalog();
	AUTOFREE char *name = xstrndup(c->prefix, (size_t)(strrchr(c->prefix, '+') - c->prefix));
	AUTOSTRV struct strv parts = STRV_INIT;
	AUTOSTRV struct strv there = STRV_INIT;

	if (catalog && catalog_parts(catalog, &parts, NULL) == 0) {
		strv_split(&there, name, "+");
		for (size_t i = 0; i < ARRAY_LEN(base); i++)
			strv_add(&there, base[i]);
		for (size_t i = 0; i < parts.len; i++) {
			AUTOFREE char *word = xasprintf("%s+%s", name, parts.items[i]);

			if (!strv_contains(&there, parts.items[i]))
				complete_add(c, word, NULL);
		}
	}
	catalog_free(catalog);
}

static void complete_targets(struct complete *c)
{
	AUTOFREE char *folder = cli_targets_folder(NULL);
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv built = STRV_INIT;
	struct store *store = NULL;

	if (!folder || target_names(folder, &names, NULL) < 0)
		return;
	if (store_open(cli_store_path(), false, &store, NULL) == 0 &&
	    store_list_trees(store, &built, NULL) == 0)
		strv_add_all(&names, &built);
	store_close(store);
	strv_sort_unique(&names);
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = xasprintf("%s/%s.target", folder, names.items[i]);
		struct target *t = NULL;
		bool known = target_parse_file(path, &t, NULL) == 0;

		complete_add(c, names.items[i], known ? t->summary : "built");
		target_free(t);
	}
	if (strchr(c->prefix, '+'))
		complete_libraries(c);
}

static void complete_archs(struct complete *c)
{
	AUTOSTRV struct strv archs = STRV_INIT;

	machine_names(&archs);
	complete_all(c, &archs);
}

static void complete_fidelities(struct complete *c)
{
	complete_add(c, "source", "built from an upstream release");
	complete_add(c, "distro", "the distribution's own packages");
}

static void complete_tiers(struct complete *c)
{
	complete_add(c, sandbox_word(SANDBOX_BUBBLEWRAP), "namespaces");
	complete_add(c, sandbox_word(SANDBOX_LANDLOCK), "landlock and seccomp");
	complete_add(c, sandbox_word(SANDBOX_NONE), "no sandbox");
}

static const struct {
	const char *name;
	void (*add)(struct complete *c);
	const char *rest; /* when add is NULL */
} placeholders[] = {
	{ "TARGET", complete_targets, NULL },
	{ "ARCH", complete_archs, NULL },
	{ "PART", complete_parts, NULL },
	{ "RECIPE", complete_recipes, NULL },
	{ "FIDELITY", complete_fidelities, NULL },
	{ "TIER", complete_tiers, NULL },
	{ "DIR", NULL, "folders" },
	{ "COMMAND", NULL, "commands" },
	{ "N", NULL, "none" },
	{ "NAME", NULL, "none" },
	{ "NAME:TAG", NULL, "none" },
	{ "NUMBER", NULL, "none" },
	{ "SECONDS", NULL, "none" },
	{ "DAYS", NULL, "none" },
	{ "SIZE", NULL, "none" },
	{ "BYTES", NULL, "none" },
};

static bool complete_one(struct complete *c, const char *name)
{
	if (*name >= 'a' && *name <= 'z') {
		complete_add(c, name, NULL);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
		if (strcmp(placeholders[i].name, name) != 0)
			continue;
		if (placeholders[i].add)
			placeholders[i].add(c);
		else
			c->rest = placeholders[i].rest;
		return true;
	}
	return false;
}

bool complete_placeholder(struct complete *c, const char *name)
{
	AUTOSTRV struct strv alternatives = STRV_INIT;
	bool known = false;

	strv_split(&alternatives, name, "|");
	for (size_t i = 0; i < alternatives.len; i++)
		known |= complete_one(c, alternatives.items[i]);
	return known;
}
