/* A list of environment variables to set or to unset, in the order in which they are shown. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_VARIABLES_H
#define SYSROOTS_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

struct variable {
	char *name;
	char *value; /* NULL: the variable is unset */
};

struct variables {
	struct variable *items;
	size_t len;
	size_t cap;
};

#define VARIABLES_INIT                                                                             \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}

/* Set name to value (copied; NULL: unset), in its place if the list has it, else at the end. */
void variables_set(struct variables *v, const char *name, const char *value);

/* The entry of this name, or NULL; borrowed. */
const struct variable *variables_find(const struct variables *v, const char *name);

void variables_release(struct variables *v);

static inline void variables_release_at(struct variables *v)
{
	variables_release(v);
}
#define AUTOVARIABLES __attribute__((cleanup(variables_release_at)))

/* Is name one that every shell takes: a letter or "_", then letters, digits and "_"? */
bool variable_name_valid(const char *name);

/*
 * May this byte stand in an unquoted word in any shell, in a pattern, in a URL-like list? Letters,
 * digits and "_-./+:=@" only. Locale plays no part.
 */
bool variable_byte_plain(char c);

#endif
