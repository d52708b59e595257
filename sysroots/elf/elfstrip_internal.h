/* Private to elfstrip: one ELF image while parts of it are taken out. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ELFSTRIP_INTERNAL_H
#define SYSROOTS_ELFSTRIP_INTERNAL_H

#include "sysroots/elf/elfmap.h"
#include "sysroots/elf/elfstrip.h"

struct strip_section {
	uint32_t name, type, link, info;
	uint64_t flags, addr, offset, size, align, entsize;
	struct span bytes; /* in the file */
	bool keep;
	uint32_t number; /* the new one; of those that are kept */
};

#define STRIP_GONE UINT32_MAX

struct strip_image {
	struct elfmap m;
	const struct elfstrip *what;
	struct strip_section *sections;
	uint32_t count;
	uint32_t names; /* number of the section with their names */
	uint32_t symtab; /* number of the symbol table, or 0 */
	uint32_t *symbols; /* old number to new, or STRIP_GONE */
	uint32_t symbol_count;
	uint32_t kept_symbols;
	uint32_t kept_locals; /* how many of them are local, number 0 included */
	size_t gone; /* sections and symbols */
};

/* Read an image and decide what stays. 1: something goes; 0: nothing; -1. */
int strip_choose(struct strip_image *s, struct err *err) MUST_CHECK;

/* Append the image without what goes to out. */
int strip_write(const struct strip_image *s, struct buf *out, struct err *err) MUST_CHECK;

/* Add the names of s->what->sections that go, each once. found: may be NULL. */
void strip_find_gone(const struct strip_image *s, struct strv *found);

void strip_image_release(struct strip_image *s);

/* The new number of a section, or STRIP_GONE; special numbers (SHN_ABS) stay. */
uint32_t strip_section_number(const struct strip_image *s, uint32_t old);

/* ERR_FAILED: the file is sound, but what is to go cannot. */
int strip_refuse(const struct strip_image *s, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
