/* Taking debug information, or sections by name, out of ELF files and archives. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ELFSTRIP_H
#define SYSROOTS_ELFSTRIP_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

/* What goes. */
struct elfstrip {
	bool debug; /* sections of debug information, and the names of source files (STT_FILE) */
	const struct strv *sections; /* and sections of these names; NULL: none */
};

/*
 * Take from a file in memory what the caller names. The result depends on the file's bytes
 * alone, never on the host's binutils: two versions of strip lay equal sections out in two
 * ways. What stays keeps its order, content, flags and alignment; section and symbol numbers
 * are put right in symbols, relocations and groups. Of an archive each member is treated so;
 * the owner, time and mode of the members are then 0, 0 and 644 as `ar D` writes them, and the
 * index of its symbols points to the members' new places.
 *
 * Loaded contents (SHF_ALLOC) of shared objects and programs stay where they are.
 *
 * data, size: the file. name: for messages. *out: the new file, only when 1 is returned.
 * found: names of what->sections that went are added, each once; may be NULL.
 * Returns 1; 0 when there is nothing to take, or it is neither an ELF file nor an archive;
 * -1: ERR_CORRUPT (damaged), ERR_FAILED (something else needs what would go, or a form that is
 * not known here: thin archives, more than 65,279 sections).
 * Bounds: the result is never larger than twice the file and 64 KiB.
 * Source: gABI 4.1 chapter 4, ar(5), strip(1) of GNU binutils for what --strip-debug takes.
 */
int elfstrip_file(const void *data, size_t size, const char *name, const struct elfstrip *what,
		  struct buf *out, struct strv *found, struct err *err) MUST_CHECK;

#endif
