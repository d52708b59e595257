/* The modules that Go wrote down in a program that it linked. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "sysroots/sbom/sbom_binary.h"

static const char go_magic[] = "\xff Go buildinf:";

#define GO_HEAD 32 /* bytes before the strings */
#define GO_INLINE 2 /* flag: the strings follow, each with its length (Go 1.18) */
#define GO_MARK 16 /* bytes around the module list, which find it in memory */

/* A string with its length as a varint before it; *at goes behind it. */
static bool go_string(struct span all, size_t *at, struct span *out)
{
	uint64_t len = 0;

	for (unsigned shift = 0; shift < 56; shift += 7) {
		const unsigned char *p = span_at(all, *at, 1);

		if (!p)
			return false;
		++*at;
		len |= (uint64_t)(*p & 0x7f) << shift;
		if (*p & 0x80)
			continue;
		out->data = span_at(all, *at, len);
		out->len = (size_t)len;
		*at += (size_t)len;
		return out->data;
	}
	return false;
}

/* One line: "dep\tPATH\tVERSION\tSUM"; "=>\t..." is what stands in for the one before. */
static void go_line(const char *line, struct sbom *b)
{
	AUTOSTRV struct strv words = STRV_INIT;
	bool instead, known;
	struct sbom_module *m;

	strv_split(&words, line, "\t");
	known = words.len >= 2;
	instead = known && strcmp(words.items[0], "=>") == 0 && b->module_count;
	if (!known ||
	    (!instead && strcmp(words.items[0], "dep") != 0 && strcmp(words.items[0], "mod") != 0))
		return;
	if (instead) {
		m = &b->modules[b->module_count - 1];
		free(m->path);
		free(m->version);
		free(m->sum);
	} else {
		b->modules = xreallocarray(b->modules, b->module_count + 1, sizeof(*b->modules));
		m = &b->modules[b->module_count++];
	}
	m->path = xstrdup(words.items[1]);
	m->version = xstrdup(words.len > 2 ? words.items[2] : "");
	m->sum = xstrdup(words.len > 3 ? words.items[3] : "");
}

void sbom_go(struct span all, struct sbom *b)
{
	const unsigned char *found = memmem(all.data, all.len, go_magic, sizeof(go_magic) - 1);
	size_t at = found ? (size_t)(found - all.data) : 0;
	AUTOSTRV struct strv lines = STRV_INIT;
	AUTOFREE char *text = NULL;
	struct span version, modules;

	/* It stands at an address that is divided by 16, and sections keep that in the file. */
	if (!found || !span_at(all, at, GO_HEAD) || !(found[15] & GO_INLINE))
		return;
	at += GO_HEAD;
	if (!go_string(all, &at, &version) || !go_string(all, &at, &modules))
		return;
	b->go_version = xstrndup((const char *)version.data, version.len);
	if (modules.len < 2 * (size_t)GO_MARK)
		return;
	text = xstrndup((const char *)modules.data + GO_MARK, modules.len - 2 * (size_t)GO_MARK);
	strv_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.len; i++)
		go_line(lines.items[i], b);
}
