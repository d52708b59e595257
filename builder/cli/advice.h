/* Commands in hints, with the options under which the user got there. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_ADVICE_H
#define CLI_ADVICE_H

#include <stddef.h>

#include "builder/cli/commands.h"

/*
 * main's table; what each command takes is asked of it here and now, since the answer to that may
 * drop what a command at work holds. Before any command runs.
 */
void advice_set_commands(const struct command *commands, size_t count);

/* --store and --trust-store of this command line. */
void advice_set_store(const char *path);
void advice_set_trust(void);

/*
 * A text in which each command in quotes, 'sysroot fetch debian12', has the options of this command
 * line that say what is made, where, and who is trusted, if that command or subcommand takes them:
 * 'sysroot --store X fetch --fidelity distro debian12'. Without them a user who follows the text
 * gets something else, or the same error once more. Everything else stays. The caller frees.
 * The one place where this is done: for all errors and for lines that name a command.
 */
char *advice_render(const char *text);

#endif
