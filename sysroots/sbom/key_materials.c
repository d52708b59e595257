/* What an artifact was made of, read from the text that its build key is the hash of. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/sbom/key_materials.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/decimal.h"
#include "builder/base/keytext.h"

const char *material_word(enum material_kind kind)
{
	switch (kind) {
	case MATERIAL_INPUT:
		return "input";
	case MATERIAL_PATCH:
		return "patch";
	case MATERIAL_FILE:
		return "file";
	case MATERIAL_NEED:
		return "artifact";
	case MATERIAL_TOOL:
		return "tool";
	}
	return "?";
}

void key_materials_release(struct key_materials *m)
{
	for (size_t i = 0; i < m->count; i++)
		free(m->items[i].name);
	free(m->items);
	free(m->arch);
	free(m->triple);
	*m = (struct key_materials){ 0 };
}

static struct key_material *materials_add(struct key_materials *m, enum material_kind kind,
					  const char *name, const char *sha256)
{
	struct key_material *k;

	m->items = xreallocarray(m->items, m->count + 1, sizeof(*m->items));
	k = &m->items[m->count++];
	*k = (struct key_material){ .kind = kind, .name = name ? xstrdup(name) : NULL };
	memcpy(k->sha256, sha256, SHA256_HEX);
	return k;
}

/* keytext_read() has seen to the number of values, and that digests are digests. */
static int materials_line(struct key_materials *m, const struct keytext_line *line, struct err *err)
{
	char *const *v = line->values.items;
	struct keytext_tool tool;

	if (strcmp(line->word, "input") == 0) {
		materials_add(m, MATERIAL_INPUT, v[1], v[0]);
	} else if (strcmp(line->word, "file") == 0) {
		materials_add(m, MATERIAL_FILE, v[1], v[0]);
	} else if (strcmp(line->word, "patch") == 0) {
		uint64_t strip = 0;

		if (!decimal_parse(v[1], UINT_MAX, &strip))
			return err_set(err, ERR_CORRUPT,
				       "the build key's text strips '%s' components of a patch",
				       v[1]);
		materials_add(m, MATERIAL_PATCH, NULL, v[0])->strip = (unsigned)strip;
	} else if (strcmp(line->word, "need") == 0) {
		materials_add(m, MATERIAL_NEED, v[0], v[1]);
	} else if (strcmp(line->word, "arch") == 0 && !m->arch) {
		m->arch = xstrdup(v[0]);
	} else if (strcmp(line->word, "triple") == 0 && !m->triple) {
		m->triple = xstrdup(v[0]);
	} else if (keytext_is_tool(line, &tool)) {
		if (!tool.digest)
			return err_set(err, ERR_CORRUPT,
				       "according to the text of the build key, the tool '%s' was "
				       "not installed",
				       tool.name);
		if (sha256_is_hex(tool.digest)) /* what was not there is no material */
			materials_add(m, MATERIAL_TOOL, tool.name, tool.digest);
	}
	return 0;
}

int key_materials_read(const char *text, struct key_materials *m, struct err *err)
{
	AUTOKEYTEXT struct keytext k = { 0 };

	if (keytext_read(text, &k, err) < 0)
		return -1;
	for (size_t i = 0; i < k.count; i++)
		if (materials_line(m, &k.lines[i], err) < 0)
			return -1;
	return 0;
}
