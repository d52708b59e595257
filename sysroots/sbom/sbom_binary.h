/* The bill of materials of a binary: what of a sysroot was linked in. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_SBOM_BINARY_H
#define SYSROOTS_SBOM_BINARY_H

#include "sysroots/elf/elfmap.h"
#include "sysroots/sbom/sbom.h"

struct sbom_binary_facts {
	size_t code, found; /* bytes of code; of them in sections that are the sysroot's */
	bool stripped;
};

/*
 * Look into the program or library at path, and fill in the links of b's parts
 * (b: from sbom_collect(), of the sysroot it is to be held against), its name, digest
 * and Go modules. Libraries that are needed when it runs are found by soname
 * among the sysroot's files.
 * Errors: ERR_FAILED (no linked ELF file of a machine that is supported, or of another
 * one than the sysroot), ERR_CORRUPT, ERR_SYSTEM, those of store_open_object().
 */
int sbom_binary(const struct store *s, const char *path, struct sbom *b,
		struct sbom_binary_facts *facts, struct err *err) MUST_CHECK;

/*
 * What Go wrote into a program that it linked: b's modules and go_version. No error
 * when there is nothing, or nothing that can be read.
 * Source: package debug/buildinfo of Go 1.18 and later.
 */
void sbom_go(struct span all, struct sbom *b);

#endif
