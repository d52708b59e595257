/* What an ELF file, an archive or a linker script is and asks for. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ELFINFO_H
#define SYSROOTS_ELFINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

enum elf_file_kind {
	ELFKIND_OTHER, /* none of these; also separate debug files and cores */
	ELFKIND_OBJECT, /* ET_REL */
	ELFKIND_SHARED, /* ET_DYN with a soname or without an interpreter */
	ELFKIND_EXEC, /* ET_EXEC, or ET_DYN with DF_1_PIE or (no soname and) an interpreter */
	ELFKIND_ARCHIVE, /* ar, thin ones refused */
	ELFKIND_SCRIPT, /* GNU ld script (text) */
};

/* Strings are bytes as the file has them: escape them before a terminal sees them. */
struct elfinfo {
	enum elf_file_kind kind;
	uint16_t machine; /* EM_X86_64, ...; of an archive its first object's; 0: none */
	char *soname; /* or NULL */
	char *interp; /* or NULL */
	struct strv needed; /* DT_NEEDED, in the file's order */
	struct strv need_versions; /* "libc.so.6 GLIBC_2.14", sorted, unique */
	char *build_id; /* hex, or NULL */
	bool has_relr; /* DT_RELR */
	bool is_static; /* executable without interpreter and needed */
};

/*
 * What a file is, from bytes in memory (map it; the caller keeps it mapped and
 * the file from shrinking).
 * Every offset, count and string is checked against size; a lie is ERR_CORRUPT
 * with the place, never a crash. 64-bit little-endian is read; other classes
 * are ERR_FAILED "not supported", thin archives ERR_FAILED too. *info: release
 * with elfinfo_release(), needless but harmless after an error.
 * Bounds: 10,000 needed libraries and versions, strings of 4,096 bytes.
 * Source: gABI 4.1 chapter 4 and 5, LSB Core symbol versioning, ar(5) GNU variant.
 */
int elfinfo_read(const void *data, size_t size, const char *name, struct elfinfo *info,
		 struct err *err) MUST_CHECK;
void elfinfo_release(struct elfinfo *info);

#endif
