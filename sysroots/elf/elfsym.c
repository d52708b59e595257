/* The symbols that a library, an object file or a program gives and takes. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/elfsym.h"

#include "builder/base/process.h"
#include "sysroots/elf/arfile.h"
#include "sysroots/elf/elfdyn.h"
#include "sysroots/elf/elfdyn_versions.h"
#include "sysroots/elf/elfmap.h"

/* Large common symbols of the x86-64 psABI; not in every <elf.h>. */
#define SHNDX_X86_64_LCOMMON 0xff02

struct walk {
	struct elfmap m; /* the file, or the member at hand */
	bool is_dynamic; /* d tells; else an object file */
	struct elfdyn d;
	struct span symbols; /* whole Elf64_Sym records */
	struct span strings; /* end in NUL unless empty */
	struct span indices; /* SHT_SYMTAB_SHNDX: section numbers over 16 bits */
	bool defined_only;
	elfsym_visit *visit;
	void *arg;
	uint64_t name_budget; /* bytes of names still allowed */
	struct buf split; /* name and version of "foo@@V1" */
};

/* One symbol record, taken apart. */
struct record {
	uint32_t number;
	uint8_t bind;
	uint8_t type;
	uint16_t shndx;
	uint64_t name;
	uint64_t value;
};

static char kind_by_section(const struct elfmap_section *s)
{
	if (s->flags & SHF_EXECINSTR)
		return 'T';
	if (s->type == SHT_NOBITS)
		return 'B';
	if (!(s->flags & SHF_ALLOC))
		return s->flags & SHF_WRITE ? '?' : 'N';
	return s->flags & SHF_WRITE ? 'D' : 'R';
}

/*
 * For files without section headers. Offsets of TLS symbols are no addresses.
 * No linker makes so many segments; a file may claim 65,535 of them, and each of its million
 * symbols would look at all.
 */
enum { SEGMENTS_LOOKED_AT = 128 };

static char kind_by_segment(const struct elfmap *m, const struct record *r)
{
	uint32_t wanted = r->type == STT_TLS ? PT_TLS : PT_LOAD;
	struct elfmap_segment s;

	for (uint32_t i = 0; i < SEGMENTS_LOOKED_AT && elfmap_segment(m, i, &s); i++) {
		uint64_t into = wanted == PT_TLS ? r->value : r->value - s.vaddr;
		/* a symbol may also mark the end */
		if (s.type != wanted || into > s.memsz)
			continue;
		if (wanted == PT_TLS)
			return into < s.filesz ? 'D' : 'B';
		if (s.flags & PF_X)
			return 'T';
		if (!(s.flags & PF_W))
			return 'R';
		return into < s.filesz ? 'D' : 'B';
	}
	return '?';
}

static int place_kind(const struct walk *w, const struct record *r, char *kind, struct err *err)
{
	struct elfmap_section s;
	const unsigned char *p;
	uint32_t index = r->shndx;

	*kind = r->shndx == SHN_ABS ? 'A' : '?';
	if (r->shndx >= SHN_LORESERVE && r->shndx != SHN_XINDEX)
		return 0;
	if (r->shndx == SHN_XINDEX) {
		p = span_at(w->indices, (uint64_t)r->number * 4, 4);
		if (!p && !w->is_dynamic)
			return elfmap_lie(&w->m, err, "symbol %u does not have a section number",
					  r->number);
		index = p ? (uint32_t)span_load(p, 4) : UINT32_MAX;
	}
	if (elfmap_section(&w->m, index, &s))
		*kind = kind_by_section(&s);
	else if (w->is_dynamic)
		*kind = kind_by_segment(&w->m, r);
	else
		return elfmap_lie(&w->m, err, "symbol %u is in section %u of %u", r->number, index,
				  elfmap_section_count(&w->m));
	return 0;
}

static int find_kind(const struct walk *w, const struct record *r, char *kind, struct err *err)
{
	if (r->shndx == SHN_COMMON ||
	    (r->shndx == SHNDX_X86_64_LCOMMON && w->m.machine == EM_X86_64))
		*kind = 'C';
	else if (r->shndx == SHN_UNDEF && r->bind == STB_WEAK)
		*kind = r->type == STT_OBJECT ? 'v' : 'w';
	else if (r->shndx == SHN_UNDEF)
		*kind = 'U';
	else if (r->type == STT_GNU_IFUNC)
		*kind = 'i';
	else if (r->bind == STB_WEAK)
		*kind = r->type == STT_OBJECT || r->type == STT_COMMON ? 'V' : 'W';
	else if (r->bind == STB_GNU_UNIQUE)
		*kind = 'u';
	else
		return place_kind(w, r, kind, err);
	return 0;
}

/* The version of a dynamic symbol, by its entry in .gnu.version. */
static int find_version(const struct walk *w, uint32_t number, struct elfsym *sym, struct err *err)
{
	const struct elfdyn_version *v;
	unsigned entry, index;

	sym->is_default = sym->is_defined;
	if (!w->d.versym.len)
		return 0;
	/* elfdyn_versions_read() made sure that there is an entry for each symbol */
	entry = (unsigned)span_load(w->d.versym.data + (size_t)number * 2, 2);
	index = entry & ELFDYN_VERSION_INDEX;
	v = index < w->d.version_count ? &w->d.versions[index] : NULL;
	if (!v || !v->name) {
		if (index > VER_NDX_GLOBAL)
			return elfmap_lie(&w->m, err,
					  "symbol %u has version %u, which does not exist", number,
					  index);
		return 0;
	}
	if (index == VER_NDX_LOCAL || strcmp(v->name, sym->name) == 0)
		return 0;
	sym->version = v->name;
	/* a program's copy of a library's variable is defined, under the library's version */
	if (v->is_need || (entry & ELFDYN_VERSION_HIDDEN))
		sym->is_default = false;
	return 0;
}

/* .symver leaves "foo@V1", "foo@@V1" or "foo@@@V1" in an object file. */
static void split_version(struct walk *w, struct elfsym *sym)
{
	const char *at = strchr(sym->name, '@');
	size_t signs, base;

	sym->is_default = sym->is_defined;
	if (!at || at == sym->name)
		return;
	signs = strspn(at, "@");
	if (signs > 3 || !at[signs])
		return;
	base = (size_t)(at - sym->name);
	buf_clear(&w->split);
	buf_add(&w->split, sym->name, base);
	buf_addch(&w->split, '\0');
	buf_addstr(&w->split, at + signs);
	sym->name = w->split.data;
	sym->version = w->split.data + base + 1;
	sym->is_default = sym->is_defined && signs > 1;
}

/* Visit all symbols of w. 0 at the end, 1 when visit ended it, -1 with err. */
static int walk_symbols(struct walk *w, struct err *err)
{
	uint32_t count = (uint32_t)(w->symbols.len / sizeof(Elf64_Sym));

	for (uint32_t i = 1; i < count; i++) {
		const unsigned char *p = w->symbols.data + (size_t)i * sizeof(Elf64_Sym);
		struct elfsym sym = { .version = "", .member = w->m.member };
		struct record r = { .number = i };
		uint8_t st_info = SPAN_FIELD(p, Elf64_Sym, st_info);
		size_t len;

		if (i % 4096 == 0 && process_interrupted())
			return err_set(err, ERR_INTERRUPTED, "interrupted");
		r.bind = ELF64_ST_BIND(st_info);
		r.type = ELF64_ST_TYPE(st_info);
		if (r.bind != STB_GLOBAL && r.bind != STB_WEAK && r.bind != STB_GNU_UNIQUE)
			continue;
		r.shndx = SPAN_FIELD(p, Elf64_Sym, st_shndx);
		sym.is_defined = r.shndx != SHN_UNDEF;
		if (!sym.is_defined && w->defined_only)
			continue;
		r.name = SPAN_FIELD(p, Elf64_Sym, st_name);
		r.value = SPAN_FIELD(p, Elf64_Sym, st_value);
		if (r.name >= w->strings.len)
			return elfmap_lie(&w->m, err, "the name of symbol %u is out of bounds", i);
		sym.name = (const char *)w->strings.data + r.name;
		len = strlen(sym.name);
		if (!len)
			continue;
		if (len > w->name_budget)
			return elfmap_lie(&w->m, err, "the names of its symbols overlap endlessly");
		w->name_budget -= len;
		if (find_kind(w, &r, &sym.kind, err) < 0)
			return -1;
		if (!w->is_dynamic)
			split_version(w, &sym);
		else if (find_version(w, i, &sym, err) < 0)
			return -1;
		if (w->visit(&sym, w->arg))
			return 1;
	}
	return 0;
}

/* The SHT_SYMTAB of an object file, with its strings. */
static int find_symtab(struct walk *w, struct err *err)
{
	const struct elfmap *m = &w->m;
	struct elfmap_section s, t;
	int64_t number = elfmap_find_section(m, SHT_SYMTAB, &s);

	if (number < 0)
		return 0;
	if (s.entsize != sizeof(Elf64_Sym) || !elfmap_section_bytes(m, &s, &w->symbols) ||
	    w->symbols.len / sizeof(Elf64_Sym) > UINT32_MAX)
		return elfmap_lie(m, err, "its symbol table extends beyond the end of the file");
	if (!elfmap_section(m, s.link, &t) || !elfmap_section_bytes(m, &t, &w->strings))
		return elfmap_lie(m, err,
				  "the names of its symbols extend beyond the end of the file");
	if (w->strings.len && w->strings.data[w->strings.len - 1] != '\0')
		return elfmap_lie(m, err, "the names of its symbols are not terminated");
	for (uint32_t i = 0; elfmap_section(m, i, &t); i++)
		if (t.type == SHT_SYMTAB_SHNDX && t.link == number &&
		    !elfmap_section_bytes(m, &t, &w->indices))
			return elfmap_lie(m, err,
					  "its section numbers extend beyond the end of the file");
	return 0;
}

static int walk_elf(struct walk *w, const void *data, size_t size, const char *name,
		    const char *member, struct err *err)
{
	int result = -1;

	if (elfmap_open(&w->m, data, size, name, member, err) < 0)
		return -1;
	w->name_budget = size * (uint64_t)16;
	w->symbols = w->strings = w->indices = (struct span){ data, 0 };
	w->is_dynamic = w->m.type != ET_REL;
	if (!w->is_dynamic)
		return find_symtab(w, err) < 0 ? -1 : walk_symbols(w, err);
	if (elfdyn_read(&w->m, &w->d, err) == 0) {
		w->symbols = w->d.symbols;
		w->strings = w->d.strings;
		result = walk_symbols(w, err);
	}
	elfdyn_release(&w->d);
	return result;
}

static int walk_archive(struct walk *w, const void *data, size_t size, const char *name,
			struct err *err)
{
	struct arfile_member member;
	struct arfile ar;
	int more;

	more = arfile_open(&ar, data, size, name, err);
	while (more >= 0 && (more = arfile_next(&ar, &member, err)) > 0) {
		if (!elfmap_is(member.data, member.size))
			continue;
		more = walk_elf(w, member.data, member.size, name, member.name, err);
		if (more)
			break;
	}
	arfile_release(&ar);
	return more < 0 ? -1 : 0;
}

int elfsym_each(const void *data, size_t size, const char *name, bool defined_only,
		elfsym_visit *visit, void *arg, struct err *err)
{
	struct walk w = { .defined_only = defined_only, .visit = visit, .arg = arg };
	int result;

	buf_init(&w.split);
	if (arfile_is(data, size))
		result = walk_archive(&w, data, size, name, err);
	else if (elfmap_is(data, size))
		result = walk_elf(&w, data, size, name, "", err);
	else
		result = err_set(err, ERR_FAILED, "'%s' is neither an ELF file nor an archive",
				 name);
	buf_release(&w.split);
	return result < 0 ? -1 : 0;
}
