/* GOFLAGS as the go command reads it, in every version from 1.19 on. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/goflags.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

int goflags_split(const char *text, struct strv *fields, struct err *err)
{
	const char *s = text;

	for (;;) {
		const char *end;

		while (is_blank(*s))
			s++;
		if (!*s)
			return 0;
		if (*s == '\'' || *s == '"') {
			end = strchr(s + 1, *s);
			if (!end)
				return err_set(err, ERR_FAILED, "unterminated quote in '%s'", text);
			strv_take(fields, xstrndup(s + 1, (size_t)(end - s - 1)));
			s = end + 1;
			continue;
		}
		end = s;
		while (*end && !is_blank(*end))
			end++;
		strv_take(fields, xstrndup(s, (size_t)(end - s)));
		s = end;
	}
}

/* The value of "-name=value" or "--name=value", or NULL when flag is another one. */
static const char *flag_value(const char *flag, const char *name)
{
	size_t len = strlen(name);

	if (*flag++ != '-')
		return NULL;
	if (*flag == '-')
		flag++;
	return strncmp(flag, name, len) == 0 && flag[len] == '=' ? flag + len + 1 : NULL;
}

/* The flags in a value of -ldflags that hold for every package; those of a pattern are lost. */
static int add_user_ldflags(const char *value, struct strv *flags, const struct strv *ours,
			    struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;

	if (strncmp(value, "all=", 4) == 0)
		value += 4;
	else if (*value != '-')
		return 0;
	if (goflags_split(value, &words, err) < 0)
		return -1;
	for (size_t i = 0; i < words.len; i++)
		if (!strv_contains(ours, words.items[i]))
			strv_add(flags, words.items[i]);
	return 0;
}

static int add_quoted(struct buf *out, const char *flag, struct err *err)
{
	char quote = strchr(flag, '"') ? '\'' : '"';

	if (strchr(flag, quote) || flag[strcspn(flag, " \t\n\r\v\f")])
		return err_set(err, ERR_FAILED,
			       "the flag '%s' of GOFLAGS cannot be combined with others", flag);
	buf_addch(out, quote);
	buf_addstr(out, flag);
	buf_addch(out, quote);
	return 0;
}

/* A flag of the user's as it was: quoted, if it has blanks (Go 1.20 and later read that). */
static int add_kept(struct buf *out, const char *flag, struct err *err)
{
	char quote = strchr(flag, '"') ? '\'' : '"';
	bool blank = flag[strcspn(flag, " \t\n\r")] != '\0';

	if (blank && strchr(flag, quote))
		return err_set(err, ERR_FAILED,
			       "the flag '%s' of GOFLAGS contains both kinds of quotes", flag);
	if (blank)
		buf_addch(out, quote);
	buf_addstr(out, flag);
	if (blank)
		buf_addch(out, quote);
	buf_addch(out, ' ');
	return 0;
}

static int merge(const char *user, const char *tags, const struct strv *ldflags, struct buf *out,
		 struct err *err)
{
	AUTOSTRV struct strv fields = STRV_INIT, all_tags = STRV_INIT, all_ldflags = STRV_INIT;
	AUTOFREE char *joined = NULL;

	if (user && goflags_split(user, &fields, err) < 0)
		return -1;
	strv_split(&all_tags, tags, ",");
	for (size_t i = 0; i < fields.len; i++) {
		const char *flag = fields.items[i], *value;
		AUTOSTRV struct strv more = STRV_INIT;

		if ((value = flag_value(flag, "tags"))) {
			strv_split(&more, value, ", ");
			for (size_t k = 0; k < more.len; k++)
				if (!strv_contains(&all_tags, more.items[k]))
					strv_add(&all_tags, more.items[k]);
		} else if ((value = flag_value(flag, "ldflags"))) {
			if (add_user_ldflags(value, &all_ldflags, ldflags, err) < 0)
				return -1;
		} else if (!flag_value(flag, "trimpath") && strcmp(flag, "-trimpath") != 0 &&
			   strcmp(flag, "--trimpath") != 0) {
			if (add_kept(out, flag, err) < 0)
				return -1;
		}
	}
	buf_addstr(out, "-trimpath");
	if (all_tags.len) {
		joined = strv_join(&all_tags, ",");
		buf_addf(out, " -tags=%s", joined);
	}
	strv_add_all(&all_ldflags, ldflags);
	if (!all_ldflags.len)
		return 0;
	buf_addstr(out, " -ldflags=all=");
	for (size_t i = 0; i < all_ldflags.len; i++)
		if (add_quoted(out, all_ldflags.items[i], err) < 0)
			return -1;
	return 0;
}

int goflags_merge(const char *user, const char *tags, const struct strv *ldflags, struct buf *out,
		  struct err *err)
{
	if (merge(user, tags, ldflags, out, err) == 0)
		return 0;
	return err_hint(err, "'sysroot env' appends to GOFLAGS; change it or unset it");
}
