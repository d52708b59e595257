/* Completions for shells, out of the tables that the parser and --help use. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMPLETE_H
#define CLI_COMPLETE_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/option.h"
#include "builder/cli/commands.h"

/*
 * Print on stdout what the last of the words can become.
 *
 * commands: main's table. globals: the options before the command.
 * argv: the words of the command line behind the program's name, up to the one at the cursor,
 * which may be empty; argv[argc] is NULL.
 *
 * A candidate a line, with what it means behind a tab; each begins with what was typed. The last
 * line says what else the shell may offer: ":none", ":files", ":folders" or ":commands".
 * What a word is comes from the command's struct option_usage alone; see complete_words.h.
 * Errors: ERR_SYSTEM when stdout cannot be written. What cannot be completed has no candidates.
 */
int complete_print(const struct command *commands, size_t count, const struct option_def *globals,
		   int argc, char **argv, struct err *err) MUST_CHECK;

#endif
