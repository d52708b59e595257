/* Patterns of paths: one language for all keys of a recipe. */
/* SPDX-License-Identifier: MIT */
#include "recipes/pattern.h"

#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/file.h"

/* Does the pattern go on with the component ** at p? begin: of the pattern. */
static bool at_any_depth(const char *begin, const char *p)
{
	return p[0] == '*' && p[1] == '*' && (p == begin || p[-1] == '/') &&
	       (p[2] == '/' || p[2] == '\0');
}

/*
 * Two places to come back to are enough: what a later ** can take, an earlier
 * one need not; and a * never looks beyond its component.
 */
bool pattern_matches(const char *pattern, const char *path)
{
	const char *p = pattern, *s = path;
	const bool any_depth = *pattern == '*' && !strchr(pattern, '/');
	const char *deep_p = any_depth ? p : NULL, *deep_s = any_depth ? s : NULL;
	const char *star_p = NULL, *star_s = NULL;

	for (;;) {
		if (at_any_depth(pattern, p)) {
			if (p[2] == '\0')
				return *s != '\0';
			p += 3;
			deep_p = p;
			deep_s = s;
			star_p = NULL;
		} else if (*p == '*') {
			star_p = ++p;
			star_s = s;
		} else if (*s == '\0' && *p == '\0') {
			return true;
		} else if (*s && (*p == *s || (*p == '?' && *s != '/'))) {
			p++;
			s++;
		} else if (star_p && *star_s && *star_s != '/') {
			p = star_p;
			s = ++star_s;
		} else if (deep_p && (deep_s = strchr(deep_s, '/'))) {
			p = deep_p;
			s = ++deep_s;
			star_p = NULL;
		} else {
			return false;
		}
	}
}

bool pattern_is_valid(const char *s)
{
	AUTOFREE char *plain = xstrdup(s);

	if (strpbrk(s, "[]\\"))
		return false;
	/* With its wildcards taken for letters it must be a safe path. */
	for (char *p = plain; *p; p++)
		if (*p == '*' || *p == '?')
			*p = 'x';
	return path_is_safe(plain);
}
