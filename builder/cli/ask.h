/* Questions to the user. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/* Is a user there to be asked: are stdin and stderr a terminal? */
bool ask_is_possible(void);

/*
 * Show question with " [y/N] " behind it on stderr, also with -q, and read a line from stdin: *yes
 * for "y" or "yes", in upper or lower case, and for nothing else. question: what others wrote in it
 * steers no terminal. Errors: ERR_INTERRUPTED; ERR_SYSTEM.
 */
int ask_yes(const char *question, bool *yes, struct err *err) MUST_CHECK;

#endif
