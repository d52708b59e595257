/* Names of images, as docker and OCI write them. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_name.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { TAG_MAX = 128, NAME_MAX_BYTES = 255 };

static bool is_lower_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_tag_byte(char c)
{
	return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-';
}

/* [A-Za-z0-9_][A-Za-z0-9_.-]{0,127} */
static bool is_tag(const char *tag)
{
	size_t len = strlen(tag);

	if (!len || len > TAG_MAX || *tag == '.' || *tag == '-')
		return false;
	for (; *tag; tag++)
		if (!is_tag_byte(*tag))
			return false;
	return true;
}

/* A component of a path: lower-case letters and digits; ".", "_", "__" or dashes between. */
static bool is_component(const char *s, size_t len)
{
	if (!len || !is_lower_or_digit(s[0]) || !is_lower_or_digit(s[len - 1]))
		return false;
	for (size_t i = 0; i < len;) {
		size_t run = 0;

		if (is_lower_or_digit(s[i])) {
			i++;
			continue;
		}
		while (s[i + run] == s[i])
			run++;
		if (!is_lower_or_digit(s[i + run]) ||
		    !(s[i] == '-' || (s[i] == '.' && run == 1) || (s[i] == '_' && run <= 2)))
			return false;
		i += run;
	}
	return true;
}

/* HOST or HOST:PORT: what has a dot or a port, or is localhost. */
static bool is_host(const char *s, size_t len)
{
	size_t name = strcspn(s, ":/");

	if (!name || s[0] == '.' || s[0] == '-' || s[name - 1] == '-')
		return false;
	for (size_t i = 0; i < name; i++)
		if (!isalnum((unsigned char)s[i]) && s[i] != '.' && s[i] != '-')
			return false;
	if (name == len)
		return memchr(s, '.', len) || strncmp(s, "localhost/", 10) == 0;
	return len > name + 1 && strspn(s + name + 1, "0123456789") == len - name - 1;
}

/* The path before the tag. */
static bool is_repository(const char *name)
{
	size_t first = strcspn(name, "/");

	if (strlen(name) > NAME_MAX_BYTES)
		return false;
	if (name[first] && is_host(name, first))
		name += first + 1;
	for (;;) {
		size_t len = strcspn(name, "/");

		if (!is_component(name, len))
			return false;
		if (!name[len])
			return true;
		name += len + 1;
	}
}

int image_name_parse(const char *typed, char **name, struct err *err)
{
	const char *slash = strrchr(typed, '/');
	const char *colon = strrchr(slash ? slash : typed, ':');
	AUTOFREE char *repository =
		colon ? xstrndup(typed, (size_t)(colon - typed)) : xstrdup(typed);

	if (is_repository(repository) && (!colon || is_tag(colon + 1))) {
		*name = xasprintf("%s:%s", repository, colon ? colon + 1 : "latest");
		return 0;
	}
	err_set(err, ERR_USAGE, "'%s' cannot be the name of an image", typed);
	return err_hint(err, "write NAME:TAG: NAME of lower-case letters, digits and / . _ -, TAG "
			     "of letters,\ndigits and . _ -; for example 'sysroot:centos7'");
}

char *image_name_of(const char *target)
{
	char *name = xasprintf("sysroot:%.*s", TAG_MAX, target);

	for (char *p = strchr(name, ':') + 1; *p; p++)
		if (!is_tag_byte(*p))
			*p = '_';
	return name;
}
