/* The sysroot that the calling shell is set up for. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_CURRENT_H
#define CLI_CURRENT_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

/*
 * Where a command line names no target: add to names the one whose environment 'sysroot env' has
 * set ($SYSROOT_TARGET). That name is whole, so $SYSROOT_ARCH no longer counts in this process.
 * command: for messages. Returns whether names were added to: 1, 0 when there was one already, or
 * -1. Errors: ERR_USAGE outside of an environment, with what to type.
 */
int cli_take_current(const char *command, struct strv *names, struct err *err) MUST_CHECK;

/* Put in front of an error that the name at fault came from there. Returns -1. */
int cli_blame_current(struct err *err);

/* Does the environment link programs dynamically ($SYSROOT_LINK)? */
bool cli_current_is_shared(void);

#endif
