/* What an artifact was made of, read from the text that its build key is the hash of. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/sbom/key_materials.h"

#include <stdlib.h>
#include <string.h>

#include "builder/base/buf.h"

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

static int materials_lie(const char *line, int number, struct err *err)
{
	return err_set(err, ERR_CORRUPT, "line %d of the build key's text is not understood: '%s'",
		       number, line);
}

static struct key_material *materials_add(struct key_materials *m, enum material_kind kind)
{
	m->items = xreallocarray(m->items, m->count + 1, sizeof(*m->items));
	m->items[m->count] = (struct key_material){ .kind = kind };
	return &m->items[m->count++];
}

/* The next word of *rest, up to a space; *rest goes behind it. false at the end. */
static bool materials_word(const char **rest, struct buf *word)
{
	size_t n = strcspn(*rest, " ");

	buf_clear(word);
	if (!n)
		return false;
	buf_add(word, *rest, n);
	*rest += n + ((*rest)[n] == ' ');
	return true;
}

/* "word" with \ before " and \. */
static bool materials_quoted(const char *s, struct buf *word)
{
	buf_clear(word);
	if (*s++ != '"')
		return false;
	for (; *s && *s != '"'; s++) {
		if (*s == '\\' && s[1])
			s++;
		buf_addch(word, *s);
	}
	return s[0] == '"' && s[1] == '\0';
}

static bool materials_digest(struct key_material *k, const char **rest, struct buf *word)
{
	if (!materials_word(rest, word) || !sha256_is_hex(word->data))
		return false;
	memcpy(k->sha256, word->data, SHA256_HEX);
	return true;
}

/* One line behind its first word. */
static bool materials_line(struct key_materials *m, const char *kind, const char *rest)
{
	AUTOBUF struct buf word = BUF_INIT;
	struct key_material *k;
	bool ok;

	if (strcmp(kind, "input") == 0 || strcmp(kind, "file") == 0) {
		k = materials_add(m, *kind == 'i' ? MATERIAL_INPUT : MATERIAL_FILE);
		ok = materials_digest(k, &rest, &word) && materials_quoted(rest, &word);
	} else if (strcmp(kind, "patch") == 0) {
		k = materials_add(m, MATERIAL_PATCH);
		ok = materials_digest(k, &rest, &word);
		k->strip = (unsigned)strtoul(rest, NULL, 10);
		return ok;
	} else if (strcmp(kind, "need") == 0 || strcmp(kind, "tool") == 0) {
		AUTOBUF struct buf name = BUF_INIT;

		k = materials_add(m, *kind == 'n' ? MATERIAL_NEED : MATERIAL_TOOL);
		ok = materials_word(&rest, &name);
		k->name = xstrdup(name.data);
		return ok && materials_digest(k, &rest, &word) && !*rest;
	} else if (strcmp(kind, "arch") == 0 && !m->arch) {
		m->arch = xstrdup(rest);
		return true;
	} else if (strcmp(kind, "triple") == 0 && !m->triple) {
		m->triple = xstrdup(rest);
		return true;
	} else {
		return true;
	}
	k->name = xstrdup(word.data);
	return ok;
}

int key_materials_read(const char *text, struct key_materials *m, struct err *err)
{
	const char *end = text + strlen(text);
	int number = 0;

	while (text < end) {
		size_t n = strcspn(text, "\n");
		AUTOFREE char *line = xstrndup(text, n);
		AUTOBUF struct buf kind = BUF_INIT;
		const char *rest = line;

		number++;
		text += n + (text[n] == '\n');
		if (!materials_word(&rest, &kind))
			continue;
		if (strcmp(kind.data, "step") == 0) {
			size_t script = strtoul(rest, NULL, 10);

			if (script > (size_t)(end - text))
				return materials_lie(line, number, err);
			text += script;
			continue;
		}
		if (!materials_line(m, kind.data, rest))
			return materials_lie(line, number, err);
	}
	return 0;
}
