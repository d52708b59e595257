/* What an image says of its sysroot: environment variables and labels. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_facts.h"

#include <string.h>

#include "builder/base/file.h"
#include "sysroots/env/env_undo.h"

static int facts_of(const struct tree_record *tree, struct environment_facts *facts,
		    struct err *err)
{
	AUTOFREE char *text = strv_join(&tree->facts, "\n");

	return environment_facts_parse(text, facts, err);
}

/* As if no variable had been set before. */
static void set_undo(struct variables *v)
{
	struct variables AUTOVARIABLES originals = VARIABLES_INIT;
	AUTOBUF struct buf text = BUF_INIT;

	for (size_t i = 0; i < v->len; i++)
		variables_set(&originals, v->items[i].name, NULL);
	env_undo_encode(&originals, &text);
	variables_set(v, ENV_UNDO_VARIABLE, text.data);
}

int image_facts_environment(const struct image_wish *wish, struct variables *out, struct err *err)
{
	struct variables AUTOVARIABLES set = VARIABLES_INIT;
	AUTOFREE char *root = xasprintf("%s/sysroots/%s", wish->prefix, wish->tree->name);
	const struct environment_place place = {
		.root = root,
		.quote = environment_quote(root),
		.digest = wish->tree->digest,
	};
	struct environment_facts facts;
	int status;

	if (facts_of(wish->tree, &facts, err) < 0)
		return -1;
	status = environment_compute(&facts, &place, wish->link, &set, err);
	environment_facts_release(&facts);
	if (status < 0)
		return -1;
	set_undo(&set);
	variables_set(out, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
	variables_set(out, "SYSROOT_STORE", wish->prefix);
	for (size_t i = 0; i < set.len; i++)
		if (set.items[i].value)
			variables_set(out, set.items[i].name, set.items[i].value);
	return 0;
}

/* "VALUE" of the fact "KEY VALUE", or "?". Borrowed. */
static const char *fact_of(const struct tree_record *tree, const char *key)
{
	const char *value = tree_record_fact(tree, key);

	return value ? value : "?";
}

/* One SPDX expression of all parts' licenses; the wrapper's and the program's is MIT. */
static char *licenses_of(const struct tree_record *tree)
{
	AUTOSTRV struct strv terms = STRV_INIT;

	strv_add(&terms, "MIT");
	for (size_t i = 0; i < tree->part_count; i++) {
		const char *license = tree->parts[i].license;

		if (strstr(license, " OR ") || strchr(license, '(')) {
			strv_addf(&terms, "(%s)", license);
			continue;
		}
		while (*license) {
			const char *end = strstr(license, " AND ");
			size_t len = end ? (size_t)(end - license) : strlen(license);

			strv_take(&terms, xstrndup(license, len));
			license += end ? len + strlen(" AND ") : len;
		}
	}
	strv_sort_unique(&terms);
	return strv_join(&terms, " AND ");
}

int image_facts_labels(const struct tree_record *tree, struct variables *out, struct err *err)
{
	AUTOFREE char *title = xasprintf("sysroot %s", tree->name);
	AUTOFREE char *licenses = licenses_of(tree);
	AUTOFREE char *digest = xasprintf("sha256:%s", tree->digest);
	AUTOFREE char *version = NULL;
	struct environment_facts facts;

	if (facts_of(tree, &facts, err) < 0)
		return -1;
	version = xasprintf("%s-%s+linux-%s", facts.libc, fact_of(tree, "libc-version"),
			    fact_of(tree, "linux-version"));
	variables_set(out, "org.opencontainers.image.licenses", licenses);
	variables_set(out, "org.opencontainers.image.title", title);
	variables_set(out, "org.opencontainers.image.version", version);
	variables_set(out, "sysroot.arch", facts.arch);
	variables_set(out, "sysroot.digest", digest);
	variables_set(out, "sysroot.target", tree->name);
	variables_set(out, "sysroot.triple", facts.triple);
	environment_facts_release(&facts);
	return 0;
}
