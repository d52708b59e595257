/* What a recipe says of stripping: its statements, and what they come to for a file. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_RECIPE_STRIP_H
#define RECIPES_RECIPE_STRIP_H

#include "recipes/recipe.h"
#include "recipes/scanner.h"

/* Take a line "strip-debug PATTERN..." or (no debug) "drop-section NAME PATTERN...". */
int recipe_strip_parse(struct recipe *r, const struct scan_line *line, bool debug,
		       struct err *err) MUST_CHECK;

/*
 * What is to be taken from a file at path, below the root: debug information, sections
 * by name (appended). false: nothing is said of it.
 */
bool recipe_strips(const struct recipe *r, const char *path, bool *debug, struct strv *sections);

#endif
