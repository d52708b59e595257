/* What each command answers for a store that 'sysroot export' wrote. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_EXPORTED_H
#define CLI_EXPORTED_H

#include "builder/base/err.h"
#include "cache/store/store.h"

/* The name of the command that runs: what it answers for an exported store depends on it. */
void cli_set_command(const char *name);

/* 0 when that command can work in this store. Errors: ERR_FAILED. */
int cli_check_exported(const struct store *s, struct err *err) MUST_CHECK;

#endif
