/* Printing variables for the files of CMake, Docker, GitHub and systemd. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/env_format_files.h"

#include <string.h>

#include "builder/base/json.h"
#include "builder/base/plain.h"
#include "builder/base/strv.h"

/* Is s well-formed UTF-8 (Unicode, table 3-7)? */
static bool is_utf8(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	while (*u) {
		unsigned more = *u < 0x80 ? 0 : *u < 0xc2 ? 9 : *u < 0xe0 ? 1 : *u < 0xf0 ? 2 : 3;
		unsigned char low = *u == 0xe0 ? 0xa0 : *u == 0xf0 ? 0x90 : 0x80;
		unsigned char high = *u == 0xed ? 0x9f : *u == 0xf4 ? 0x8f : 0xbf;

		if (more == 9 || *u > 0xf4)
			return false;
		for (u++; more; more--, u++, low = 0x80, high = 0xbf)
			if (*u < low || *u > high)
				return false;
	}
	return true;
}

int env_format_check_utf8(const char *name, const char *value, const char *reader, struct err *err)
{
	if (is_utf8(value))
		return 0;
	err_set(err, ERR_FAILED, "the value of '%s' is not UTF-8, which %s requires", name, reader);
	return err_hint(err, "use another format or move the store");
}

/* Control characters, but for a tab and those in allowed, are refused. */
static int check_plain(const struct variable *v, const char *reader, const char *allowed,
		       struct err *err)
{
	for (const char *s = v->value; *s; s++) {
		if (!plain_is_control(*s) || *s == '\t' || strchr(allowed, *s))
			continue;
		err_set(err, ERR_FAILED, "%s cannot represent the %s in the value of '%s'", reader,
			*s == '\n' ? "newline" : "control character", v->name);
		return err_hint(err, "remove it, or use another format");
	}
	return env_format_check_utf8(v->name, v->value, reader, err);
}

static int refuse_unset(const struct variable *v, const char *reader, struct err *err)
{
	err_set(err, ERR_FAILED, "%s cannot unset '%s'", reader, v->name);
	return err_hint(err, "use another format");
}

/* value with a backslash before each of the bytes in escaped. */
static void add_escaped(struct buf *out, const char *value, const char *escaped)
{
	for (; *value; value++) {
		if (strchr(escaped, *value))
			buf_addch(out, '\\');
		buf_addch(out, *value);
	}
}

int env_format_json(const struct variables *v, struct buf *out, struct err *err)
{
	struct json j;

	jsonout_init(&j, out);
	jsonout_object_begin(&j, NULL);
	for (size_t i = 0; i < v->len; i++) {
		const char *name = v->items[i].name, *value = v->items[i].value;

		if (value && env_format_check_utf8(name, value, "JSON", err) < 0)
			return -1;
		jsonout_string(&j, name, value);
	}
	jsonout_object_end(&j);
	if (out->len && out->data[out->len - 1] != '\n')
		buf_addch(out, '\n');
	return 0;
}

static void add_make(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "export %s := ", name);
	/* An empty expansion in front keeps a blank at the beginning, one behind keeps a
	 * backslash at the end from joining the next line, and a carriage return. */
	if (*value && strchr(" \t\r\v\f", *value))
		buf_addstr(out, "$()");
	for (const char *s = value; *s; s++) {
		if (*s == '$')
			buf_addstr(out, "$$");
		else if (*s == '\n')
			buf_addstr(out, "$(sysroot_newline)");
		else if (*s == '#')
			buf_addstr(out, "$(sysroot_hash)");
		else if ((*s == '\\' || *s == '\r') && !s[1])
			buf_addf(out, "%c$()", *s);
		else
			buf_addch(out, *s);
	}
	buf_addch(out, '\n');
}

int env_format_make(const struct variables *v, struct buf *out, struct err *err)
{
	bool newline = false, hash = false;

	(void)err; /* make takes every value */
	for (size_t i = 0; i < v->len; i++) {
		const char *value = v->items[i].value;

		newline = newline || (value && strchr(value, '\n'));
		hash = hash || (value && strchr(value, '#'));
	}
	if (newline)
		buf_addstr(out, "define sysroot_newline :=\n\n\nendef\n");
	if (hash)
		buf_addstr(out, "sysroot_hash := \\#\n");
	for (size_t i = 0; i < v->len; i++) {
		if (v->items[i].value)
			add_make(out, v->items[i].name, v->items[i].value);
		else
			buf_addf(out, "unexport %s\nundefine %s\n", v->items[i].name,
				 v->items[i].name);
	}
	return 0;
}

/* A quoted argument. The old rule about @NAME@ holds where no policy was set yet. */
static void add_cmake(struct buf *out, const char *value)
{
	buf_addch(out, '"');
	for (; *value; value++) {
		if (*value == '\r')
			buf_addstr(out, "\\r");
		else if (strchr("\\\"$@", *value))
			buf_addf(out, "\\%c", *value);
		else
			buf_addch(out, *value);
	}
	buf_addch(out, '"');
}

static void add_toolchain(const struct variables *v, const char *root, struct buf *out)
{
	const struct variable *link = variables_find(v, "SYSROOT_LINK");
	AUTOFREE char *file = xasprintf("%s/toolchain.cmake", root);

	buf_addf(out,
		 "# For CMake: --toolchain FILE, -C FILE, or include() before project().\n"
		 "set(SYSROOT_LINK \"%s\" CACHE STRING \"how programs are linked\")\n"
		 "if(CMAKE_TOOLCHAIN_FILE)\n  include(",
		 link ? link->value : "static");
	add_cmake(out, file);
	buf_addstr(out, ")\nelse()\n  set(CMAKE_TOOLCHAIN_FILE ");
	add_cmake(out, file);
	buf_addstr(out, " CACHE FILEPATH \"the sysroot's\")\nendif()\n");
}

int env_format_cmake(const struct variables *v, struct buf *out, struct err *err)
{
	const struct variable *root = variables_find(v, "SYSROOT");

	(void)err; /* CMake takes every value */
	if (root && root->value)
		add_toolchain(v, root->value, out);
	for (size_t i = 0; i < v->len; i++) {
		const struct variable *at = &v->items[i];

		/* CMake takes it for shared libraries too, which -static spoils; the
		 * toolchain says it for programs alone. */
		if (strcmp(at->name, "LDFLAGS") == 0)
			continue;
		if (!at->value) {
			buf_addf(out, "unset(ENV{%s})\n", at->name);
			continue;
		}
		buf_addf(out, "set(ENV{%s} ", at->name);
		add_cmake(out, at->value);
		buf_addstr(out, ")\n");
	}
	return 0;
}

int env_format_meson(const struct variables *v, struct buf *out, struct err *err)
{
	(void)v;
	(void)out;
	return err_set(err, ERR_FAILED, "Meson does not have variables");
}

int env_format_docker(const struct variables *v, struct buf *out, struct err *err)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct variable *at = &v->items[i];

		if (!at->value)
			return refuse_unset(at, "a Dockerfile", err);
		if (check_plain(at, "a Dockerfile", "", err) < 0)
			return -1;
		buf_addf(out, "ENV %s=\"", at->name);
		add_escaped(out, at->value, "\\\"$");
		buf_addstr(out, "\"\n");
	}
	return 0;
}

/* Does a line of text consist of this word? */
static bool has_line(const char *text, const char *word)
{
	AUTOSTRV struct strv lines = STRV_INIT;

	strv_split(&lines, text, "\n");
	return strv_contains(&lines, word);
}

int env_format_github(const struct variables *v, struct buf *out, struct err *err)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct variable *at = &v->items[i];
		AUTOFREE char *end = xstrdup("sysroot_end");

		if (!at->value) {
			buf_addf(out, "%s=\n", at->name);
			continue;
		}
		if (check_plain(at, "GitHub", "\n", err) < 0)
			return -1;
		if (!strchr(at->value, '\n')) {
			buf_addf(out, "%s=%s\n", at->name, at->value);
			continue;
		}
		for (size_t n = 1; has_line(at->value, end); n++) {
			free(end);
			end = xasprintf("sysroot_end%zu", n);
		}
		buf_addf(out, "%s<<%s\n%s\n%s\n", at->name, end, at->value, end);
	}
	return 0;
}

int env_format_systemd(const struct variables *v, struct buf *out, struct err *err)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct variable *at = &v->items[i];

		if (!at->value)
			return refuse_unset(at, "an environment file", err);
		if (check_plain(at, "systemd", "\n", err) < 0)
			return -1;
		buf_addf(out, "%s=\"", at->name);
		add_escaped(out, at->value, "\\\"`$");
		buf_addstr(out, "\"\n");
	}
	return 0;
}
