/* Which objects of a sysroot's archives a binary was linked with. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_BINARY_MATCH_H
#define SYSROOTS_BINARY_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "sysroots/elf/elfmap.h"

struct match;

/* One object that was linked in, as far as can be told. */
struct match_found {
	const char *label; /* "usr/lib/libc.a(printf.o)"; valid while the match is */
	const char *part; /* as match_add_file() was told */
	bool by_content; /* else its symbols alone tell */
	size_t bytes; /* of its sections that were compared and found */
};

/*
 * What a linker takes from an archive it takes whole, member by member, and
 * leaves all but the places of relocations as it is. So each member's sections
 * are looked for in the binary, relocations masked:
 *
 * - by content: a section of code with PATTERN_SURE bytes or more that no
 *   relocation touches stands in the binary, at an address of its alignment, and
 *   in no larger section that was found. Of an object without such code the
 *   same is asked of its data. Needs no symbol, so a stripped binary will do.
 * - by symbols, in a binary that was not stripped: of an object too small for
 *   that, every symbol that it defines stands in the binary with the same type
 *   and size, no object that was found defines it too, and what code there is
 *   fits at the symbol's address.
 *
 * Of objects whose sections are the same those are named whose symbols are there too; where
 * that leaves several, two of them ("a or b"), if all are of one part, else none.
 */
int match_new(const struct elfmap *binary, struct match **out, struct err *err) MUST_CHECK;
void match_free(struct match *m);

/*
 * Add an archive or object file of a part; data stays the caller's and outlives
 * the match. What is neither, or of another machine, is passed over.
 * Errors: ERR_CORRUPT.
 */
int match_add_file(struct match *m, const char *part, const char *path, const void *data,
		   size_t size, struct err *err) MUST_CHECK;

/* Look; call it once, after all files are added. Returns how many objects were found. */
size_t match_run(struct match *m);

/* The i-th of them, in the order in which they were added. */
struct match_found match_get(const struct match *m, size_t i);

/* Bytes of the binary's code, and of them those in sections that were found. */
size_t match_code_bytes(const struct match *m);
size_t match_found_bytes(const struct match *m);

/* Was the binary's symbol table stripped? */
bool match_is_stripped(const struct match *m);

#endif
