/* Writing JSON (RFC 8259) to a buffer, commas and escapes taken care of. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/json.h"

#include <inttypes.h>
#include <string.h>

#include "builder/base/utf8.h"

void jsonout_init(struct json *j, struct buf *out)
{
	*j = (struct json){ .out = out };
}

void jsonout_init_compact(struct json *j, struct buf *out)
{
	*j = (struct json){ .out = out, .compact = true };
}

static void json_line(struct json *j)
{
	if (j->compact)
		return;
	buf_addch(j->out, '\n');
	for (int i = 0; i < j->depth; i++)
		buf_addstr(j->out, "  ");
}

static void json_quote(struct buf *out, const char *value)
{
	const unsigned char *s = (const unsigned char *)value;

	buf_addch(out, '"');
	while (*s) {
		uint32_t code;
		size_t n = utf8_decode((const char *)s, &code);

		if (*s == '"' || *s == '\\') {
			buf_addch(out, '\\');
			buf_addch(out, (char)*s++);
		} else if (*s == '\n') {
			buf_addstr(out, "\\n");
			s++;
		} else if (*s == '\t') {
			buf_addstr(out, "\\t");
			s++;
		} else if (*s < 0x20) {
			buf_addf(out, "\\u%04x", *s++);
		} else if (n == 0) {
			buf_addstr(out, "\\ufffd");
			s++;
		} else {
			buf_add(out, s, n);
			s += n;
		}
	}
	buf_addch(out, '"');
}

static void json_key(struct json *j, const char *key)
{
	if (j->need_comma)
		buf_addch(j->out, ',');
	if (j->depth)
		json_line(j);
	if (key) {
		json_quote(j->out, key);
		buf_addstr(j->out, j->compact ? ":" : ": ");
	}
	j->need_comma = true;
}

static void json_begin(struct json *j, const char *key, char bracket)
{
	json_key(j, key);
	buf_addch(j->out, bracket);
	j->depth++;
	j->need_comma = false;
}

static void json_end(struct json *j, char bracket)
{
	bool empty = !j->need_comma;

	j->depth--;
	if (!empty)
		json_line(j);
	buf_addch(j->out, bracket);
	if (j->depth == 0)
		json_line(j);
	j->need_comma = true;
}

void jsonout_object_begin(struct json *j, const char *key)
{
	json_begin(j, key, '{');
}

void jsonout_object_end(struct json *j)
{
	json_end(j, '}');
}

void jsonout_array_begin(struct json *j, const char *key)
{
	json_begin(j, key, '[');
}

void jsonout_array_end(struct json *j)
{
	json_end(j, ']');
}

void jsonout_string(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	if (value)
		json_quote(j->out, value);
	else
		buf_addstr(j->out, "null");
}

void jsonout_number(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	buf_addf(j->out, "%" PRId64, value);
}

void jsonout_hundredths(struct json *j, const char *key, int64_t value)
{
	const char *sign = value < 0 ? "-" : "";
	uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	json_key(j, key);
	buf_addf(j->out, "%s%" PRIu64, sign, v / 100);
	if (v % 100)
		buf_addf(j->out, v % 10 ? ".%02u" : ".%.1u",
			 (unsigned)(v % 10 ? v % 100 : v % 100 / 10));
}

void jsonout_bool(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	buf_addstr(j->out, value ? "true" : "false");
}
