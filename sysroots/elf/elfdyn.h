/* The dynamic section of an ELF image: its strings, symbols and versions. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ELFDYN_H
#define SYSROOTS_ELFDYN_H

#include "sysroots/elf/elfmap.h"

/* A version that a library must have: one entry of .gnu.version_r. */
struct elfdyn_need {
	const char *file; /* soname it is wanted of */
	const char *version; /* "GLIBC_2.14" */
};

/* What an index of .gnu.version stands for. */
struct elfdyn_version {
	const char *name; /* NULL: no version has this index; "": the base */
	bool is_need; /* of another library, else defined here */
};

struct elfdyn {
	bool present; /* there is a dynamic section */
	bool hollow; /* it was taken out: only debug information is left */
	struct span table; /* whole Elf64_Dyn entries, without DT_NULL */
	struct span strings; /* ends in NUL unless empty */
	struct span symbols; /* whole Elf64_Sym entries */
	struct span versym; /* 2 bytes a symbol, or none at all */
	struct elfdyn_version *versions;
	size_t version_count;
	struct elfdyn_need *needs;
	size_t need_count;
};

/*
 * Find and check all of it. What the loader would use decides: PT_DYNAMIC and
 * the addresses in it. Section headers only tell how many symbols there are,
 * if the one of type SHT_DYNSYM stands at DT_SYMTAB; where they are stripped or
 * name another place, the hash tables tell. A file with sections and no
 * segments at all (a stub for the linker) is read by its sections.
 *
 * m: outlives d. Returns 0 also when there is no dynamic section (present is
 * false). Release with elfdyn_release(), also after an error.
 * Errors: ERR_CORRUPT. Bounds: 10,000 version needs, names of 4,096 bytes.
 * Source: gABI 4.1 chapter 5, LSB Core 10.7 symbol versioning.
 */
int elfdyn_read(const struct elfmap *m, struct elfdyn *d, struct err *err) MUST_CHECK;
void elfdyn_release(struct elfdyn *d);

/* A string of the dynamic string table; NULL when off is outside of it. */
static inline const char *elfdyn_string(const struct elfdyn *d, uint64_t off)
{
	if (off < d->strings.len)
		return (const char *)d->strings.data + off;
	/* a table without a byte still holds the empty string */
	return off == 0 ? "" : NULL;
}

/*
 * Value of the last entry with a tag (DT_FLAGS_1, ...), as the loader takes
 * it; false when there is none.
 */
bool elfdyn_value(const struct elfdyn *d, uint64_t tag, uint64_t *value);

#endif
