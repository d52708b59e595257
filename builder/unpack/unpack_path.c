/* Names of archive entries: made safe, matched, shown. */
/* SPDX-License-Identifier: MIT */
#include "builder/unpack/unpack_path.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/plain.h"
#include "recipes/pattern.h"

enum {
	UNPACK_PATH_MAX = 4096,
	UNPACK_NAME_MAX = 255,
	/*
	 * Far above any real tree. Bounds the folders that one entry can have us
	 * make, and what removing the tree costs.
	 */
	UNPACK_DEPTH_MAX = 256,
	UNPACK_SHOWN_MAX = 200,
};

const char *unpack_path_clean(const char *raw, unsigned strip, struct buf *out)
{
	const char *p = raw;
	unsigned depth = 0;

	buf_clear(out);
	if (!*raw)
		return "has no name";
	if (*raw == '/')
		return "is absolute";
	if (strlen(raw) > UNPACK_PATH_MAX)
		return "has a path of more than 4096 bytes";
	while (*p) {
		size_t n = strcspn(p, "/");

		if (n > UNPACK_NAME_MAX)
			return "has a name of more than 255 bytes";
		for (size_t i = 0; i < n; i++)
			if (plain_is_control(p[i]))
				return "has a control character in its name";
		if (n == 2 && p[0] == '.' && p[1] == '.')
			return "has '..' in its path";
		if (n > 1 || (n == 1 && p[0] != '.')) {
			if (depth++ >= strip) {
				if (out->len)
					buf_addch(out, '/');
				buf_add(out, p, n);
			}
			if (depth > UNPACK_DEPTH_MAX)
				return "is more than 256 directories deep";
		}
		p += n;
		if (*p)
			p++;
	}
	assert(!out->len || path_is_safe(out->data));
	return NULL;
}

const char *unpack_path_refuse_target(const char *target)
{
	if (!target || !*target)
		return "is a link without a target";
	if (strlen(target) >= UNPACK_PATH_MAX)
		return "is a link whose target has more than 4095 bytes";
	if (plain_has_control(target))
		return "is a link with a control character in its target";
	return NULL;
}

bool unpack_path_selected(const char *path, const struct strv *patterns)
{
	if (!patterns || !patterns->len)
		return true;
	for (size_t i = 0; i < patterns->len; i++)
		if (pattern_matches(patterns->items[i], path))
			return true;
	return false;
}

char *unpack_path_show(const char *raw)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; raw[i]; i++) {
		if (i == UNPACK_SHOWN_MAX) {
			buf_addstr(&b, "...");
			break;
		}
		if (plain_is_control(raw[i]))
			buf_addf(&b, "\\x%02x", (unsigned)(unsigned char)raw[i]);
		else
			buf_addch(&b, raw[i]);
	}
	return buf_steal(&b);
}
