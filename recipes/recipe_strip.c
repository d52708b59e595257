/* What a recipe says of stripping: its statements, and what they come to for a file. */
/* SPDX-License-Identifier: MIT */
#include "recipes/recipe_strip.h"

#include <assert.h>
#include <string.h>

#include "recipes/input.h"
#include "recipes/keys.h"
#include "recipes/pattern.h"

#define MAX_STRIPS 128

static bool is_section(const char *s)
{
	return s[0] == '.' && scan_is_name(s + 1, ".-_$");
}

int recipe_strip_parse(struct recipe *r, const struct scan_line *line, bool debug, struct err *err)
{
	const struct scan_word *section = debug ? NULL : &line->words[1];

	assert(line->words);
	if (section && !is_section(section->text))
		return scan_error(err, &section->place,
				  "expected a dot, then letters, digits, . - _ $",
				  "invalid section name '%s'", section->text);
	for (size_t i = debug ? 1 : 2; i < line->count; i++) {
		const struct scan_word *pattern = &line->words[i];

		if (keys_check_pattern(pattern, err) < 0)
			return -1;
		if (r->strip_count == MAX_STRIPS)
			return scan_error(err, &pattern->place, NULL, "more than %d patterns",
					  MAX_STRIPS);
		r->strips = xreallocarray(r->strips, r->strip_count + 1, sizeof(*r->strips));
		r->strips[r->strip_count++] = (struct recipe_strip){
			.section = section ? xstrdup(section->text) : NULL,
			.pattern = xstrdup(pattern->text),
			.place = pattern->place,
		};
	}
	return 0;
}

bool recipe_strips(const struct recipe *r, const char *path, bool *debug, struct strv *sections)
{
	bool any = false;

	*debug = false;
	for (size_t i = 0; i < r->strip_count; i++) {
		const struct recipe_strip *s = &r->strips[i];

		if (!pattern_matches(s->pattern, path))
			continue;
		any = true;
		if (!s->section)
			*debug = true;
		else if (!strv_contains(sections, s->section))
			strv_add(sections, s->section);
	}
	return any;
}
