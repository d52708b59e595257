/* Of one ELF image: the sections that stay, laid out again under their new numbers. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/elfstrip_internal.h"

/* A little-endian number into a buffer's bytes, which are there. */
static void put(struct buf *out, size_t at, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out->data[at + i] = (char)(value >> 8 * i);
}
#define PUT_FIELD(out, at, type, field, value)                                                     \
	put(out, (at) + offsetof(type, field), value, sizeof((type){ 0 }.field))

/* A table of names without those that nobody uses, and where the others went. */
struct names {
	struct buf text;
	uint32_t *at; /* old place to new */
	bool same; /* it stays as it is */
};

static void names_release(struct names *n)
{
	buf_release(&n->text);
	free(n->at);
}

static uint32_t names_place(const struct names *n, uint32_t old)
{
	return n->same ? old : n->at[old];
}

/*
 * Each run up to a NUL keeps what stands from the first place that is used: so the table
 * never grows, whatever the places are. used: a mark a byte, and at [0] always.
 */
static void names_build(struct names *n, struct span old, bool *used)
{
	n->at = xcalloc(old.len, sizeof(*n->at));
	used[0] = true;
	for (size_t begin = 0; begin < old.len;) {
		size_t end = begin + strnlen((const char *)old.data + begin, old.len - begin);
		size_t first = begin;

		while (first <= end && first < old.len && !used[first])
			first++;
		for (size_t i = first; i <= end && i < old.len; i++)
			n->at[i] = (uint32_t)(n->text.len + (i - first));
		if (first <= end && first < old.len)
			buf_add(&n->text, old.data + first,
				(end < old.len ? end + 1 : old.len) - first);
		begin = end + 1;
	}
}

/* A table that somebody else names places of, too, or that is loaded, stays as it is. */
static bool is_own_table(const struct strip_image *s, uint32_t table, uint32_t user)
{
	if (s->sections[table].flags & SHF_ALLOC || s->sections[table].bytes.len > UINT32_MAX)
		return false;
	for (uint32_t i = 1; i < s->count; i++)
		if (i != user && s->sections[i].keep && s->sections[i].link == table)
			return false;
	return user == 0 || table != s->names;
}

static void names_of_sections(const struct strip_image *s, struct names *n)
{
	const struct span old = s->sections[s->names].bytes;
	AUTOFREE bool *used = NULL;

	n->same = !is_own_table(s, s->names, 0);
	if (n->same)
		return;
	used = xcalloc(old.len, sizeof(*used));
	for (uint32_t i = 0; i < s->count; i++)
		if (s->sections[i].keep)
			used[s->sections[i].name] = true;
	names_build(n, old, used);
}

static const unsigned char *symbol_at(const struct strip_image *s, uint32_t i)
{
	return s->sections[s->symtab].bytes.data + (size_t)i * sizeof(Elf64_Sym);
}

static void names_of_symbols(const struct strip_image *s, struct names *n)
{
	const uint32_t table = s->symtab ? s->sections[s->symtab].link : 0;
	const struct span old = s->sections[table].bytes;
	AUTOFREE bool *used = NULL;

	n->same = !s->symtab || !is_own_table(s, table, s->symtab);
	if (n->same)
		return;
	used = xcalloc(old.len, sizeof(*used));
	for (uint32_t i = 0; i < s->symbol_count; i++)
		if (s->symbols[i] != STRIP_GONE)
			used[SPAN_FIELD(symbol_at(s, i), Elf64_Sym, st_name)] = true;
	names_build(n, old, used);
}

struct writing {
	const struct strip_image *s;
	struct buf *out;
	size_t begin; /* where the image begins in out */
	uint64_t frozen; /* bytes at its begin that stay as they are */
	struct names sections, symbols;
	uint64_t *offsets, *sizes; /* of the sections, by old number */
};

/* Fill up to a multiple of align. */
static int pad(struct writing *w, uint64_t align, struct err *err)
{
	const size_t limit = 2 * w->s->m.all.len + 65536;
	size_t at = w->out->len - w->begin;
	uint64_t fill = align > 1 ? (align - at % align) % align : 0;

	if (at > limit || fill > limit - at)
		return strip_refuse(w->s, err, "its sections overlap or are too far apart");
	buf_reserve(w->out, (size_t)fill);
	while (fill--)
		buf_addch(w->out, '\0');
	return 0;
}

static void write_symbols(struct writing *w)
{
	const struct strip_image *s = w->s;

	for (uint32_t i = 0; i < s->symbol_count; i++) {
		const unsigned char *p = symbol_at(s, i);
		uint32_t section = (uint32_t)SPAN_FIELD(p, Elf64_Sym, st_shndx);
		size_t at = w->out->len;

		if (s->symbols[i] == STRIP_GONE)
			continue;
		buf_add(w->out, p, sizeof(Elf64_Sym));
		PUT_FIELD(w->out, at, Elf64_Sym, st_name,
			  names_place(&w->symbols, (uint32_t)SPAN_FIELD(p, Elf64_Sym, st_name)));
		PUT_FIELD(w->out, at, Elf64_Sym, st_shndx, strip_section_number(s, section));
	}
}

static void write_relocations(struct writing *w, const struct strip_section *x)
{
	size_t at = w->out->len;
	size_t record = x->type == SHT_RELA ? sizeof(Elf64_Rela) : sizeof(Elf64_Rel);

	buf_add(w->out, x->bytes.data, x->bytes.len);
	for (size_t i = 0; i < x->bytes.len; i += record) {
		uint64_t info = SPAN_FIELD(x->bytes.data + i, Elf64_Rela, r_info);

		PUT_FIELD(w->out, at + i, Elf64_Rela, r_info,
			  ELF64_R_INFO((uint64_t)w->s->symbols[ELF64_R_SYM(info)],
				       ELF64_R_TYPE(info)));
	}
}

static void write_group(struct writing *w, const struct strip_section *x)
{
	buf_add(w->out, x->bytes.data, 4);
	for (size_t i = 4; i < x->bytes.len; i += 4) {
		uint32_t member =
			strip_section_number(w->s, (uint32_t)span_load(x->bytes.data + i, 4));
		size_t at = w->out->len;

		if (member == STRIP_GONE)
			continue;
		buf_add(w->out, "\0\0\0\0", 4);
		put(w->out, at, member, 4);
	}
}

/* Does the section stay at its place, as what is loaded at run time must? */
static bool is_fixed(const struct strip_image *s, const struct strip_section *x)
{
	return s->m.type != ET_REL && (x->flags & SHF_ALLOC);
}

static int write_section(struct writing *w, uint32_t i, struct err *err)
{
	const struct strip_image *s = w->s;
	const struct strip_section *x = &s->sections[i];
	size_t from;

	if (is_fixed(s, x)) {
		w->offsets[i] = x->offset;
		w->sizes[i] = x->size;
		if (x->type != SHT_NOBITS && x->size &&
		    x->offset + x->bytes.len > w->frozen) /* bytes are inside: no overflow */
			return strip_refuse(s, err, "section %u is loaded, but not by any segment",
					    i);
		return 0;
	}
	if (pad(w, x->type == SHT_NOBITS ? 1 : x->align, err) < 0)
		return -1;
	from = w->out->len;
	w->offsets[i] = from - w->begin;
	if (s->symtab && i == s->symtab)
		write_symbols(w);
	else if (i == s->names && !w->sections.same)
		buf_add(w->out, w->sections.text.data, w->sections.text.len);
	else if (s->symtab && i == s->sections[s->symtab].link && !w->symbols.same)
		buf_add(w->out, w->symbols.text.data, w->symbols.text.len);
	else if (s->symtab && x->link == s->symtab && x->type != SHT_GROUP)
		write_relocations(w, x);
	else if (x->type == SHT_GROUP)
		write_group(w, x);
	else
		buf_add(w->out, x->bytes.data, x->bytes.len);
	w->sizes[i] = x->type == SHT_NOBITS ? x->size : w->out->len - from;
	return pad(w, 1, err); /* within its bounds? */
}

/* Numbers of sections in the symbols that the loader sees, where there are any after those gone. */
static int fix_dynamic_symbols(struct writing *w, const struct strip_section *x, struct err *err)
{
	const struct strip_image *s = w->s;

	for (size_t i = 0; i + sizeof(Elf64_Sym) <= x->bytes.len; i += sizeof(Elf64_Sym)) {
		const unsigned char *p = x->bytes.data + i;
		uint32_t old = (uint32_t)SPAN_FIELD(p, Elf64_Sym, st_shndx);
		uint32_t now = strip_section_number(s, old);

		if (now == STRIP_GONE)
			return strip_refuse(s, err, "a dynamic symbol is in section %u", old);
		if (now != old)
			PUT_FIELD(w->out, w->begin + x->offset + i, Elf64_Sym, st_shndx, now);
	}
	return 0;
}

static uint32_t new_info(const struct writing *w, uint32_t i)
{
	const struct strip_image *s = w->s;
	const struct strip_section *x = &s->sections[i];

	if (s->symtab && i == s->symtab)
		return s->kept_locals;
	if (x->type == SHT_GROUP && s->symtab && x->link == s->symtab)
		return s->symbols[x->info];
	if (x->flags & SHF_INFO_LINK || x->type == SHT_REL || x->type == SHT_RELA) {
		uint32_t number = strip_section_number(s, x->info);

		return number == STRIP_GONE ? 0 : number;
	}
	return x->info;
}

static void write_header(struct writing *w, uint32_t i)
{
	const struct strip_section *x = &w->s->sections[i];
	size_t at = w->out->len;

	buf_add(w->out, w->s->m.sections.data + (size_t)i * sizeof(Elf64_Shdr), sizeof(Elf64_Shdr));
	PUT_FIELD(w->out, at, Elf64_Shdr, sh_name, names_place(&w->sections, x->name));
	if (i == 0) /* the null section, which may hold counts */
		return;
	PUT_FIELD(w->out, at, Elf64_Shdr, sh_offset, w->offsets[i]);
	PUT_FIELD(w->out, at, Elf64_Shdr, sh_size, w->sizes[i]);
	PUT_FIELD(w->out, at, Elf64_Shdr, sh_link, strip_section_number(w->s, x->link));
	PUT_FIELD(w->out, at, Elf64_Shdr, sh_info, new_info(w, i));
}

/* The ELF header, the program headers and all that segments hold: it stays. */
static uint64_t find_frozen(const struct strip_image *s)
{
	uint64_t end = sizeof(Elf64_Ehdr);
	struct elfmap_segment g;

	if (s->m.segments.len) {
		uint64_t table = (uint64_t)(s->m.segments.data - s->m.all.data) + s->m.segments.len;

		end = table > end ? table : end;
	}
	for (uint32_t i = 0; elfmap_segment(&s->m, i, &g); i++)
		if (g.type != PT_NULL && span_at(s->m.all, g.offset, g.filesz) &&
		    g.offset + g.filesz > end)
			end = g.offset + g.filesz;
	return end;
}

static int write_all(struct writing *w, struct err *err)
{
	const struct strip_image *s = w->s;
	uint32_t kept = 0;
	size_t table;

	buf_add(w->out, s->m.all.data, (size_t)w->frozen);
	for (uint32_t i = 1; i < s->count; i++)
		if (s->sections[i].keep && write_section(w, i, err) < 0)
			return -1;
	for (uint32_t i = 1; i < s->count; i++)
		if (s->sections[i].type == SHT_DYNSYM && is_fixed(s, &s->sections[i]) &&
		    fix_dynamic_symbols(w, &s->sections[i], err) < 0)
			return -1;
	if (pad(w, 8, err) < 0)
		return -1;
	table = w->out->len - w->begin;
	for (uint32_t i = 0; i < s->count; i++) {
		if (!s->sections[i].keep)
			continue;
		write_header(w, i);
		kept++;
	}
	PUT_FIELD(w->out, w->begin, Elf64_Ehdr, e_shoff, table);
	PUT_FIELD(w->out, w->begin, Elf64_Ehdr, e_shnum, kept);
	PUT_FIELD(w->out, w->begin, Elf64_Ehdr, e_shstrndx, s->sections[s->names].number);
	return 0;
}

int strip_write(const struct strip_image *s, struct buf *out, struct err *err)
{
	struct writing w = {
		.s = s,
		.out = out,
		.begin = out->len,
		.frozen = find_frozen(s),
		.sections = { .text = BUF_INIT },
		.symbols = { .text = BUF_INIT },
	};
	int status;

	w.offsets = xcalloc(s->count, sizeof(*w.offsets));
	w.sizes = xcalloc(s->count, sizeof(*w.sizes));
	names_of_sections(s, &w.sections);
	names_of_symbols(s, &w.symbols);
	status = write_all(&w, err);
	names_release(&w.sections);
	names_release(&w.symbols);
	free(w.offsets);
	free(w.sizes);
	return status;
}
