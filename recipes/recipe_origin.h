/* Where an input comes from: the kinds of origins, and what a recipe says of one. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_RECIPE_ORIGIN_H
#define RECIPES_RECIPE_ORIGIN_H

#include "recipes/recipe.h"
#include "recipes/scanner.h"

/* The word for a kind of origin ("apt-source"). Static. */
const char *origin_word(enum origin_kind kind);

/* "https musl.libc.org/...", "apt-source trixie musl": an origin for people; caller frees. */
char *origin_describe(const struct recipe_origin *origin);

/* How many words an origin of a kind has. */
size_t origin_word_count(enum origin_kind kind);

/* Is s "https://HOST/..." of printable ASCII, without a user and a password? */
bool origin_is_https(const char *s);

/* Is s the name of a file alone, without a folder and without a - in front? */
bool origin_is_file_name(const char *s);

/* Take a line "from KIND WORD...". Errors: ERR_SYNTAX. Source: recipes/FORMAT.md, "Inputs". */
int recipe_origin_parse(const struct scan_line *line, struct recipe_input *in,
			struct err *err) MUST_CHECK;

#endif
