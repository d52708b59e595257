/* Which files of its tree a recipe keeps: its statements, and what they come to for a file. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_RECIPE_SELECT_H
#define RECIPES_RECIPE_SELECT_H

#include "recipes/recipe.h"
#include "recipes/scanner.h"

/* Take a line "keep PATTERN..." or (not keep) "drop PATTERN...". Errors: ERR_SYNTAX. */
int recipe_select_parse(struct recipe *r, const struct scan_line *line, bool keep,
			struct err *err) MUST_CHECK;

/*
 * Does a path below the root go into the artifact, by the selects? path has no
 * leading slash and is that of a file or symlink; a directory goes in when
 * something in it does.
 */
bool recipe_selects(const struct recipe *r, const char *path);

#endif
