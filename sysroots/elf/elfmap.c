/* A checked view of one 64-bit little-endian ELF image in memory. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/elfmap.h"

#include <stdarg.h>

#include "builder/base/buf.h"
#include "builder/base/plain.h"

char *elfmap_label(const char *name, const char *member)
{
	char *label = *member ? xasprintf("%s(%s)", name, member) : xstrdup(name);

	/* member names come out of the file: nothing in them may reach a terminal */
	plain_replace_controls(label, '?');
	return label;
}

int elfmap_lie(const struct elfmap *m, struct err *err, const char *fmt, ...)
{
	AUTOFREE char *label = NULL;
	struct buf why = BUF_INIT;
	va_list ap;

	if (!err)
		return -1;
	label = elfmap_label(m->name, m->member);
	va_start(ap, fmt);
	buf_vaddf(&why, fmt, ap);
	va_end(ap);
	err_set(err, ERR_CORRUPT, "'%s' is damaged: %s", label, why.data);
	err_hint(err, "copy the file again: it may have been truncated or altered in transit");
	buf_release(&why);
	return -1;
}

bool elfmap_is(const void *data, size_t size)
{
	return size >= SELFMAG && memcmp(data, ELFMAG, SELFMAG) == 0;
}

static int not_supported(const struct elfmap *m, const char *what, struct err *err)
{
	AUTOFREE char *label = elfmap_label(m->name, m->member);

	return err_set(err, ERR_FAILED, "'%s' is a %s ELF file, which is not supported", label,
		       what);
}

/* Class, byte order and version, from the 16 bytes that all classes share. */
static int check_ident(const struct elfmap *m, struct err *err)
{
	const unsigned char *id = span_at(m->all, 0, EI_NIDENT);

	if (!id || !elfmap_is(id, EI_NIDENT))
		return elfmap_lie(m, err, "its header is truncated after %zu bytes", m->all.len);
	if (id[EI_CLASS] == ELFCLASS32)
		return not_supported(m, "32-bit", err);
	if (id[EI_CLASS] != ELFCLASS64)
		return elfmap_lie(m, err, "there is no ELF class %u", id[EI_CLASS]);
	if (id[EI_DATA] == ELFDATA2MSB)
		return not_supported(m, "big-endian", err);
	if (id[EI_DATA] != ELFDATA2LSB)
		return elfmap_lie(m, err, "there is no byte order %u", id[EI_DATA]);
	if (id[EI_VERSION] != EV_CURRENT)
		return elfmap_lie(m, err, "there is no ELF version %u", id[EI_VERSION]);
	return 0;
}

/* A table of count records at off must be whole. */
static int find_table(const struct elfmap *m, const char *what, uint64_t off, uint64_t count,
		      size_t record, struct span *out, struct err *err)
{
	const unsigned char *p;

	*out = (struct span){ m->all.data, 0 };
	if (!count)
		return 0;
	p = count <= UINT32_MAX ? span_at(m->all, off, count * record) : NULL;
	if (!p)
		return elfmap_lie(
			m, err,
			"its %s (%#llx, %llu entries) extend beyond the end of the file at %#zx",
			what, (unsigned long long)off, (unsigned long long)count, m->all.len);
	*out = (struct span){ p, (size_t)count * record };
	return 0;
}

int elfmap_open(struct elfmap *m, const void *data, size_t size, const char *name,
		const char *member, struct err *err)
{
	const unsigned char *h, *first = NULL;
	uint64_t shoff, phoff, shnum, phnum;

	*m = (struct elfmap){ .all = { data, size }, .name = name, .member = member };
	if (check_ident(m, err) < 0)
		return -1;
	h = span_at(m->all, 0, sizeof(Elf64_Ehdr));
	if (!h)
		return elfmap_lie(m, err, "its header is truncated after %zu bytes", size);
	m->type = (uint16_t)SPAN_FIELD(h, Elf64_Ehdr, e_type);
	m->machine = (uint16_t)SPAN_FIELD(h, Elf64_Ehdr, e_machine);
	shoff = SPAN_FIELD(h, Elf64_Ehdr, e_shoff);
	phoff = SPAN_FIELD(h, Elf64_Ehdr, e_phoff);
	shnum = shoff ? SPAN_FIELD(h, Elf64_Ehdr, e_shnum) : 0;
	phnum = phoff ? SPAN_FIELD(h, Elf64_Ehdr, e_phnum) : 0;

	if (shoff && SPAN_FIELD(h, Elf64_Ehdr, e_shentsize) != sizeof(Elf64_Shdr))
		return elfmap_lie(m, err, "its section headers have %u bytes instead of %zu",
				  (unsigned)SPAN_FIELD(h, Elf64_Ehdr, e_shentsize),
				  sizeof(Elf64_Shdr));
	if (phnum && SPAN_FIELD(h, Elf64_Ehdr, e_phentsize) != sizeof(Elf64_Phdr))
		return elfmap_lie(m, err, "its program headers have %u bytes instead of %zu",
				  (unsigned)SPAN_FIELD(h, Elf64_Ehdr, e_phentsize),
				  sizeof(Elf64_Phdr));
	/* counts that 16 bits cannot hold stand in the first section header */
	if ((shoff && !shnum) || phnum == PN_XNUM) {
		first = shoff ? span_at(m->all, shoff, sizeof(Elf64_Shdr)) : NULL;
		if (!first)
			return elfmap_lie(m, err, "its first section header is out of bounds");
	}
	if (first && !shnum)
		shnum = SPAN_FIELD(first, Elf64_Shdr, sh_size);
	if (first && phnum == PN_XNUM)
		phnum = SPAN_FIELD(first, Elf64_Shdr, sh_info);

	if (find_table(m, "section headers", shoff, shnum, sizeof(Elf64_Shdr), &m->sections, err) <
	    0)
		return -1;
	return find_table(m, "program headers", phoff, phnum, sizeof(Elf64_Phdr), &m->segments,
			  err);
}

bool elfmap_section(const struct elfmap *m, uint32_t i, struct elfmap_section *out)
{
	const unsigned char *p =
		span_at(m->sections, (uint64_t)i * sizeof(Elf64_Shdr), sizeof(Elf64_Shdr));

	if (!p)
		return false;
	out->type = SPAN_FIELD(p, Elf64_Shdr, sh_type);
	out->link = SPAN_FIELD(p, Elf64_Shdr, sh_link);
	out->flags = SPAN_FIELD(p, Elf64_Shdr, sh_flags);
	out->addr = SPAN_FIELD(p, Elf64_Shdr, sh_addr);
	out->offset = SPAN_FIELD(p, Elf64_Shdr, sh_offset);
	out->size = SPAN_FIELD(p, Elf64_Shdr, sh_size);
	out->entsize = SPAN_FIELD(p, Elf64_Shdr, sh_entsize);
	return true;
}

bool elfmap_segment(const struct elfmap *m, uint32_t i, struct elfmap_segment *out)
{
	const unsigned char *p =
		span_at(m->segments, (uint64_t)i * sizeof(Elf64_Phdr), sizeof(Elf64_Phdr));

	if (!p)
		return false;
	out->type = SPAN_FIELD(p, Elf64_Phdr, p_type);
	out->flags = SPAN_FIELD(p, Elf64_Phdr, p_flags);
	out->offset = SPAN_FIELD(p, Elf64_Phdr, p_offset);
	out->vaddr = SPAN_FIELD(p, Elf64_Phdr, p_vaddr);
	out->filesz = SPAN_FIELD(p, Elf64_Phdr, p_filesz);
	out->memsz = SPAN_FIELD(p, Elf64_Phdr, p_memsz);
	out->align = SPAN_FIELD(p, Elf64_Phdr, p_align);
	return true;
}

int64_t elfmap_find_section(const struct elfmap *m, uint32_t type, struct elfmap_section *out)
{
	uint32_t count = elfmap_section_count(m);

	for (uint32_t i = 0; i < count; i++) {
		const unsigned char *p = m->sections.data + (size_t)i * sizeof(Elf64_Shdr);

		if (SPAN_FIELD(p, Elf64_Shdr, sh_type) == type && elfmap_section(m, i, out))
			return i;
	}
	return -1;
}

int64_t elfmap_find_segment(const struct elfmap *m, uint32_t type, struct elfmap_segment *out)
{
	for (uint32_t i = 0; elfmap_segment(m, i, out); i++)
		if (out->type == type)
			return i;
	return -1;
}

bool elfmap_section_bytes(const struct elfmap *m, const struct elfmap_section *s, struct span *out)
{
	const unsigned char *p = m->all.data;

	*out = (struct span){ p, 0 };
	if (s->type == SHT_NOBITS || !s->size)
		return true;
	p = span_at(m->all, s->offset, s->size);
	if (!p)
		return false;
	*out = (struct span){ p, (size_t)s->size };
	return true;
}

bool elfmap_loaded(const struct elfmap *m, uint64_t vaddr, struct span *out)
{
	struct elfmap_segment s;

	for (uint32_t i = 0; elfmap_segment(m, i, &s); i++) {
		uint64_t into = vaddr - s.vaddr, rest;

		if (s.type != PT_LOAD || vaddr < s.vaddr || into >= s.filesz ||
		    s.offset >= m->all.len || into >= m->all.len - s.offset)
			continue;
		/* a segment that is cut off ends where the file does */
		rest = m->all.len - s.offset - into;
		if (rest > s.filesz - into)
			rest = s.filesz - into;
		*out = (struct span){ m->all.data + s.offset + into, (size_t)rest };
		return true;
	}
	return false;
}
