/* Printing variables for shells: sh, fish, csh and direnv's sh. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/env_format_shell.h"

#include <string.h>

#include "builder/base/plain.h"
#include "sysroots/env/env_format_files.h"

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
		err_set(err, ERR_FAILED, "csh cannot represent the newline in the value of '%s'",
			name);
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

static const char guard_end[] =
	"else echo 'sysroot env: IFS of this shell would change the values, so nothing is set: "
	"unset IFS, or quote the command substitution' >&2; false; fi;\n";

static void add_all_sh(const struct variables *v, struct buf *out)
{
	for (size_t i = 0; i < v->len; i++) {
		if (v->items[i].value)
			add_sh(out, v->items[i].name, v->items[i].value);
		else
			buf_addf(out, "unset %s;\n", v->items[i].name);
	}
}

int env_format_sh(const struct variables *v, struct buf *out, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;

	(void)err; /* a shell takes every value */
	add_all_sh(v, &text);
	if (!text.len)
		return 0;
	guard_begin(out, text.data);
	buf_add(out, text.data, text.len);
	buf_addstr(out, guard_end);
	return 0;
}

int env_format_fish(const struct variables *v, struct buf *out, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < v->len; i++) {
		if (v->items[i].value)
			add_fish(out, v->items[i].name, v->items[i].value);
		else
			buf_addf(out, "set -eg %s;\n", v->items[i].name);
	}
	return 0;
}

int env_format_csh(const struct variables *v, struct buf *out, struct err *err)
{
	for (size_t i = 0; i < v->len; i++) {
		if (!v->items[i].value)
			buf_addf(out, "unsetenv %s;\n", v->items[i].name);
		else if (add_csh(out, v->items[i].name, v->items[i].value, err) < 0)
			return -1;
	}
	return 0;
}

int env_format_direnv(const struct variables *v, struct buf *out, struct err *err)
{
	const struct variable *root = variables_find(v, "SYSROOT");

	/* direnv keeps the environment as JSON. */
	for (size_t i = 0; i < v->len; i++)
		if (v->items[i].value &&
		    env_format_check_utf8(v->items[i].name, v->items[i].value, "direnv", err) < 0)
			return -1;
	if (root && root->value)
		add_watch(out, root->value);
	add_all_sh(v, out);
	return 0;
}
