/* What the subcommands share: where things are, opening them, tables. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/engine/plan.h"
#include "cache/index.h"
#include "cache/store.h"
#include "recipes/catalog.h"
#include "sysroots/targets/target.h"

/* --store of the command line, or NULL. */
void cli_set_store(const char *path);
const char *cli_store_path(void);

/*
 * Folders with recipes and targets: below $SYSROOT_DATA, else PREFIX/share/
 * sysroot beside the program, else the source tree that the program was built
 * in. The caller frees. Errors: ERR_MISSING.
 */
char *cli_recipes_folder(struct err *err);
char *cli_targets_folder(struct err *err);

/* Understand a target's name; the caller frees with target_free(). */
int cli_target(const char *typed, struct target **out, struct err *err) MUST_CHECK;

/* Its canonical name alone ("centos7" for "el7"); the caller frees *name. */
int cli_canonical(const char *typed, char **name, struct err *err) MUST_CHECK;

/*
 * Store, index and catalog together, as building and fetching need them. Opened
 * for reading only, store and index are NULL where there are none yet.
 */
struct workshop {
	struct store *store;
	struct index *index;
	struct catalog *catalog;
};
int cli_open(struct workshop *w, bool writable, struct err *err) MUST_CHECK;

/*
 * Will compilers, make and pkg-config be able to use a sysroot in this store?
 * ERR_USAGE, naming the character of the path that stands against it.
 */
int cli_check_path(const struct store *s, struct err *err) MUST_CHECK;
void cli_close(struct workshop *w);

/* One target from name to plan; free both after. */
int cli_plan(struct workshop *w, const char *typed, const struct plan_options *options,
	     struct target **target, struct plan **plan, struct err *err) MUST_CHECK;

/* ERR_SYSTEM of a write to stdout that failed. Returns -1. */
int cli_stdout_error(struct err *err);

/* Print a buffer on stdout; ERR_SYSTEM when it cannot be written. */
int cli_print(const struct buf *text, struct err *err) MUST_CHECK;

/* ERR_USAGE "'build' wants WHAT", "'fsck' takes no argument 'WORD'". Return -1. */
int cli_want(const char *command, const char *what, struct err *err);
int cli_refuse(const char *command, const char *word, struct err *err);

#endif
