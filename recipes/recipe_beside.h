/* Files and patches that lie beside a recipe. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_RECIPE_BESIDE_H
#define RECIPES_RECIPE_BESIDE_H

#include "recipes/recipe.h"
#include "recipes/scanner.h"

/*
 * Take a line "file NAME" or "patch NAME [strip N]" into *files of *count, which the caller owns.
 * what: "file" or "patch", for messages. folder: the recipe's, where the file is hashed; NULL: it
 * is not read, and has no digest.
 * Errors: ERR_SYNTAX, also for a file that is missing or leads out of the folder. ERR_SYSTEM.
 */
int recipe_beside_parse(const char *folder, const struct scan_line *line,
			struct recipe_file **files, size_t *count, const char *what,
			struct err *err) MUST_CHECK;

#endif
