/* The store that a command works with: which one it is, and opening it. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_STORE_H
#define CLI_STORE_H

#include <stdbool.h>

#include "builder/base/err.h"
#include "cache/store/store.h"

/* --store of the command line, or NULL. */
void cli_set_store(const char *path);

/*
 * The store to open: --store; NULL where $SYSROOT_STORE says it; the one that the
 * program lies in (STORE/bin/sysroot, as in images); else NULL, for the default.
 */
const char *cli_store_path(void);

/*
 * Open the store of the command, cli_store_path(), as store_open() does; writable: make it if it is
 * not there. ERR_FAILED too when the store was exported and the command cannot work in such a one.
 */
int cli_open_store(bool writable, struct store **s, struct err *err) MUST_CHECK;

/*
 * The store of a command that can do without one: *s is NULL if the store does not exist, or if no
 * store was named and HOME is not set.
 */
int cli_open_store_to_look(struct store **s, struct err *err) MUST_CHECK;

/* Open a store that is there for writing. Errors: store_open()'s; ERR_SYSTEM when it cannot be. */
int cli_open_store_to_write(struct store **s, struct err *err) MUST_CHECK;

/*
 * May a command that only reads go on after err? It may if the store does not exist yet, or if no
 * store was named and HOME is not set.
 */
bool cli_is_absent(bool writable, const struct err *err);

#endif
