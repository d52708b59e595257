/* A list of environment variables to set or to unset, in the order in which they are shown. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/variables.h"

#include <string.h>

#include "builder/base/alloc.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool variable_name_valid(const char *name)
{
	if (!is_letter(*name) && *name != '_')
		return false;
	while (*++name)
		if (!is_letter(*name) && !is_digit(*name) && *name != '_')
			return false;
	return true;
}

bool variable_byte_plain(char c)
{
	return is_letter(c) || is_digit(c) || (c && strchr("_-./+:=@", c));
}

static struct variable *find(const struct variables *v, const char *name)
{
	for (size_t i = 0; i < v->len; i++)
		if (strcmp(v->items[i].name, name) == 0)
			return &v->items[i];
	return NULL;
}

const struct variable *variables_find(const struct variables *v, const char *name)
{
	return find(v, name);
}

void variables_set(struct variables *v, const char *name, const char *value)
{
	char *copy = value ? xstrdup(value) : NULL;
	struct variable *at = find(v, name);

	if (!at) {
		if (v->len == v->cap) {
			v->cap = v->cap ? v->cap * 2 : 32;
			v->items = xreallocarray(v->items, v->cap, sizeof(*v->items));
		}
		at = &v->items[v->len++];
		at->name = xstrdup(name);
		at->value = NULL;
	}
	free(at->value);
	at->value = copy;
}

void variables_release(struct variables *v)
{
	for (size_t i = 0; i < v->len; i++) {
		free(v->items[i].name);
		free(v->items[i].value);
	}
	free(v->items);
	*v = (struct variables)VARIABLES_INIT;
}
