/* What is recorded of a built sysroot: read, also in a store that was exported; its size. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_BUILT_RECORD_H
#define CLI_BUILT_RECORD_H

#include <stdint.h>

#include "builder/base/err.h"
#include "cache/store/store.h"

/*
 * store_read_tree(); a store that was exported has no records, but the same stands in the tree
 * itself, without key and parts. *t: zeroed before, and released in any case. Errors: as there.
 */
int built_record_read(const struct store *s, const char *name, struct tree_record *t,
		      struct err *err) MUST_CHECK;

/* Bytes of its files. */
uint64_t built_record_size(const struct tree_record *t);

#endif
