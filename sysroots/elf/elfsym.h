/* The symbols that a library, an object file or a program gives and takes. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ELFSYM_H
#define SYSROOTS_ELFSYM_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/*
 * kind is the letter that nm(1) prints for a global symbol:
 *
 *   T  function (in a section with code)    U  undefined
 *   D  data that can be written             w  undefined, may stay so (weak)
 *   B  the same, all zero (.bss, .tbss)     v  the same, an object
 *   R  data that cannot be written          C  common (memory without a place yet)
 *   W  weak                                 A  absolute (no address; version names)
 *   V  weak, an object                      N  in a section that is not loaded
 *   i  ifunc (the loader picks the code)    ?  anything else
 *   u  unique in the process (C++ statics)
 *
 * i and u are lower-case in nm too, though global: I and U mean other things.
 * Thread-local symbols are D and B as in nm.
 */
struct elfsym {
	const char *name; /* borrowed during the call; never empty */
	const char *version; /* "" without */
	char kind; /* see above */
	bool is_defined; /* false for U, w, v */
	bool is_default; /* defined, and with @@ or unversioned: what a link takes */
	const char *member; /* archive member, or "" */
};

/* Returns 0 to go on; anything else ends the walk, which is no error. */
typedef int elfsym_visit(const struct elfsym *sym, void *arg);

/*
 * Visit every global, weak or unique symbol: of a shared object or a program
 * its dynamic symbols with their versions; of an object file or of each member
 * of an archive its symbol table, in the file's order. Members that are no ELF
 * files are passed over. defined_only: leave out the undefined ones.
 *
 * data, size: the file in memory. name: for messages.
 * A version in an object file is what the assembler wrote behind its name
 * ("foo@@V1"). Symbols that only name a version have no version themselves.
 * Where the section headers are stripped the kind follows from the segment
 * that the symbol lies in.
 * Errors: as elfinfo_read(); ERR_FAILED for what is neither ELF nor an archive.
 * Symbols that were visited before an error stay visited. Bound: the names add
 * up to 16 times the file at most (shared endings allow for more).
 * Source: gABI 4.1 chapter 4, LSB Core 10.7, nm(1).
 */
int elfsym_each(const void *data, size_t size, const char *name, bool defined_only,
		elfsym_visit *visit, void *arg, struct err *err) MUST_CHECK;

#endif
