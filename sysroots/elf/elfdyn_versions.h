/* The GNU symbol version tables: what is defined, what is needed, by index. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ELFDYN_VERSIONS_H
#define SYSROOTS_ELFDYN_VERSIONS_H

#include "sysroots/elf/elfdyn.h"

/* The bit of a .gnu.version entry that makes foo@V of foo@@V; the rest is the index. */
#define ELFDYN_VERSION_HIDDEN 0x8000
#define ELFDYN_VERSION_INDEX 0x7fff

/*
 * Fill in d->versym, d->versions and d->needs. d->strings and d->symbols are
 * there already. The spans begin where the tables do and may be longer than
 * they are; len 0: there is no such table.
 * Source: LSB Core 10.7; the chains are followed as the loader follows them,
 * to the entry whose "next" is 0, whatever the counts beside them say.
 */
int elfdyn_versions_read(const struct elfmap *m, struct elfdyn *d, struct span versym,
			 struct span definitions, struct span needs, struct err *err) MUST_CHECK;

#endif
