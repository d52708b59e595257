/* A checked view of one 64-bit little-endian ELF image in memory. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ELFMAP_H
#define SYSROOTS_ELFMAP_H

#include <elf.h>
#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/* Some bytes of the image; len 0: nothing there. */
struct span {
	const unsigned char *data;
	size_t len;
};

/* The len bytes at off of a span, or NULL when they are not all inside. */
static inline const unsigned char *span_at(struct span s, uint64_t off, uint64_t len)
{
	return off <= s.len && len <= s.len - off ? s.data + off : NULL;
}

/* A little-endian number of 1, 2, 4 or 8 bytes; p need not be aligned. */
static inline uint64_t span_load(const unsigned char *p, size_t size)
{
	uint16_t v2;
	uint32_t v4;
	uint64_t v8;

	switch (size) {
	case 1:
		return *p;
	case 2:
		memcpy(&v2, p, sizeof(v2));
		return le16toh(v2);
	case 4:
		memcpy(&v4, p, sizeof(v4));
		return le32toh(v4);
	default:
		memcpy(&v8, p, sizeof(v8));
		return le64toh(v8);
	}
}

/*
 * One field of a record of <elf.h>. The record at p was found by span_at()
 * with the record's whole size, so every field of it is inside.
 */
#define SPAN_FIELD(p, type, field) span_load((p) + offsetof(type, field), sizeof((type){ 0 }.field))

struct elfmap {
	struct span all;
	const char *name; /* for messages; borrowed */
	const char *member; /* of the archive 'name', or ""; borrowed */
	uint16_t type; /* ET_REL, ET_EXEC, ET_DYN, ... */
	uint16_t machine; /* EM_X86_64, ... */
	struct span sections; /* whole Elf64_Shdr records; len 0: none (stripped) */
	struct span segments; /* whole Elf64_Phdr records */
};

struct elfmap_section {
	uint32_t type; /* SHT_SYMTAB, ... */
	uint32_t link;
	uint64_t flags; /* SHF_ALLOC, ... */
	uint64_t addr;
	uint64_t offset;
	uint64_t size;
	uint64_t entsize;
};

struct elfmap_segment {
	uint32_t type; /* PT_LOAD, ... */
	uint32_t flags; /* PF_X, ... */
	uint64_t offset;
	uint64_t vaddr;
	uint64_t filesz;
	uint64_t memsz;
	uint64_t align;
};

/* Do the bytes begin as an ELF file does? */
bool elfmap_is(const void *data, size_t size);

/*
 * Look at the header and find the two header tables.
 *
 * data, size: the image; it must outlive m, as must name and member.
 * Nothing is allocated. Errors: ERR_CORRUPT (cut off, tables outside of the
 * file), ERR_FAILED (32-bit or big-endian: "not supported").
 * Source: gABI 4.1 chapter 4, with extended section and segment numbering.
 */
int elfmap_open(struct elfmap *m, const void *data, size_t size, const char *name,
		const char *member, struct err *err) MUST_CHECK;

static inline uint32_t elfmap_section_count(const struct elfmap *m)
{
	return (uint32_t)(m->sections.len / sizeof(Elf64_Shdr));
}

/* The i-th header; false when there is no such. */
bool elfmap_section(const struct elfmap *m, uint32_t i, struct elfmap_section *out);
bool elfmap_segment(const struct elfmap *m, uint32_t i, struct elfmap_segment *out);

/* The first section or segment of a type; its number, or -1. */
int64_t elfmap_find_section(const struct elfmap *m, uint32_t type, struct elfmap_section *out);
int64_t elfmap_find_segment(const struct elfmap *m, uint32_t type, struct elfmap_segment *out);

/* A section's bytes; false when they are not in the file. SHT_NOBITS: none, true. */
bool elfmap_section_bytes(const struct elfmap *m, const struct elfmap_section *s, struct span *out);

/*
 * What the loader would have at an address: the bytes of the file from there
 * to the end of the PT_LOAD segment. false when no segment holds it.
 */
bool elfmap_loaded(const struct elfmap *m, uint64_t vaddr, struct span *out);

/* Set ERR_CORRUPT "'NAME(MEMBER)' is damaged: ...". Returns -1. */
int elfmap_lie(const struct elfmap *m, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The name for messages, "NAME" or "NAME(MEMBER)" without control bytes; the caller frees. */
char *elfmap_label(const char *name, const char *member);

#endif
