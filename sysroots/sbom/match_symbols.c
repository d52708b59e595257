/* Objects too small to be found by content, by the symbols of a binary. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "sysroots/sbom/match_internal.h"

static void symbols_add(struct match_symbols *s, const struct match_symbol *sym)
{
	if (s->count == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 16;
		s->items = xreallocarray(s->items, s->cap, sizeof(*s->items));
	}
	s->items[s->count++] = *sym;
}

int match_symbols_read(const struct elfmap *map, struct match_symbols *out, struct err *err)
{
	struct elfmap_section s, t;
	struct span symbols, strings;

	if (elfmap_find_section(map, SHT_SYMTAB, &s) < 0)
		return 0;
	if (!elfmap_section_bytes(map, &s, &symbols) || !elfmap_section(map, s.link, &t) ||
	    !elfmap_section_bytes(map, &t, &strings) ||
	    (strings.len && strings.data[strings.len - 1] != '\0'))
		return elfmap_lie(map, err, "its symbol table extends beyond the end of the file");
	for (size_t at = sizeof(Elf64_Sym); at + sizeof(Elf64_Sym) <= symbols.len;
	     at += sizeof(Elf64_Sym)) {
		const unsigned char *p = symbols.data + at;
		uint8_t info = SPAN_FIELD(p, Elf64_Sym, st_info);
		uint64_t name = SPAN_FIELD(p, Elf64_Sym, st_name);
		struct match_symbol sym = {
			.value = SPAN_FIELD(p, Elf64_Sym, st_value),
			.size = SPAN_FIELD(p, Elf64_Sym, st_size),
			.section = SPAN_FIELD(p, Elf64_Sym, st_shndx),
			.type = ELF64_ST_TYPE(info),
			.global = ELF64_ST_BIND(info) != STB_LOCAL,
		};

		if (name >= strings.len)
			return elfmap_lie(map, err, "the name of a symbol is out of bounds");
		sym.name = (const char *)strings.data + name;
		if (!*sym.name || sym.section == SHN_UNDEF || sym.section == SHN_ABS ||
		    sym.type == STT_FILE || sym.type == STT_SECTION)
			continue;
		/* Hidden ones become local in a binary. */
		if (map->type == ET_REL && !sym.global)
			continue;
		symbols_add(out, &sym);
	}
	return 0;
}

static int symbol_order(const void *pa, const void *pb)
{
	const struct match_symbol *a = pa, *b = pb;
	int by_name = strcmp(a->name, b->name);

	return by_name ? by_name : a->value < b->value ? -1 : a->value > b->value;
}

void match_symbols_sort(struct match_symbols *s)
{
	if (s->count)
		qsort(s->items, s->count, sizeof(*s->items), symbol_order);
}

/* The first of that name, or NULL. */
static struct match_symbol *symbols_find(const struct match_symbols *s, const char *name)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(s->items[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->count && strcmp(s->items[low].name, name) == 0 ? &s->items[low] : NULL;
}

/* Does the section that the symbol stands in fit where the binary has the symbol? */
static bool symbol_content_fits(const struct match *m, const struct match_object *o,
				const struct match_symbol *of, const struct match_symbol *in)
{
	const struct pattern *p = NULL;
	struct span bytes;

	for (size_t i = 0; i < o->pattern_count; i++)
		if (o->patterns[i].section == of->section)
			p = &o->patterns[i];
	if (!p)
		return true; /* zeroed, common or merged: there is nothing to compare */
	if (of->value > in->value || !elfmap_loaded(&m->binary, in->value - of->value, &bytes))
		return false;
	return bytes.len >= p->size && pattern_fits(p, bytes.data);
}

/* The binary's symbol that an object's one became; NULL: there is none like it. */
static struct match_symbol *symbol_became(const struct match *m, const struct match_object *o,
					  const struct match_symbol *of)
{
	struct match_symbol *in = symbols_find(&m->symbols, of->name);
	const struct match_symbol *end = m->symbols.items + m->symbols.count;

	for (; in && in < end && strcmp(in->name, of->name) == 0; in++) {
		bool same_type =
			in->type == of->type || (in->type == STT_OBJECT && of->type == STT_COMMON);

		if (same_type && in->size == of->size && symbol_content_fits(m, o, of, in))
			return in;
	}
	return NULL;
}

static void symbols_take(const struct match *m, const struct match_object *o)
{
	for (size_t i = 0; i < o->symbols.count; i++) {
		struct match_symbol *in = symbol_became(m, o, &o->symbols.items[i]);

		if (in)
			in->taken = true;
	}
}

bool match_symbols_fit(const struct match *m, const struct match_object *o)
{
	size_t fit = 0, taken = 0;

	for (size_t k = 0; k < o->symbols.count; k++) {
		const struct match_symbol *in = symbol_became(m, o, &o->symbols.items[k]);

		fit += in != NULL;
		taken += in && in->taken;
	}
	return fit == o->symbols.count && fit && taken < fit;
}

void match_also(struct match_object *o, const struct match_object *other)
{
	char *label = xasprintf("%s or %s", o->label, other->label);

	free(o->label);
	o->label = label;
}

void match_by_symbols(struct match *m)
{
	for (size_t i = 0; i < m->object_count; i++)
		if (m->objects[i].found)
			symbols_take(m, &m->objects[i]);
	for (size_t i = 0; i < m->object_count; i++) {
		struct match_object *o = &m->objects[i];

		if (o->found || o->has_code || !match_symbols_fit(m, o))
			continue;
		o->found = true;
		for (size_t k = i + 1; k < m->object_count; k++) {
			const struct match_object *other = &m->objects[k];

			if (other->found || other->has_code || !other->symbols.count ||
			    strcmp(other->symbols.items[0].name, o->symbols.items[0].name) != 0 ||
			    !match_symbols_fit(m, other))
				continue;
			/* In another part: neither can be named for sure. */
			if (strcmp(other->part, o->part) != 0)
				o->found = false;
			else
				match_also(o, other);
			break;
		}
		symbols_take(m, o);
	}
}
