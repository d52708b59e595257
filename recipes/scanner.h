/* Words, braces and raw blocks of recipe and target files, with their places. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_SCANNER_H
#define RECIPES_SCANNER_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "recipes/recipe.h"

/*
 * A file is lines; a line is words. A word is bare (no space, quote, brace or
 * #) or "quoted" with \" \\ \n \t. # begins a comment. A line that ends in the
 * bare word { opens a block; a line that is only } closes it.
 */
struct scan_word {
	char *text;
	struct recipe_place place;
};

struct scan_line {
	struct scan_word *words; /* at least one, unless the line closes a block */
	size_t count;
	bool opens; /* the line ended in { (which is no word of it) */
	bool closes; /* the line is } alone (count 0) */
	struct recipe_place place; /* of its first word or brace */
};

struct scanner;

#define SCANNER_MAX_BYTES ((size_t)1 << 20) /* of a file */
#define SCANNER_MAX_LINES 10000

/* text must outlive the scanner. file is borrowed too. */
struct scanner *scanner_new(const char *text, size_t len, const char *file);
void scanner_free(struct scanner *s);

/*
 * The next line that is not empty: 1 and *line (valid until the next call),
 * 0 at the end, -1 with ERR_SYNTAX set.
 */
int scanner_next(struct scanner *s, const struct scan_line **line, struct err *err) MUST_CHECK;

/*
 * After a line that opens a block: its bytes up to the line that is } alone at
 * column 1, one leading tab dropped from each line. *first_line: where it
 * begins. The caller frees *text.
 */
int scanner_raw_block(struct scanner *s, char **text, int *first_line, struct err *err) MUST_CHECK;

/* Where the scanner stands: the end of the file, once scanner_next() gave 0. */
struct recipe_place scanner_place(const struct scanner *s);

/*
 * Set ERR_SYNTAX "file:line:column: text" with a hint (what was expected; may
 * be NULL). Returns -1.
 */
int scan_error(struct err *err, const struct recipe_place *place, const char *hint, const char *fmt,
	       ...) __attribute__((format(printf, 4, 5)));

/*
 * The error for a word that is none of the known ones, which names the nearest
 * of them, or all. what: what the word should have been ("key"). Returns -1.
 */
int scan_unknown(struct err *err, const struct scan_word *word, const char *what,
		 const struct strv *known);

/*
 * Is s a name: 1 to 100 letters, digits and bytes of extra, the first a letter
 * or digit?
 */
bool scan_is_name(const char *s, const char *extra);

#endif
