/* Printing variables so that a shell, make or a program can take them over. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/env_format.h"

#include <string.h>

#include "builder/base/json.h"
#include "builder/base/strv.h"

static const struct {
	const char *word, *failure;
} formats[] = {
	[ENV_FORMAT_SH] = { "sh", "false;\n" },
	[ENV_FORMAT_FISH] = { "fish", "false;\n" },
	[ENV_FORMAT_CSH] = { "csh", "false;\n" },
	[ENV_FORMAT_JSON] = { "json", "null\n" },
	[ENV_FORMAT_MAKE] = { "make", "$(error sysroot env failed)\n" },
};

int env_format_parse(const char *word, enum env_format *format, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOFREE char *all = NULL;
	const char *nearest;

	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (strcmp(word, formats[i].word) == 0) {
			*format = (enum env_format)i;
			return 0;
		}
		strv_add(&words, formats[i].word);
	}
	all = strv_join(&words, ", ");
	nearest = strv_nearest(&words, word);
	err_set(err, ERR_USAGE, "there is no format '%s'", word);
	if (nearest)
		return err_hint(err, "did you mean '%s'? there are %s", nearest, all);
	return err_hint(err, "there are %s", all);
}

const char *env_format_failure(enum env_format format)
{
	return formats[format].failure;
}

/*
 * Bytes that stay as they are through word splitting, patterns, braces and history of any
 * shell. A single space does too; a run of them would come back as one.
 */
static bool is_calm(const char *value)
{
	for (const char *s = value; *s; s++)
		if (!variable_byte_plain(*s) && !strchr(",%\"", *s) && (*s != ' ' || s[1] == ' '))
			return false;
	return true;
}

/* Inside single quotes, the format of printf(1). A "-" in front would be an option. */
static void add_octal(struct buf *out, const char *value)
{
	for (const char *s = value; *s; s++) {
		if (variable_byte_plain(*s) && !(s == value && *s == '-'))
			buf_addch(out, *s);
		else
			buf_addf(out, "\\%03o", (unsigned char)*s);
	}
}

static void add_sh(struct buf *out, const char *name, const char *value)
{
	size_t len = strlen(value);

	if (is_calm(value)) {
		buf_addf(out, "export %s='%s';\n", name, value);
		return;
	}
	buf_addf(out, "export %s=\"$(printf '", name);
	add_octal(out, value);
	/* $(...) drops newlines at the end; a dot behind them, taken off again, keeps them. */
	if (value[len - 1] == '\n')
		buf_addf(out, ".')\"; export %s=\"${%s%%.}\";\n", name, name);
	else
		buf_addstr(out, "')\";\n");
}

static int add_csh(struct buf *out, const char *name, const char *value, struct err *err)
{
	if (is_calm(value)) {
		buf_addf(out, "setenv %s '%s';\n", name, value);
		return 0;
	}
	if (strchr(value, '\n')) {
		err_set(err, ERR_FAILED, "csh cannot hold the newline in the value of '%s'", name);
		return err_hint(err, "move the store to a path without one, or use another shell");
	}
	buf_addf(out, "setenv %s \"`printf '", name);
	add_octal(out, value);
	buf_addstr(out, "'`\";\n");
	return 0;
}

static void add_fish(struct buf *out, const char *name, const char *value)
{
	buf_addf(out, "set -gx %s '", name);
	for (const char *s = value; *s; s++) {
		if (*s == '\'' || *s == '\\')
			buf_addf(out, "\\%c", *s);
		else if ((unsigned char)*s < ' ' || (*s & 0x80) || *s == 0x7f)
			buf_addf(out, "'\\X%02x'", (unsigned char)*s);
		else
			buf_addch(out, *s);
	}
	buf_addstr(out, "';\n");
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

static void print_make(const struct variables *v, struct buf *out)
{
	bool newline = false, hash = false;

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
}

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

static int print_json(const struct variables *v, struct buf *out, struct err *err)
{
	struct json j;

	json_init(&j, out);
	json_object_begin(&j, NULL);
	for (size_t i = 0; i < v->len; i++) {
		if (v->items[i].value && !is_utf8(v->items[i].value)) {
			err_set(err, ERR_FAILED, "the value of '%s' is not UTF-8, as JSON must be",
				v->items[i].name);
			return err_hint(err, "use another format or move the store");
		}
		json_string(&j, v->items[i].name, v->items[i].value);
	}
	json_object_end(&j);
	if (out->len && out->data[out->len - 1] != '\n')
		buf_addch(out, '\n');
	return 0;
}

int env_format_print(enum env_format format, const struct variables *v, struct buf *out,
		     struct err *err)
{
	if (format == ENV_FORMAT_JSON)
		return print_json(v, out, err);
	if (format == ENV_FORMAT_MAKE) {
		print_make(v, out);
		return 0;
	}
	for (size_t i = 0; i < v->len; i++) {
		const char *name = v->items[i].name, *value = v->items[i].value;

		if (format == ENV_FORMAT_SH && !value)
			buf_addf(out, "unset %s;\n", name);
		else if (format == ENV_FORMAT_SH)
			add_sh(out, name, value);
		else if (format == ENV_FORMAT_FISH && !value)
			buf_addf(out, "set -eg %s;\n", name);
		else if (format == ENV_FORMAT_FISH)
			add_fish(out, name, value);
		else if (!value)
			buf_addf(out, "unsetenv %s;\n", name);
		else if (add_csh(out, name, value, err) < 0)
			return -1;
	}
	return 0;
}
