/* Printing variables so that a shell, make or a program can take them over. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/env_format.h"

#include <string.h>

#include "builder/base/json.h"
#include "builder/base/plain.h"
#include "builder/base/strv.h"
#include "sysroots/env/env_format_files.h"

const char *const ENV_FORMAT_WORDS[] = {
	[ENV_FORMAT_SH] = "sh",         [ENV_FORMAT_FISH] = "fish",
	[ENV_FORMAT_CSH] = "csh",       [ENV_FORMAT_JSON] = "json",
	[ENV_FORMAT_MAKE] = "make",     [ENV_FORMAT_CMAKE] = "cmake",
	[ENV_FORMAT_MESON] = "meson",   [ENV_FORMAT_DOCKER] = "docker",
	[ENV_FORMAT_GITHUB] = "github", [ENV_FORMAT_SYSTEMD] = "systemd",
	[ENV_FORMAT_DIRENV] = "direnv", [ENV_FORMAT_COUNT] = NULL,
};

static const struct {
	const char *failure;
	bool is_file, can_undo;
} formats[ENV_FORMAT_COUNT] = {
	[ENV_FORMAT_SH] = { "false;\n", false, true },
	[ENV_FORMAT_FISH] = { "false;\n", false, true },
	[ENV_FORMAT_CSH] = { "false;\n", false, true },
	[ENV_FORMAT_JSON] = { "null\n", false, true },
	[ENV_FORMAT_MAKE] = { "$(error sysroot env failed)\n", false, true },
	[ENV_FORMAT_CMAKE] = { "message(FATAL_ERROR \"sysroot env failed\")\n", true, false },
	[ENV_FORMAT_MESON] = { "sysroot env failed\n", true, false },
	[ENV_FORMAT_DOCKER] = { "sysroot env failed\n", true, false },
	[ENV_FORMAT_GITHUB] = { "sysroot env failed\n", false, false },
	/* systemd passes over what it does not understand. */
	[ENV_FORMAT_SYSTEMD] = { "", true, false },
	/* direnv goes on after a status that is not 0. */
	[ENV_FORMAT_DIRENV] = { "exit 1;\n", false, true },
};

bool env_format_is_file(enum env_format format)
{
	return formats[format].is_file;
}

bool env_format_can_undo(enum env_format format)
{
	return formats[format].can_undo;
}

int env_format_parse(const char *word, enum env_format *format, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOFREE char *all = NULL;
	const char *nearest;

	for (size_t i = 0; i < ENV_FORMAT_COUNT; i++) {
		if (strcmp(word, ENV_FORMAT_WORDS[i]) == 0) {
			*format = (enum env_format)i;
			return 0;
		}
		strv_add(&words, ENV_FORMAT_WORDS[i]);
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

/* direnv notes the time of a link, too: a sysroot that is built anew is one. */
static void add_watch(struct buf *out, const char *root)
{
	if (is_calm(root)) {
		buf_addf(out, "watch_file '%s';\n", root);
		return;
	}
	buf_addstr(out, "watch_file \"$(printf '");
	add_octal(out, root);
	buf_addstr(out, "')\";\n");
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
		else if (plain_is_control(*s) || (*s & 0x80))
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

static int print_json(const struct variables *v, struct buf *out, struct err *err)
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

/*
 * The output is made to be split at blanks, tabs and newlines. Where IFS is something else, an
 * unquoted $(...) loses those characters, quietly: ':' out of PKG_CONFIG_LIBDIR, ',' out of
 * GOFLAGS. So all of it stands behind a test that fails when any character of it was lost: eval
 * joins the words with blanks, whereby the first word becomes several, which test(1) refuses, and a
 * character in quotes becomes a blank. A letter that is lost breaks the test, too, or the shell's
 * grammar.
 */
static void guard_begin(struct buf *out, const char *text)
{
	bool seen[256] = { false };

	for (const char *s = text; *s; s++)
		seen[(unsigned char)*s] = true;
	/* In this order no piece of the word is an operator of test(1), wherever it is split:
	 * letters at both ends stand in its middle as well, since a split at an end leaves no
	 * trace. */
	buf_addstr(out, "if test x");
	for (const char *s =
		     "%+,-./0123456789:@ABCDEFGHIJKLMNOPQRSTUVWXYZ=_abcdefghijklmnopqrstuvwxyz";
	     *s; s++)
		if (seen[(unsigned char)*s] || !strchr("%+,-./:=@", *s))
			buf_addch(out, *s);
	buf_addch(out, 'x');
	for (int c = '!'; c < 0x7f; c++) {
		const char quote = c == '\'' ? '"' : '\'';

		/* Those of the shell's grammar are there always. */
		if (!variable_byte_plain((char)c) && !strchr(",%", c) &&
		    (seen[c] || strchr("';", c)))
			buf_addf(out, " &&\ntest x%c%c%cx != x' 'x", quote, c, quote);
	}
	buf_addstr(out, "; then\n");
}

static const char guard_end[] = "else echo 'sysroot env: IFS of this shell would change what is "
				"set, so nothing is: unset IFS, "
				"or put quotes around it' >&2; false; fi;\n";

static int print_shell(enum env_format format, const struct variables *v, struct buf *out,
		       struct err *err)
{
	for (size_t i = 0; i < v->len; i++) {
		const char *name = v->items[i].name, *value = v->items[i].value;

		if (format == ENV_FORMAT_FISH && !value)
			buf_addf(out, "set -eg %s;\n", name);
		else if (format == ENV_FORMAT_FISH)
			add_fish(out, name, value);
		else if (format == ENV_FORMAT_CSH && !value)
			buf_addf(out, "unsetenv %s;\n", name);
		else if (format == ENV_FORMAT_CSH && add_csh(out, name, value, err) < 0)
			return -1;
		else if (format == ENV_FORMAT_CSH)
			continue;
		else if (!value)
			buf_addf(out, "unset %s;\n", name);
		else
			add_sh(out, name, value);
	}
	return 0;
}

static int print_sh(const struct variables *v, struct buf *out, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;

	if (print_shell(ENV_FORMAT_SH, v, &text, err) < 0)
		return -1;
	if (!text.len)
		return 0;
	guard_begin(out, text.data);
	buf_add(out, text.data, text.len);
	buf_addstr(out, guard_end);
	return 0;
}

int env_format_print(enum env_format format, const struct variables *v, struct buf *out,
		     struct err *err)
{
	const struct variable *root = variables_find(v, "SYSROOT");

	switch (format) {
	case ENV_FORMAT_JSON:
		return print_json(v, out, err);
	case ENV_FORMAT_MAKE:
		print_make(v, out);
		return 0;
	case ENV_FORMAT_CMAKE:
		env_format_cmake(v, out);
		return 0;
	case ENV_FORMAT_DOCKER:
		return env_format_docker(v, out, err);
	case ENV_FORMAT_GITHUB:
		return env_format_github(v, out, err);
	case ENV_FORMAT_SYSTEMD:
		return env_format_systemd(v, out, err);
	case ENV_FORMAT_DIRENV:
		/* direnv keeps the environment as JSON. */
		for (size_t i = 0; i < v->len; i++)
			if (v->items[i].value &&
			    env_format_check_utf8(v->items[i].name, v->items[i].value, "direnv",
						  err) < 0)
				return -1;
		if (root && root->value)
			add_watch(out, root->value);
		break;
	case ENV_FORMAT_MESON:
	case ENV_FORMAT_COUNT:
		return err_set(err, ERR_FAILED, "Meson has no variables");
	case ENV_FORMAT_SH:
		return print_sh(v, out, err);
	case ENV_FORMAT_FISH:
	case ENV_FORMAT_CSH:
		break;
	}
	return print_shell(format, v, out, err);
}
