/* What of an object file's sections a linker leaves as it is: patterns to look for. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_OBJECT_PATTERN_H
#define SYSROOTS_OBJECT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "sysroots/elf/elfmap.h"

#define PATTERN_ANCHOR 8 /* bytes of the window that a search begins with */
#define PATTERN_SURE 24 /* bytes that must be compared for content to be a proof */

/* One section that is loaded and has bytes in the file. */
struct pattern {
	const unsigned char *data; /* borrowed from the object */
	unsigned char *known; /* 1 for a byte that no relocation touches; owned */
	uint32_t section; /* its number in the object */
	uint32_t size;
	uint32_t known_count;
	uint32_t anchor; /* offset of PATTERN_ANCHOR known bytes; UINT32_MAX: there are none */
	uint64_t align;
	bool code;
};

/*
 * The patterns of an object file: its PROGBITS sections that are loaded and not
 * merged, with the bytes unknown that relocations fill in, or that the linker
 * rewrites around them when it relaxes an access to the GOT or to thread-local
 * storage. m: of type ET_REL; outlives the patterns. *out, *count: the caller
 * frees each .known, and *out. Errors: ERR_CORRUPT, ERR_FAILED (a machine that
 * is not x86-64 or AArch64).
 * Source: psABI of x86-64 (4.4, B.2), ELF for the Arm 64-bit Architecture (5.7).
 */
int pattern_read(const struct elfmap *m, struct pattern **out, size_t *count,
		 struct err *err) MUST_CHECK;

/* Do the bytes at data, of which there are p->size, fit? */
bool pattern_fits(const struct pattern *p, const unsigned char *data);

#endif
