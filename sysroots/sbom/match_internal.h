/* What the files of binary_match share. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_MATCH_INTERNAL_H
#define SYSROOTS_MATCH_INTERNAL_H

#include "sysroots/sbom/binary_match.h"
#include "sysroots/sbom/object_pattern.h"

/* A defined symbol of a symbol table. */
struct match_symbol {
	const char *name; /* borrowed from the file */
	uint64_t value; /* address in a binary, offset in a section */
	uint64_t size;
	uint16_t section; /* number */
	uint8_t type; /* STT_FUNC, ... */
	bool global; /* or weak */
	bool taken; /* binary: by an object that was found */
};

struct match_symbols {
	struct match_symbol *items;
	size_t count, cap;
};

struct match_object {
	char *label;
	const char *part;
	struct pattern *patterns;
	size_t pattern_count;
	struct match_symbols symbols; /* global ones */
	size_t bytes, rank;
	bool has_code; /* enough of it for a proof */
	bool found, by_content;
};

/* A section that stands in the binary. */
struct match_hit {
	size_t at; /* offset in the file */
	size_t object;
	uint32_t size;
	bool code;
};

struct match {
	struct elfmap binary;
	struct match_symbols symbols; /* the binary's, by name */
	struct match_object *objects;
	size_t object_count, object_cap;
	struct match_hit *hits;
	size_t hit_count, hit_cap;
	size_t found_bytes;
};

/* Is enough known of it to prove anything? */
static inline bool match_is_sure(const struct pattern *p)
{
	return p->known_count >= PATTERN_SURE && p->anchor != UINT32_MAX;
}

/* --- match_search.c --- */

/* Fill m->hits: every place of every section that is sure. */
void match_search(struct match *m);

/* --- match_symbols.c --- */

/* Defined functions and objects of .symtab: all of a binary, the global ones of an object. */
int match_symbols_read(const struct elfmap *map, struct match_symbols *out,
		       struct err *err) MUST_CHECK;
void match_symbols_sort(struct match_symbols *s);

/* Does the binary have every symbol of the object, not all of them another object's? */
bool match_symbols_fit(const struct match *m, const struct match_object *o);

/* Name a second object that is just as likely: "a or b". */
void match_also(struct match_object *o, const struct match_object *other);

/* Find objects that are too small to be found by content, by their symbols. */
void match_by_symbols(struct match *m);

#endif
