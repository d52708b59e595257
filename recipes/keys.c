/* The keys that lines of recipe and target files begin with, from one table. */
/* SPDX-License-Identifier: MIT */
#include "recipes/keys.h"

#include <assert.h>
#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/file.h"
#include "recipes/pattern.h"

static int expected(struct err *err, const struct recipe_place *place, const struct key *key,
		    const char *problem, const char *subject)
{
	AUTOFREE char *hint =
		xasprintf("expected: %s%s", key->usage, key->flags & KEY_BLOCK ? " {" : "");

	return scan_error(err, place, hint, "%s '%s'", problem, subject);
}

static int check_words(const struct key *key, const struct scan_line *line, struct err *err)
{
	if (line->count - 1 < key->min)
		return expected(err, &line->place, key, "too few words after", key->word);
	if (key->max != KEYS_ANY && line->count - 1 > key->max)
		return expected(err, &line->words[key->max + 1].place, key, "unexpected word",
				line->words[key->max + 1].text);
	if ((key->flags & KEY_BLOCK) && !line->opens)
		return expected(err, &line->place, key, "missing { at the end of the line",
				key->word);
	if (!(key->flags & KEY_BLOCK) && line->opens)
		return expected(err, &line->place, key, "unexpected { after", key->word);
	for (size_t i = 0; i < line->count; i++)
		if (strpbrk(line->words[i].text, "\n\t"))
			return scan_error(err, &line->words[i].place, "keep it on one line",
					  "newline or tab in a word");
	return 0;
}

int keys_find(const struct key *table, size_t count, struct keys_seen *seen,
	      const struct scan_line *line, struct err *err)
{
	AUTOSTRV struct strv known = STRV_INIT;
	size_t i;

	assert(count <= KEYS_MAX);
	if (line->closes)
		return scan_error(err, &line->place, "remove it, or look for a missing {",
				  "'}' without a block");
	for (i = 0; i < count; i++) {
		if (strcmp(table[i].word, line->words[0].text) == 0)
			break;
		strv_add(&known, table[i].word);
	}
	if (i == count)
		return scan_unknown(err, &line->words[0], "key", &known);
	if ((table[0].flags & KEY_FIRST) && i != 0 && seen->at[0].line == 0)
		return expected(err, &line->place, &table[0], "the file does not begin with",
				table[0].word);
	if ((table[i].flags & (KEY_ONCE | KEY_FIRST)) && seen->at[i].line) {
		AUTOFREE char *hint = xasprintf("first given in line %d", seen->at[i].line);

		return scan_error(err, &line->place, hint, "'%s' is given twice", table[i].word);
	}
	if (check_words(&table[i], line, err) < 0)
		return -1;
	if (seen->at[i].line == 0)
		seen->at[i] = line->place;
	return (int)i;
}

int keys_finish(const struct key *table, size_t count, const struct keys_seen *seen,
		const struct recipe_place *place, const char *what, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		AUTOFREE char *hint = NULL;

		if (!(table[i].flags & (KEY_REQUIRED | KEY_FIRST)) || seen->at[i].line)
			continue;
		hint = xasprintf("expected: %s", table[i].usage);
		return scan_error(err, place, hint, "%s has no '%s'", what, table[i].word);
	}
	return 0;
}

int keys_match_file(const struct scan_word *name, const char *suffix, struct err *err)
{
	const char *base = path_basename(name->place.file);
	size_t len = strlen(base), end = strlen(suffix);
	AUTOFREE char *stem = NULL;
	AUTOFREE char *hint = NULL;

	if (len < end || strcmp(base + len - end, suffix) != 0)
		return 0;
	stem = xstrndup(base, len - end);
	if (strcmp(stem, name->text) == 0)
		return 0;
	hint = xasprintf("expected '%s', after the file name", stem);
	return scan_error(err, &name->place, hint, "name '%s' does not match the file name",
			  name->text);
}

int keys_check_pattern(const struct scan_word *word, struct err *err)
{
	if (pattern_is_valid(word->text))
		return 0;
	return scan_error(err, &word->place,
			  "expected a relative path, which may contain *, ? and **",
			  "invalid pattern '%s'", word->text);
}

int keys_take_list(const struct scan_line *line, struct strv *list, struct err *err)
{
	for (size_t i = 1; i < line->count; i++) {
		if (strv_contains(list, line->words[i].text))
			return scan_error(err, &line->words[i].place, "name it once",
					  "'%s' is named twice", line->words[i].text);
		strv_add(list, line->words[i].text);
	}
	return 0;
}
