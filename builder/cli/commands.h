/* The subcommands: one file and one table row each. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "builder/base/err.h"

/*
 * A row of main's table. Each gets its own words (argv[0] is its name) and returns 0 when done, -1
 * with err set (main prints it and exits with the code's status), or a
 * positive exit status of its own.
 */
struct command {
	const char *name;
	int (*run)(int argc, char **argv, struct err *err);
	const char *help;
};

int cmd_add(int argc, char **argv, struct err *err);
int cmd_build(int argc, char **argv, struct err *err);
int cmd_challenge(int argc, char **argv, struct err *err);
int cmd_completion(int argc, char **argv, struct err *err);
int cmd_env(int argc, char **argv, struct err *err);
int cmd_exec(int argc, char **argv, struct err *err);
int cmd_export(int argc, char **argv, struct err *err);
int cmd_fetch(int argc, char **argv, struct err *err);
int cmd_find(int argc, char **argv, struct err *err);
int cmd_fsck(int argc, char **argv, struct err *err);
int cmd_gc(int argc, char **argv, struct err *err);
int cmd_kit(int argc, char **argv, struct err *err);
int cmd_list(int argc, char **argv, struct err *err);
int cmd_lock(int argc, char **argv, struct err *err);
int cmd_log(int argc, char **argv, struct err *err);
int cmd_pull(int argc, char **argv, struct err *err);
int cmd_push(int argc, char **argv, struct err *err);
int cmd_relock(int argc, char **argv, struct err *err);
int cmd_rm(int argc, char **argv, struct err *err);
int cmd_sbom(int argc, char **argv, struct err *err);
int cmd_show(int argc, char **argv, struct err *err);
int cmd_targets(int argc, char **argv, struct err *err);
int cmd_version(int argc, char **argv, struct err *err);

#endif
