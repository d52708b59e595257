/* The text that a build key is the hash of: the only place that writes and reads it. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/keytext.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/decimal.h"
#include "builder/base/sha256.h"

/* --- writing --- */

void keytext_begin(struct buf *out)
{
	keytext_line(out, "sysroot key %d", KEYTEXT_FORMAT);
}

void keytext_line(struct buf *out, const char *fmt, ...)
{
	size_t from = out->len;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(out, fmt, ap);
	va_end(ap);
	assert(!strpbrk(out->data + from, "\n\""));
	buf_addch(out, '\n');
}

static void keytext_value(struct buf *out, const char *value)
{
	buf_addstr(out, " \"");
	for (; *value; value++) {
		if (*value == '"' || *value == '\\' || *value == '\n')
			buf_addch(out, '\\');
		buf_addch(out, *value == '\n' ? 'n' : *value);
	}
	buf_addch(out, '"');
}

void keytext_quoted(struct buf *out, const char *bare, const struct strv *values)
{
	assert(!strpbrk(bare, "\n\""));
	buf_addstr(out, bare);
	for (size_t i = 0; i < values->len; i++)
		keytext_value(out, values->items[i]);
	buf_addch(out, '\n');
}

void keytext_quoted_one(struct buf *out, const char *bare, const char *value)
{
	AUTOSTRV struct strv values = STRV_INIT;

	strv_add(&values, value);
	keytext_quoted(out, bare, &values);
}

void keytext_script(struct buf *out, const char *script)
{
	keytext_line(out, "step %zu", strlen(script));
	buf_addstr(out, script);
}

void keytext_tool(struct buf *out, const struct keytext_tool *tool)
{
	const char *slash = strrchr(tool->name, '/');
	AUTOFREE char *bare = NULL;

	if (!tool->digest) {
		keytext_line(out, "tool %s is not installed", tool->name);
		return;
	}
	bare = xasprintf("tool %s %s", tool->name, tool->digest);
	if (tool->file && strcmp(tool->file, slash ? slash + 1 : tool->name) != 0)
		keytext_quoted_one(out, bare, tool->file);
	else
		keytext_line(out, "%s", bare);
}

/* --- reading --- */

void keytext_release(struct keytext *k)
{
	for (size_t i = 0; i < k->count; i++) {
		free(k->lines[i].word);
		free(k->lines[i].script);
		strv_release(&k->lines[i].values);
	}
	free(k->lines);
	*k = (struct keytext){ 0 };
}

struct keytext_reader {
	const char *at; /* what is not read yet */
	int number; /* of the line, from 1 */
	int format; /* 0 until it is known */
};

/* A quoted value; r->at on the opening quote, then behind the closing one. */
static bool read_quoted(struct keytext_reader *r, struct buf *value)
{
	for (r->at++; *r->at && *r->at != '"'; r->at++) {
		char c = *r->at;

		if (c == '\\') {
			c = *++r->at;
			if (c == 'n' && r->format != 1)
				c = '\n';
			else if (c != '"' && c != '\\')
				return false;
		} else if (c == '\n' && r->format != 1) {
			return false;
		}
		buf_addch(value, c);
	}
	return *r->at++ == '"';
}

/* One line with its values, up to and with its newline. */
static bool read_line(struct keytext_reader *r, struct keytext_line *line)
{
	size_t n = strcspn(r->at, " \n\"");

	r->number++;
	line->word = xstrndup(r->at, n);
	r->at += n;
	if (!n)
		return false;
	while (*r->at == ' ') {
		AUTOBUF struct buf value = BUF_INIT;

		if (*++r->at == '"') {
			if (!read_quoted(r, &value))
				return false;
		} else {
			n = strcspn(r->at, " \n\"");
			/* Quoted values come last. */
			if (!n || line->bare++ != line->values.len)
				return false;
			buf_add(&value, r->at, n);
			r->at += n;
		}
		strv_add(&line->values, value.data);
	}
	return *r->at++ == '\n';
}

/* The script behind a "step" line. */
static bool read_script(struct keytext_reader *r, struct keytext_line *line)
{
	const char *digits = line->values.len == 1 ? line->values.items[0] : "";
	uint64_t len;

	if (!decimal_parse(digits, SIZE_MAX, &len) || strnlen(r->at, len) != len)
		return false;
	line->script = xstrndup(r->at, len);
	r->at += len;
	for (const char *p = line->script; (p = strchr(p, '\n')); p++)
		r->number++;
	return true;
}

/* The words whose values somebody relies on. */
static bool line_is_whole(const struct keytext_line *line)
{
	static const struct {
		const char *word;
		size_t bare, quoted; /* values */
		int digest; /* which of them is a sha256, from 0; -1: none */
	} known[] = {
		{ "arch", 1, 0, -1 }, { "triple", 1, 0, -1 }, { "recipe", 0, 1, -1 },
		{ "input", 1, 1, 0 }, { "file", 1, 1, 0 },    { "patch", 2, 0, 0 },
		{ "need", 2, 0, 1 },  { "compose", 1, 0, 0 },
	};
	struct keytext_tool tool;

	if (strcmp(line->word, "tool") == 0)
		return keytext_is_tool(line, &tool);
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strcmp(known[i].word, line->word) != 0)
			continue;
		return line->bare == known[i].bare &&
		       line->values.len == known[i].bare + known[i].quoted &&
		       (known[i].digest < 0 || sha256_is_hex(line->values.items[known[i].digest]));
	}
	return true;
}

static int keytext_lies(const struct keytext_reader *r, const char *begin, struct err *err)
{
	return err_set(err, ERR_CORRUPT, "line %d of the build key's text is malformed: '%.*s'",
		       r->number, (int)strcspn(begin, "\n"), begin);
}

/* "sysroot key N". */
static bool read_format(struct keytext_reader *r)
{
	static const char head[] = "sysroot key ";

	if (strncmp(r->at, head, strlen(head)) != 0)
		return false;
	r->at += strlen(head);
	r->format = *r->at - '0';
	if (r->format < 1 || r->format > KEYTEXT_FORMAT || r->at[1] != '\n')
		return false;
	r->at += 2;
	r->number = 1;
	return true;
}

int keytext_read(const char *text, struct keytext *k, struct err *err)
{
	struct keytext_reader r = { .at = text };
	size_t cap = 0;

	*k = (struct keytext){ 0 };
	if (!read_format(&r))
		return err_set(err, ERR_CORRUPT,
			       "the build key's text is not in a format from 1 to %d: '%.*s'",
			       KEYTEXT_FORMAT, (int)strcspn(text, "\n"), text);
	k->format = r.format;
	while (*r.at) {
		const char *begin = r.at;
		struct keytext_line *line;

		if (k->count == cap) {
			cap = cap ? cap * 2 : 64;
			k->lines = xreallocarray(k->lines, cap, sizeof(*k->lines));
		}
		line = &k->lines[k->count++];
		*line = (struct keytext_line){ 0 };
		if (!read_line(&r, line) || !line_is_whole(line))
			return keytext_lies(&r, begin, err);
		if (strcmp(line->word, "step") == 0 && !read_script(&r, line))
			return keytext_lies(&r, begin, err);
	}
	return 0;
}

bool keytext_is_tool(const struct keytext_line *line, struct keytext_tool *tool)
{
	const struct strv *v = &line->values;

	*tool = (struct keytext_tool){ 0 };
	if (strcmp(line->word, "tool") != 0 || line->bare < 2)
		return false;
	tool->name = v->items[0];
	if (line->bare == 4 && v->len == 4)
		return strcmp(v->items[1], "is") == 0 && strcmp(v->items[2], "not") == 0 &&
		       strcmp(v->items[3], "installed") == 0;
	tool->digest = v->items[1];
	if (line->bare != 2 || v->len > 3)
		return false;
	tool->file = v->len == 3 ? v->items[2] : NULL;
	return sha256_is_hex(tool->digest) || (strcmp(tool->digest, "-") == 0 && v->len == 2);
}

static const struct keytext_line *next_but_tools(const struct keytext *k, size_t *at)
{
	while (*at < k->count && strcmp(k->lines[*at].word, "tool") == 0)
		++*at;
	return *at < k->count ? &k->lines[(*at)++] : NULL;
}

static bool same_line(const struct keytext_line *a, const struct keytext_line *b)
{
	if (strcmp(a->word, b->word) != 0 || a->values.len != b->values.len ||
	    !a->script != !b->script)
		return false;
	for (size_t i = 0; i < a->values.len; i++)
		if (strcmp(a->values.items[i], b->values.items[i]) != 0)
			return false;
	return !a->script || strcmp(a->script, b->script) == 0;
}

bool keytext_same_but_tools(const char *a, const char *b)
{
	AUTOKEYTEXT struct keytext one = { 0 }, two = { 0 };
	size_t i = 0, j = 0;

	if (keytext_read(a, &one, NULL) < 0 || keytext_read(b, &two, NULL) < 0)
		return false;
	for (;;) {
		const struct keytext_line *x = next_but_tools(&one, &i);
		const struct keytext_line *y = next_but_tools(&two, &j);

		if (!x || !y)
			return x == y;
		if (!same_line(x, y))
			return false;
	}
}

bool keytext_lacks_tool(const char *text)
{
	AUTOKEYTEXT struct keytext k = { 0 };
	struct keytext_tool tool;

	if (keytext_read(text, &k, NULL) < 0)
		return true;
	for (size_t i = 0; i < k.count; i++)
		if (keytext_is_tool(&k.lines[i], &tool) && !tool.digest)
			return true;
	return false;
}

/* Whatever looks like an input, in a script or not. */
static void guess_inputs(const char *text, struct strv *digests)
{
	static const char word[] = "input ";

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, word, strlen(word)) == 0) {
			char *hex = xstrndup(line + strlen(word), SHA256_HEX - 1);

			if (sha256_is_hex(hex))
				strv_take(digests, hex);
			else
				free(hex);
		}
	}
}

void keytext_inputs(const char *text, struct strv *digests)
{
	AUTOKEYTEXT struct keytext k = { 0 };

	if (keytext_read(text, &k, NULL) < 0) {
		guess_inputs(text, digests);
		return;
	}
	for (size_t i = 0; i < k.count; i++)
		if (strcmp(k.lines[i].word, "input") == 0) {
			assert(k.lines[i].values.items); /* line_is_whole() saw to it */
			strv_add(digests, k.lines[i].values.items[0]);
		}
}
