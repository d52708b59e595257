/* Which files of its tree a recipe keeps. */
/* SPDX-License-Identifier: MIT */
#include "recipes/recipe_select.h"

#include "builder/base/alloc.h"
#include "recipes/keys.h"
#include "recipes/pattern.h"

#define MAX_SELECTS 512

int recipe_select_parse(struct recipe *r, const struct scan_line *line, bool keep, struct err *err)
{
	for (size_t i = 1; i < line->count; i++) {
		const struct scan_word *pattern = &line->words[i];

		if (keys_check_pattern(pattern, err) < 0)
			return -1;
		if (r->select_count == MAX_SELECTS)
			return scan_error(err, &pattern->place, NULL, "more than %d patterns",
					  MAX_SELECTS);
		r->selects = xreallocarray(r->selects, r->select_count + 1, sizeof(*r->selects));
		r->selects[r->select_count++] = (struct recipe_select){
			.keep = keep, .pattern = xstrdup(pattern->text), .place = pattern->place
		};
	}
	return 0;
}

bool recipe_selects(const struct recipe *r, const char *path)
{
	bool any_keep = false;

	for (size_t i = r->select_count; i-- > 0;) {
		if (pattern_matches(r->selects[i].pattern, path))
			return r->selects[i].keep;
		any_keep |= r->selects[i].keep;
	}
	return !any_keep;
}
