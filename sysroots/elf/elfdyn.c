/* The dynamic section of an ELF image: its strings, symbols and versions. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/elfdyn.h"

#include "sysroots/elf/elfdyn_versions.h"

bool elfdyn_value(const struct elfdyn *d, uint64_t tag, uint64_t *value)
{
	bool found = false;

	for (size_t at = 0; at < d->table.len; at += sizeof(Elf64_Dyn)) {
		const unsigned char *p = d->table.data + at;

		if (SPAN_FIELD(p, Elf64_Dyn, d_tag) == tag) {
			*value = SPAN_FIELD(p, Elf64_Dyn, d_un.d_val);
			found = true;
		}
	}
	return found;
}

/* Cut the entries at DT_NULL and at the end of the bytes. */
static struct span trim_table(struct span all)
{
	size_t len = 0;

	while (all.len - len >= sizeof(Elf64_Dyn) &&
	       SPAN_FIELD(all.data + len, Elf64_Dyn, d_tag) != DT_NULL)
		len += sizeof(Elf64_Dyn);
	return (struct span){ all.data, len };
}

/*
 * Files that hold only what was stripped off keep the program headers of the
 * original, but their sections have no bytes.
 */
static bool is_hollow(const struct elfmap *m, const struct elfmap_segment *dynamic)
{
	struct elfmap_section s;

	for (uint32_t i = 0; elfmap_section(m, i, &s); i++)
		if (s.type == SHT_NOBITS && s.addr == dynamic->vaddr && s.size &&
		    !(s.flags & SHF_TLS))
			return true;
	return false;
}

static int read_strings(const struct elfmap *m, struct elfdyn *d, struct span all, uint64_t size,
			struct err *err)
{
	const unsigned char *p = span_at(all, 0, size);

	if (!p)
		return elfmap_lie(
			m, err,
			"its dynamic strings (%llu bytes) extend beyond the end of the file",
			(unsigned long long)size);
	/* so that no string needs to be searched for its end again */
	if (size && p[size - 1] != '\0')
		return elfmap_lie(m, err, "its dynamic strings are not terminated");
	d->strings = (struct span){ p, (size_t)size };
	return 0;
}

/* DT_HASH: nbucket, nchain, ...: there are as many chains as symbols. */
static bool count_by_hash(const struct elfmap *m, const struct elfdyn *d, uint64_t *count)
{
	struct span h;
	uint64_t at;

	if (!elfdyn_value(d, DT_HASH, &at) || !elfmap_loaded(m, at, &h) || !span_at(h, 0, 8))
		return false;
	*count = span_load(h.data + 4, 4);
	return true;
}

/*
 * DT_GNU_HASH: the buckets hold the lowest symbol of each chain, the last entry
 * of a chain is odd. Symbols below symoffset are not hashed.
 */
static int count_by_gnu_hash(const struct elfmap *m, const struct elfdyn *d, uint64_t *count,
			     struct err *err)
{
	uint64_t at, buckets, base, chains, last = 0;
	const unsigned char *p;
	struct span h;

	if (!elfdyn_value(d, DT_GNU_HASH, &at))
		return 0;
	if (!elfmap_loaded(m, at, &h) || !span_at(h, 0, 16))
		return elfmap_lie(m, err, "its hash table is out of bounds");
	buckets = span_load(h.data, 4);
	base = span_load(h.data + 4, 4);
	at = 16 + span_load(h.data + 8, 4) * 8;
	p = span_at(h, at, buckets * 4);
	if (!p)
		return elfmap_lie(m, err, "its hash table extends beyond the end of the file");
	for (uint64_t i = 0; i < buckets; i++)
		if (span_load(p + i * 4, 4) > last)
			last = span_load(p + i * 4, 4);
	if (last < base) {
		*count = base;
		return 0;
	}
	chains = at + buckets * 4;
	for (;; last++) {
		p = span_at(h, chains + (last - base) * 4, 4);
		if (!p)
			return elfmap_lie(m, err, "its last hash chain is not terminated");
		if (span_load(p, 4) & 1)
			break;
	}
	*count = last + 1;
	return 0;
}

/* Undefined symbols stand in no GNU hash table, but some relocation names them. */
static void count_by_relocations(const struct elfmap *m, const struct elfdyn *d, uint64_t table,
				 uint64_t table_size, uint64_t *count)
{
	uint64_t at, size;
	struct span r;

	if (!elfdyn_value(d, table, &at) || !elfdyn_value(d, table_size, &size) ||
	    !elfmap_loaded(m, at, &r))
		return;
	if (size > r.len)
		size = r.len;
	for (at = 0; size - at >= sizeof(Elf64_Rela); at += sizeof(Elf64_Rela)) {
		uint64_t sym = ELF64_R_SYM(SPAN_FIELD(r.data + at, Elf64_Rela, r_info));

		if (sym >= *count)
			*count = sym + 1;
	}
}

static int find_symbols(const struct elfmap *m, struct elfdyn *d, struct err *err)
{
	struct elfmap_section s;
	uint64_t at, count = 0;
	const unsigned char *p;
	struct span all;

	if (!elfdyn_value(d, DT_SYMTAB, &at))
		return 0;
	if (!elfmap_loaded(m, at, &all))
		return elfmap_lie(m, err, "its dynamic symbols are out of bounds, at address %#llx",
				  (unsigned long long)at);
	if (elfmap_find_section(m, SHT_DYNSYM, &s) >= 0 && s.addr == at &&
	    s.entsize == sizeof(Elf64_Sym)) {
		count = s.size / sizeof(Elf64_Sym);
	} else if (!count_by_hash(m, d, &count)) {
		if (count_by_gnu_hash(m, d, &count, err) < 0)
			return -1;
		count_by_relocations(m, d, DT_RELA, DT_RELASZ, &count);
		count_by_relocations(m, d, DT_JMPREL, DT_PLTRELSZ, &count);
	}
	p = count <= UINT32_MAX ? span_at(all, 0, count * sizeof(Elf64_Sym)) : NULL;
	if (!p)
		return elfmap_lie(m, err,
				  "its %llu dynamic symbols extend beyond the end of the file",
				  (unsigned long long)count);
	d->symbols = (struct span){ p, (size_t)count * sizeof(Elf64_Sym) };
	return 0;
}

/* Where a tag's address leads, or no bytes when there is no such tag. */
static int find_rest(const struct elfmap *m, const struct elfdyn *d, uint64_t tag, const char *what,
		     struct span *out, struct err *err)
{
	uint64_t at;

	*out = (struct span){ m->all.data, 0 };
	if (!elfdyn_value(d, tag, &at))
		return 0;
	if (!elfmap_loaded(m, at, out))
		return elfmap_lie(m, err, "its %s are out of bounds, at address %#llx", what,
				  (unsigned long long)at);
	return 0;
}

static int read_by_segment(const struct elfmap *m, const struct elfmap_segment *dynamic,
			   struct elfdyn *d, struct err *err)
{
	struct span all, definitions, needs, versym;
	const unsigned char *p;
	uint64_t size;

	/* the loader goes by the address; the offset is for files that it cannot load */
	if (elfmap_loaded(m, dynamic->vaddr, &all) && all.len >= dynamic->filesz)
		p = all.data;
	else
		p = span_at(m->all, dynamic->offset, dynamic->filesz);
	if (!p)
		return elfmap_lie(m, err, "its dynamic section extends beyond the end of the file");
	d->present = true;
	d->table = trim_table((struct span){ p, (size_t)dynamic->filesz });

	if (find_rest(m, d, DT_STRTAB, "dynamic strings", &all, err) < 0)
		return -1;
	if (!elfdyn_value(d, DT_STRSZ, &size))
		size = 0;
	if (read_strings(m, d, all, size, err) < 0 || find_symbols(m, d, err) < 0)
		return -1;
	if (find_rest(m, d, DT_VERSYM, "symbol versions", &versym, err) < 0 ||
	    find_rest(m, d, DT_VERDEF, "version definitions", &definitions, err) < 0 ||
	    find_rest(m, d, DT_VERNEED, "version needs", &needs, err) < 0)
		return -1;
	return elfdyn_versions_read(m, d, versym, definitions, needs, err);
}

/* A section of a type, whole; no bytes when there is none. */
static int find_section(const struct elfmap *m, uint32_t type, struct span *out, struct err *err)
{
	struct elfmap_section s;

	*out = (struct span){ m->all.data, 0 };
	if (elfmap_find_section(m, type, &s) >= 0 && !elfmap_section_bytes(m, &s, out))
		return elfmap_lie(m, err,
				  "the section of type %#x extends beyond the end of the file",
				  type);
	return 0;
}

static int read_by_sections(const struct elfmap *m, struct elfdyn *d, struct err *err)
{
	struct span all, definitions, needs, versym;
	struct elfmap_section s, strings;

	if (elfmap_find_section(m, SHT_DYNSYM, &s) < 0)
		return 0;
	d->present = true;
	if (find_section(m, SHT_DYNSYM, &d->symbols, err) < 0)
		return -1;
	d->symbols.len -= d->symbols.len % sizeof(Elf64_Sym);
	if (!elfmap_section(m, s.link, &strings) || !elfmap_section_bytes(m, &strings, &all))
		return elfmap_lie(m, err, "its dynamic strings extend beyond the end of the file");
	if (read_strings(m, d, all, all.len, err) < 0)
		return -1;
	if (find_section(m, SHT_DYNAMIC, &all, err) < 0 ||
	    find_section(m, SHT_GNU_versym, &versym, err) < 0 ||
	    find_section(m, SHT_GNU_verdef, &definitions, err) < 0 ||
	    find_section(m, SHT_GNU_verneed, &needs, err) < 0)
		return -1;
	d->table = trim_table(all);
	return elfdyn_versions_read(m, d, versym, definitions, needs, err);
}

int elfdyn_read(const struct elfmap *m, struct elfdyn *d, struct err *err)
{
	struct elfmap_segment dynamic;

	*d = (struct elfdyn){ .present = false };
	if (m->type != ET_DYN && m->type != ET_EXEC)
		return 0;
	if (elfmap_find_segment(m, PT_DYNAMIC, &dynamic) >= 0) {
		d->hollow = is_hollow(m, &dynamic);
		return d->hollow ? 0 : read_by_segment(m, &dynamic, d, err);
	}
	/* no segments: what the linker sees is all there is; with segments, a static program */
	return m->segments.len ? 0 : read_by_sections(m, d, err);
}

void elfdyn_release(struct elfdyn *d)
{
	free(d->versions);
	free(d->needs);
	*d = (struct elfdyn){ .present = false };
}
