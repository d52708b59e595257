/* The block of a recipe that describes one input. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_INPUT_H
#define RECIPES_INPUT_H

#include "recipes/recipe.h"
#include "recipes/scanner.h"

/*
 * Parse an input block, of which the scanner just gave the head
 * ("input NAME {"), to behind its }.
 *
 * out: zeroed; what was filled in before an error is the caller's to free too.
 * Errors: ERR_SYNTAX.
 * Source: recipes/FORMAT.md, "Inputs".
 */
int input_parse(struct scanner *s, const struct scan_line *head, struct recipe_input *out,
		struct err *err) MUST_CHECK;

#endif
