/* Where an input comes from. */
/* SPDX-License-Identifier: MIT */
#include "recipes/recipe_origin.h"

#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/file.h"
#include "builder/base/plain.h"

#define MAX_ORIGINS 16

bool origin_is_https(const char *s)
{
	static const char scheme[] = "https://";
	const char *host, *end;

	if (strncmp(s, scheme, strlen(scheme)) != 0)
		return false;
	host = s + strlen(scheme);
	end = host + strcspn(host, "/?#");
	if (end == host || strlen(s) > 2048)
		return false;
	for (const char *p = host; p < end; p++)
		if (*p == '@')
			return false;
	for (const char *p = s; *p; p++)
		if (!plain_is_graphic(*p) || strchr("\"'\\<>`", *p))
			return false;
	return true;
}

/* PACKAGE@VERSION, the package perhaps with a @scope/ before it. */
static bool is_npm(const char *s)
{
	const char *at = strrchr(s, '@');
	const char *slash = strchr(s, '/');
	AUTOFREE char *scope = NULL;
	AUTOFREE char *package = NULL;

	if (!at || at == s || !scan_is_name(at + 1, ".-+"))
		return false;
	if (s[0] == '@') {
		if (!slash || slash > at)
			return false;
		scope = xstrndup(s + 1, (size_t)(slash - s - 1));
		if (!scan_is_name(scope, ".-_"))
			return false;
		s = slash + 1;
	}
	package = xstrndup(s, (size_t)(at - s));
	return scan_is_name(package, ".-_");
}

static bool is_file_path(const char *s)
{
	return path_is_safe(s[0] == '/' ? s + 1 : s);
}

bool origin_is_file_name(const char *s)
{
	return path_is_safe(s) && !strchr(s, '/') && s[0] != '-';
}

static bool is_suite_or_package(const char *s)
{
	return scan_is_name(s, ".-+");
}

/* A binary package, perhaps of an architecture: golang-1.23-go:amd64. */
static bool is_binary_package(const char *s)
{
	const char *colon = strchr(s, ':');
	AUTOFREE char *package = colon ? xstrndup(s, (size_t)(colon - s)) : xstrdup(s);

	return is_suite_or_package(package) && (!colon || scan_is_name(colon + 1, "-"));
}

/* Each kind's row; who fetches it stands in builder/fetch/fetch_worker.c. */
static const struct origin_row {
	const char *word;
	const char *usage;
	size_t words;
	bool (*valid[3])(const char *);
} rows[] = {
	[ORIGIN_HTTPS] = { "https", "from https URL", 1, { origin_is_https } },
	[ORIGIN_APT] = { "apt",
			 "from apt SUITE PACKAGE[:ARCH]",
			 2,
			 { is_suite_or_package, is_binary_package } },
	[ORIGIN_APT_SOURCE] = { "apt-source",
				"from apt-source SUITE PACKAGE FILE",
				3,
				{ is_suite_or_package, is_suite_or_package, origin_is_file_name } },
	[ORIGIN_NPM] = { "npm", "from npm PACKAGE@VERSION", 1, { is_npm } },
	[ORIGIN_FILE] = { "file", "from file PATH", 1, { is_file_path } },
};

const char *origin_word(enum origin_kind kind)
{
	return rows[kind].word;
}

size_t origin_word_count(enum origin_kind kind)
{
	return rows[kind].words;
}

char *origin_describe(const struct recipe_origin *origin)
{
	AUTOFREE char *words = strv_join(&origin->words, " ");
	const char *rest = words, *at;

	if (origin->kind == ORIGIN_HTTPS && strncmp(rest, "https://", 8) == 0) {
		rest += 8;
		at = strchr(rest, '@'); /* never show a password */
		if (at && at < rest + strcspn(rest, "/"))
			rest = at + 1;
	}
	return xasprintf("%s %s", rows[origin->kind].word, rest);
}

int recipe_origin_parse(const struct scan_line *line, struct recipe_input *in, struct err *err)
{
	AUTOSTRV struct strv kinds = STRV_INIT;
	AUTOFREE char *hint = NULL;
	const struct origin_row *form = NULL;
	struct recipe_origin *origin;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		strv_add(&kinds, rows[i].word);
		if (strcmp(line->words[1].text, rows[i].word) == 0)
			form = &rows[i];
	}
	if (!form)
		return scan_unknown(err, &line->words[1], "origin", &kinds);
	hint = xasprintf("expected: %s", form->usage);
	if (line->count - 2 != form->words)
		return scan_error(err, &line->words[1].place, hint,
				  "%zu words after 'from %s' instead of %zu", line->count - 2,
				  line->words[1].text, form->words);
	for (size_t i = 0; i < form->words; i++)
		if (!form->valid[i](line->words[i + 2].text))
			return scan_error(err, &line->words[i + 2].place, hint,
					  "'%s' is not valid for 'from %s'",
					  line->words[i + 2].text, line->words[1].text);
	if (in->origin_count == MAX_ORIGINS)
		return scan_error(err, &line->place, "keep the best ones", "more than %d origins",
				  MAX_ORIGINS);
	in->origins = xreallocarray(in->origins, in->origin_count + 1, sizeof(*in->origins));
	origin = &in->origins[in->origin_count++];
	*origin = (struct recipe_origin){ .kind = (enum origin_kind)(form - rows),
					  .place = line->place };
	for (size_t i = 0; i < form->words; i++)
		strv_add(&origin->words, line->words[i + 2].text);
	return 0;
}
