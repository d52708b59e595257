/* The keys that lines of recipe and target files begin with, from one table. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_KEYS_H
#define RECIPES_KEYS_H

#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "recipes/scanner.h"

enum key_flags {
	KEY_ONCE = 1 << 0, /* may not be said twice */
	KEY_REQUIRED = 1 << 1, /* must be said */
	KEY_BLOCK = 1 << 2, /* opens a block */
	KEY_FIRST = 1 << 3, /* must be the first line; also required and once */
};

struct key {
	const char *word;
	const char *usage; /* for hints: "size BYTES" */
	size_t min, max; /* how many words may follow */
	unsigned flags;
};

#define KEYS_MAX 24 /* of a table */
#define KEYS_ANY ((size_t)-1)

/* Where each key of a table was said first; line 0: not yet. */
struct keys_seen {
	struct recipe_place at[KEYS_MAX];
};

/*
 * The row of the table (count rows) for a line, with everything checked that
 * the table says: known (else the nearest is named), not twice, number of
 * words, block or none; and no word has control characters.
 * Returns the index, or -1 with ERR_SYNTAX.
 */
int keys_find(const struct key *table, size_t count, struct keys_seen *seen,
	      const struct scan_line *line, struct err *err) MUST_CHECK;

/*
 * Was every required key said? place: where the thing begins, for the message;
 * what: what it is ("input 'x'"). Errors: ERR_SYNTAX.
 */
int keys_finish(const struct key *table, size_t count, const struct keys_seen *seen,
		const struct recipe_place *place, const char *what, struct err *err) MUST_CHECK;

/*
 * Does the name that a file says of itself equal the file's, without suffix
 * (".recipe")? A file without that suffix may have any. Errors: ERR_SYNTAX.
 */
int keys_match_file(const struct scan_word *name, const char *suffix, struct err *err) MUST_CHECK;

/* Is the word a pattern (pattern.h)? Errors: ERR_SYNTAX. */
int keys_check_pattern(const struct scan_word *word, struct err *err) MUST_CHECK;

/* Copy the words behind the key to a list; one said twice is ERR_SYNTAX. */
int keys_take_list(const struct scan_line *line, struct strv *list, struct err *err) MUST_CHECK;

#endif
