/* Of one ELF image: which sections and symbols stay, and their new numbers. */
/* SPDX-License-Identifier: MIT */
#include <stdarg.h>

#include "sysroots/elf/elfstrip_internal.h"

int strip_refuse(const struct strip_image *s, struct err *err, const char *fmt, ...)
{
	AUTOFREE char *label = elfmap_label(s->m.name, s->m.member);
	AUTOBUF struct buf why = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&why, fmt, ap);
	va_end(ap);
	return err_set(err, ERR_FAILED, "'%s' cannot be stripped: %s", label, why.data);
}

void strip_image_release(struct strip_image *s)
{
	free(s->sections);
	free(s->symbols);
}

uint32_t strip_section_number(const struct strip_image *s, uint32_t old)
{
	if (old == SHN_UNDEF || old >= SHN_LORESERVE)
		return old;
	return old < s->count && s->sections[old].keep ? s->sections[old].number : STRIP_GONE;
}

static int read_sections(struct strip_image *s, struct err *err)
{
	s->count = elfmap_section_count(&s->m);
	if (s->count >= SHN_LORESERVE)
		return strip_refuse(s, err, "it has %u sections", s->count);
	s->sections = xcalloc(s->count + 1, sizeof(*s->sections));
	for (uint32_t i = 0; i < s->count; i++) {
		const unsigned char *p = s->m.sections.data + (size_t)i * sizeof(Elf64_Shdr);
		struct strip_section *x = &s->sections[i];
		struct elfmap_section e;

		*x = (struct strip_section){
			.name = (uint32_t)SPAN_FIELD(p, Elf64_Shdr, sh_name),
			.type = (uint32_t)SPAN_FIELD(p, Elf64_Shdr, sh_type),
			.link = (uint32_t)SPAN_FIELD(p, Elf64_Shdr, sh_link),
			.info = (uint32_t)SPAN_FIELD(p, Elf64_Shdr, sh_info),
			.flags = SPAN_FIELD(p, Elf64_Shdr, sh_flags),
			.addr = SPAN_FIELD(p, Elf64_Shdr, sh_addr),
			.offset = SPAN_FIELD(p, Elf64_Shdr, sh_offset),
			.size = SPAN_FIELD(p, Elf64_Shdr, sh_size),
			.align = SPAN_FIELD(p, Elf64_Shdr, sh_addralign),
			.entsize = SPAN_FIELD(p, Elf64_Shdr, sh_entsize),
			.keep = true,
		};
		if (!elfmap_section(&s->m, i, &e) ||
		    (i && !elfmap_section_bytes(&s->m, &e, &x->bytes)))
			return elfmap_lie(&s->m, err,
					  "section %u extends beyond the end of the file", i);
		if (i == 0)
			continue; /* its fields hold counts that the header has no room for */
		if (x->link >= s->count)
			return elfmap_lie(&s->m, err, "section %u is linked to section %u of %u", i,
					  x->link, s->count);
		if (x->align & (x->align - 1))
			return elfmap_lie(&s->m, err,
					  "the alignment of section %u is not a power of 2", i);
	}
	return 0;
}

/* The name of a section; they were seen to end in NUL. */
static const char *section_name(const struct strip_image *s, uint32_t i)
{
	return (const char *)s->sections[s->names].bytes.data + s->sections[i].name;
}

static int find_names(struct strip_image *s, struct err *err)
{
	struct span names;

	s->names = (uint32_t)SPAN_FIELD(s->m.all.data, Elf64_Ehdr, e_shstrndx);
	if (s->names == 0 || s->names >= s->count)
		return elfmap_lie(&s->m, err, "its sections do not have names");
	names = s->sections[s->names].bytes;
	if (!names.len || names.data[names.len - 1] != '\0')
		return elfmap_lie(&s->m, err, "the names of its sections are not terminated");
	for (uint32_t i = 0; i < s->count; i++)
		if (s->sections[i].name >= names.len)
			return elfmap_lie(&s->m, err, "the name of section %u is out of bounds", i);
	return 0;
}

/* What strip(1) takes for debug information; what is loaded never is. */
static bool is_debug(const struct strip_section *x, const char *name)
{
	static const char *const begin[] = { ".debug",    ".zdebug", ".gnu.debuglto_.debug_",
					     ".line",     ".stab",   ".gnu.linkonce.wi.",
					     ".gdb_index" };

	for (size_t i = 0; i < ARRAY_LEN(begin) && !(x->flags & SHF_ALLOC); i++)
		if (strncmp(name, begin[i], strlen(begin[i])) == 0)
			return true;
	return false;
}

static bool is_relocations(const struct strip_section *x)
{
	return x->type == SHT_REL || x->type == SHT_RELA;
}

/* A group is a word of flags, then numbers of sections. How many of those stay? */
static int count_group(const struct strip_image *s, uint32_t i, size_t *stay, struct err *err)
{
	struct span b = s->sections[i].bytes;

	*stay = 0;
	if (b.len < 4 || b.len % 4)
		return elfmap_lie(&s->m, err, "the group in section %u is truncated", i);
	for (size_t at = 4; at < b.len; at += 4) {
		uint32_t member = (uint32_t)span_load(b.data + at, 4);

		if (!member || member >= s->count)
			return elfmap_lie(&s->m, err,
					  "the group in section %u has section %u of %u", i, member,
					  s->count);
		*stay += s->sections[member].keep;
	}
	return 0;
}

static void drop_section(struct strip_image *s, uint32_t i)
{
	s->sections[i].keep = false;
	s->gone++;
}

static int choose_sections(struct strip_image *s, struct err *err)
{
	const bool relocatable = s->m.type == ET_REL;

	for (uint32_t i = 1; i < s->count; i++) {
		struct strip_section *x = &s->sections[i];
		const char *name = section_name(s, i);
		bool named = s->what->sections && strv_contains(s->what->sections, name);

		if (!named && !(s->what->debug && x->type != SHT_NULL && is_debug(x, name)))
			continue;
		/* Relocations of debug information have its name behind theirs. */
		if (!relocatable && (x->flags & SHF_ALLOC))
			return strip_refuse(s, err, "section %u (%s) is loaded at run time", i,
					    name);
		if (i == s->names || x->type == SHT_SYMTAB || x->type == SHT_STRTAB)
			return strip_refuse(s, err, "section %u is the file's own table", i);
		drop_section(s, i);
	}
	for (uint32_t i = 1; i < s->count; i++) {
		struct strip_section *x = &s->sections[i];

		if (!x->keep || !is_relocations(x) || (!relocatable && (x->flags & SHF_ALLOC)))
			continue;
		if (x->info >= s->count)
			return elfmap_lie(&s->m, err, "section %u relocates section %u of %u", i,
					  x->info, s->count);
		if (!s->sections[x->info].keep)
			drop_section(s, i);
	}
	for (uint32_t i = 1; i < s->count; i++) {
		size_t stay;

		if (s->sections[i].type != SHT_GROUP || !s->sections[i].keep)
			continue;
		if (count_group(s, i, &stay, err) < 0)
			return -1;
		if (!stay && s->sections[i].size > 4)
			drop_section(s, i);
	}
	return 0;
}

/* Sections whose content or header names what the others are, where we cannot put it right. */
static int check_links(struct strip_image *s, struct err *err)
{
	uint32_t number = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		struct strip_section *x = &s->sections[i];

		if (!x->keep)
			continue;
		x->number = number++;
		if (i == 0)
			continue;
		if (!s->sections[x->link].keep)
			return strip_refuse(s, err, "section %u needs section %u", i, x->link);
		if ((x->flags & SHF_INFO_LINK) && strip_section_number(s, x->info) == STRIP_GONE)
			return strip_refuse(s, err, "section %u needs section %u", i, x->info);
		if (x->type == SHT_SYMTAB && s->symtab)
			return strip_refuse(s, err, "it has two symbol tables");
		if (x->type == SHT_SYMTAB)
			s->symtab = i;
		if (x->type == SHT_SYMTAB_SHNDX)
			return strip_refuse(s, err, "it has too many sections");
	}
	for (uint32_t i = 1; i < s->count && s->symtab; i++) {
		const struct strip_section *x = &s->sections[i];

		if (x->keep && x->link == s->symtab && !is_relocations(x) && x->type != SHT_GROUP)
			return strip_refuse(s, err,
					    "section %u (%s) refers to symbols in an unknown way",
					    i, section_name(s, i));
	}
	return 0;
}

static const unsigned char *symbol_at(const struct strip_image *s, uint32_t i)
{
	return s->sections[s->symtab].bytes.data + (size_t)i * sizeof(Elf64_Sym);
}

/* Mark the symbols that relocations and groups name. */
static int mark_used(const struct strip_image *s, bool *used, struct err *err)
{
	for (uint32_t i = 1; i < s->count; i++) {
		const struct strip_section *x = &s->sections[i];
		size_t record = x->type == SHT_RELA ? sizeof(Elf64_Rela) : sizeof(Elf64_Rel);

		if (!x->keep || x->link != s->symtab)
			continue;
		if (x->type == SHT_GROUP) {
			if (x->info >= s->symbol_count)
				return elfmap_lie(&s->m, err,
						  "the group in section %u does not have a name",
						  i);
			used[x->info] = true;
			continue;
		}
		if (x->entsize != record || x->bytes.len % record)
			return elfmap_lie(&s->m, err, "the relocations in section %u are truncated",
					  i);
		for (size_t at = 0; at < x->bytes.len; at += record) {
			uint64_t symbol =
				ELF64_R_SYM(SPAN_FIELD(x->bytes.data + at, Elf64_Rela, r_info));

			if (symbol >= s->symbol_count)
				return elfmap_lie(
					&s->m, err,
					"a relocation in section %u has symbol %llu of %u", i,
					(unsigned long long)symbol, s->symbol_count);
			used[symbol] = true;
		}
	}
	return 0;
}

static int choose_symbols(struct strip_image *s, struct err *err)
{
	const struct strip_section *x = &s->sections[s->symtab];
	const struct span names = s->sections[x->link].bytes;
	AUTOFREE bool *used = NULL;

	if (x->entsize != sizeof(Elf64_Sym) || x->bytes.len % sizeof(Elf64_Sym) || !x->bytes.len)
		return elfmap_lie(&s->m, err, "its symbol table is truncated");
	if (!names.len || names.data[names.len - 1] != '\0')
		return elfmap_lie(&s->m, err, "the names of its symbols are not terminated");
	s->symbol_count = (uint32_t)(x->bytes.len / sizeof(Elf64_Sym));
	if (x->bytes.len / sizeof(Elf64_Sym) >= STRIP_GONE || x->info > s->symbol_count)
		return elfmap_lie(&s->m, err, "its symbol table has %u local symbols of %u",
				  x->info, s->symbol_count);
	used = xcalloc(s->symbol_count, sizeof(*used));
	s->symbols = xcalloc(s->symbol_count, sizeof(*s->symbols));
	if (mark_used(s, used, err) < 0)
		return -1;
	for (uint32_t i = 0; i < s->symbol_count; i++) {
		const unsigned char *p = symbol_at(s, i);
		uint32_t section = (uint32_t)SPAN_FIELD(p, Elf64_Sym, st_shndx);
		bool is_file = ELF64_ST_TYPE(SPAN_FIELD(p, Elf64_Sym, st_info)) == STT_FILE;
		bool gone;

		if (SPAN_FIELD(p, Elf64_Sym, st_name) >= names.len)
			return elfmap_lie(&s->m, err, "the name of symbol %u is out of bounds", i);
		if (section < SHN_LORESERVE && section >= s->count)
			return elfmap_lie(&s->m, err, "symbol %u is in section %u of %u", i,
					  section, s->count);
		if (section == SHN_XINDEX)
			return elfmap_lie(&s->m, err, "symbol %u does not have a section number",
					  i);
		gone = strip_section_number(s, section) == STRIP_GONE;
		if (gone && used[i])
			return strip_refuse(
				s, err, "a section that stays needs symbol %u in section %u (%s)",
				i, section, section_name(s, section));
		if (i && is_file && s->what->debug && !used[i])
			gone = true;
		s->gone += gone;
		s->symbols[i] = gone ? STRIP_GONE : s->kept_symbols++;
		if (!gone && i < x->info)
			s->kept_locals++;
	}
	return 0;
}

void strip_find_gone(const struct strip_image *s, struct strv *found)
{
	for (uint32_t i = 1; found && s->what->sections && i < s->count; i++)
		if (!s->sections[i].keep && strv_contains(s->what->sections, section_name(s, i)) &&
		    !strv_contains(found, section_name(s, i)))
			strv_add(found, section_name(s, i));
}

int strip_choose(struct strip_image *s, struct err *err)
{
	const uint16_t type = s->m.type;

	if ((type != ET_REL && type != ET_DYN && type != ET_EXEC) || !elfmap_section_count(&s->m))
		return 0;
	if (s->m.machine == EM_MIPS)
		return strip_refuse(s, err, "the relocations of its machine are not supported");
	if (read_sections(s, err) < 0 || find_names(s, err) < 0 || choose_sections(s, err) < 0)
		return -1;
	if (!s->gone && !s->what->debug)
		return 0;
	if (check_links(s, err) < 0 || (s->symtab && choose_symbols(s, err) < 0))
		return -1;
	return s->gone > 0;
}
