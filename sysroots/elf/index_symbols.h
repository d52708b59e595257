/* The reader of libraries that the index asks for their symbols. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_INDEX_SYMBOLS_H
#define SYSROOTS_INDEX_SYMBOLS_H

#include "cache/index/index.h"

/*
 * An index_reader: add is called for each symbol that a shared object, an
 * object file or the members of an archive define, in the file's order. What
 * several members of an archive define is added once a kind. Programs, linker
 * scripts and other files have no symbols here and are no error.
 *
 * fd: a regular file that nobody changes meanwhile (an object of the store);
 * its position does not matter. path: for messages.
 * kind: the letters of elfsym.h. soname: "" without.
 * add is not called at all when -1 is returned. Errors: as elfsym_each(), and
 * ERR_SYSTEM; ERR_CORRUPT for a soname over 255 bytes.
 */
int symbols_index_reader(int fd, const char *path, char soname[256],
			 void (*add)(void *arg, const struct index_symbol *sym), void *arg,
			 struct err *err) MUST_CHECK;

#endif
