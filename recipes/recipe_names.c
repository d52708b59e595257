/* Names and words of recipes. */
/* SPDX-License-Identifier: MIT */
#include "recipes/recipe_names.h"

#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "recipes/keys.h"
#include "recipes/machine.h"

bool recipe_part_is_name(const char *s)
{
	return scan_is_name(s, "-_");
}

bool recipe_version_is_valid(const char *s)
{
	return scan_is_name(s, ".-+~_");
}

bool recipe_program_is_name(const char *s)
{
	return scan_is_name(s, ".-+_");
}

static int check_known(const struct scan_line *line, const char *what, const struct strv *known,
		       struct err *err)
{
	for (size_t i = 1; i < line->count; i++)
		if (!strv_contains(known, line->words[i].text))
			return scan_unknown(err, &line->words[i], what, known);
	return 0;
}

int recipe_word_check(const struct scan_line *line, const char *what, const char *words,
		      struct err *err)
{
	AUTOSTRV struct strv known = STRV_INIT;

	strv_split(&known, words, " ");
	return check_known(line, what, &known, err);
}

int recipe_archs_parse(const struct scan_line *line, struct strv *archs, struct err *err)
{
	AUTOSTRV struct strv known = STRV_INIT;

	machine_recipe_names(&known);
	if (check_known(line, "architecture", &known, err) < 0)
		return -1;
	return keys_take_list(line, archs, err);
}

int recipe_names_parse(const struct scan_line *line, struct strv *list, bool (*valid)(const char *),
		       const char *what, struct err *err)
{
	for (size_t i = 1; i < line->count; i++)
		if (!valid(line->words[i].text))
			return scan_error(err, &line->words[i].place,
					  "expected letters, digits and - _",
					  "invalid %s name '%s'", what, line->words[i].text);
	return keys_take_list(line, list, err);
}

int recipe_provides_parse(struct recipe *r, const struct scan_line *line, struct err *err)
{
	AUTOSTRV struct strv known = STRV_INIT;
	const char *fact = line->words[1].text;
	size_t words = strcmp(fact, "linux") == 0 ? 2 : 3;
	AUTOBUF struct buf text = BUF_INIT;

	strv_split(&known, "libc linux library", " ");
	if (!strv_contains(&known, fact))
		return scan_unknown(err, &line->words[1], "fact", &known);
	if (line->count - 1 != words)
		return scan_error(err, &line->words[1].place,
				  words == 2 ? "expected: provides linux VERSION"
					     : "expected: provides libc|library NAME VERSION",
				  "%zu words after 'provides %s' instead of %zu", line->count - 2,
				  fact, words - 1);
	for (size_t i = 1; i < line->count; i++) {
		if (!recipe_version_is_valid(line->words[i].text))
			return scan_error(err, &line->words[i].place,
					  "expected letters, digits, . - + ~ _",
					  "invalid word '%s' after 'provides'",
					  line->words[i].text);
		buf_addf(&text, "%s%s", i > 1 ? " " : "", line->words[i].text);
	}
	if (strv_contains(&r->provides, text.data))
		return scan_error(err, &line->place, "give it once", "'%s' is provided twice",
				  text.data);
	strv_add(&r->provides, text.data);
	return 0;
}
