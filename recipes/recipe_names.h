/* Names and words of recipes: of parts, programs, versions, architectures, facts. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_RECIPE_NAMES_H
#define RECIPES_RECIPE_NAMES_H

#include "recipes/recipe.h"
#include "recipes/scanner.h"

/* A part's name is typed behind a + of a target's, so it has none itself. */
bool recipe_part_is_name(const char *s);
bool recipe_version_is_valid(const char *s);
bool recipe_program_is_name(const char *s);

/* Is every word behind the line's first one of `words`, which blanks separate? what: "fidelity". */
int recipe_word_check(const struct scan_line *line, const char *what, const char *words,
		      struct err *err) MUST_CHECK;

/* Take "arch ARCH...", and "needs PART..." and its like, into the list. what: "part". */
int recipe_archs_parse(const struct scan_line *line, struct strv *archs,
		       struct err *err) MUST_CHECK;
int recipe_names_parse(const struct scan_line *line, struct strv *list, bool (*valid)(const char *),
		       const char *what, struct err *err) MUST_CHECK;

/* Take "provides FACT WORD...". */
int recipe_provides_parse(struct recipe *r, const struct scan_line *line,
			  struct err *err) MUST_CHECK;

#endif
