/* What the subcommands share: where things are, opening them, tables. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/cli/cli_store.h"
#include "builder/plan/plan.h"
#include "cache/index/index.h"
#include "cache/store/store.h"
#include "recipes/catalog.h"
#include "sysroots/targets/target.h"

/*
 * What a user says about which recipes are taken; zeroed, filled by the rows of
 * an option table that CLI_OPTIONS_CHOICE() gives.
 */
struct cli_choice {
	struct strv recipes; /* --recipe */
	const char *prefer, *fidelity, *arch;
	const char *lock; /* file whose recipes are taken, and no others; see cli_lock.h */
	struct lockfile *locked; /* what that file says, once it was read */
	struct strv locked_recipes; /* the names of its recipes */
};
/* clang-format off */
#define CLI_OPTIONS_CHOICE(c) \
	CLI_OPTION_ARCH((c).arch), \
	{ OPTION_LIST, 0, "recipe", "NAME", "use this recipe for its part; may be repeated", \
	  &(c).recipes }, \
	{ OPTION_STRING, 0, "prefer", "FIDELITY", "try recipes of this kind first: source or distro", \
	  &(c).prefer }, \
	{ OPTION_STRING, 0, "fidelity", "FIDELITY", "C library and kernel headers of this kind only", \
	  &(c).fidelity }, \
	{ OPTION_STRING, 0, "lock", "FILE", "use exactly what this lock file names ('sysroot lock')", \
	  &(c).lock }
/* clang-format on */

/*
 * Check the choice, read its lock file, and say it to plan_make()'s options, which borrow from it.
 * Errors: ERR_USAGE; those of lockfile_read().
 */
int cli_choice_apply(struct cli_choice *c, struct plan_options *options,
		     struct err *err) MUST_CHECK;
void cli_choice_release(struct cli_choice *c);
#define AUTOCHOICE __attribute__((cleanup(cli_choice_release)))

/* The architecture that it names, or its lock file does; NULL: neither, or choice is NULL. */
const char *cli_choice_arch(const struct cli_choice *choice);

/* What --help says of --arch: "x86_64 or aarch64" and what follows that. Static. */
const char *cli_arch_help(void);

/*
 * The row of an option table for --arch; value: a const char * that stays NULL without it. Then
 * $SYSROOT_ARCH is what targets are for where their names do not say; without both, each target's
 * default.
 */
/* clang-format off */
#define CLI_OPTION_ARCH(value) \
	{ OPTION_STRING, 0, "arch", "ARCH", cli_arch_help(), &(value) }
/* clang-format on */

/*
 * All recipes: the program's, below cli_data_folder(), and those in the folders that
 * $SYSROOT_RECIPES names, parted by colons. The caller frees *out with catalog_free().
 * Errors: as there; those of catalog_open(); ERR_SYSTEM for such a folder.
 */
int cli_open_catalog(struct catalog **out, struct err *err) MUST_CHECK;

/* Folder with targets, below cli_data_folder(); the caller frees. Errors: as there. */
char *cli_targets_folder(struct err *err);

/*
 * The name to look for a built sysroot by: what was typed with $SYSROOT_ARCH in
 * it, no file of a target read; with arch (of --arch; or NULL) the canonical one, which that
 * may contradict. The caller frees *name.
 */
int cli_built_name(const char *typed, const char *arch, char **name, struct err *err) MUST_CHECK;

/*
 * Understand a target's name as the choice (or NULL) has it: for its architecture, and only the
 * locked target while its recipes are the locked ones. The caller frees with target_free().
 * catalog: the open one, against which a lock's recipes are checked; NULL without a lock.
 */
int cli_target(const char *typed, const struct cli_choice *choice, struct catalog *catalog,
	       struct target **out, struct err *err) MUST_CHECK;

/* Its canonical name alone ("centos7" for "el7"); arch: of --arch, or NULL. The caller frees *name.
 */
int cli_canonical(const char *typed, const char *arch, char **name, struct err *err) MUST_CHECK;

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

/* Says that others are in the store: what store_use_alone() is given. arg: unused. */
void cli_say_busy(void *arg);

void cli_close(struct workshop *w);

/* One target from name to plan; free both after. choice: or NULL, as options' is. */
int cli_plan(struct workshop *w, const char *typed, const struct cli_choice *choice,
	     const struct plan_options *options, struct target **target, struct plan **plan,
	     struct err *err) MUST_CHECK;

/*
 * The same for a command that only looks at one target: names (with --lock, none
 * is wanted) and choice are those of its command line; opens *w for reading.
 * options borrows from choice. Release with cli_close() too. Errors also:
 * ERR_USAGE.
 */
int cli_plan_one(const char *command, struct strv *names, struct cli_choice *choice,
		 struct workshop *w, struct plan_options *options, struct target **target,
		 struct plan **plan, struct err *err) MUST_CHECK;

/* ERR_UNKNOWN_NAME for a part that the plan's target does not have. Returns -1. */
int cli_no_part(const struct plan *plan, const char *part, struct err *err);

/* ERR_SYSTEM of a write to stdout that failed. Returns -1. */
int cli_stdout_error(struct err *err);

/*
 * Print a buffer on stdout; ERR_SYSTEM when it cannot be written. Names and texts of others
 * are in it: where stdout is a terminal, it goes through plain_text(). Elsewhere the bytes are
 * written unchanged.
 */
int cli_print(const struct buf *text, struct err *err) MUST_CHECK;

/* The same for one line that is not waited for; main() finds out whether all could be written. */
void cli_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* ERR_USAGE "'build' wants WHAT", "'fsck' takes no argument 'WORD'". Return -1. */
int cli_want(const char *command, const char *what, struct err *err);
int cli_refuse(const char *command, const char *word, struct err *err);

#endif
