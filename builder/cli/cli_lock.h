/* --lock FILE, for every command that chooses recipes. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_CLI_LOCK_H
#define CLI_CLI_LOCK_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/plan/plan.h"
#include "cache/store/store.h"
#include "recipes/catalog.h"

struct cli_choice;

/*
 * Read the choice's lock file; no-op when that was done. From then on cli_target() understands
 * only the locked target by this choice, for its architecture, and only while its recipes are the
 * locked ones. Errors: lockfile_read()'s.
 */
int cli_lock_load(struct cli_choice *c, struct err *err) MUST_CHECK;
void cli_lock_release(struct cli_choice *c);

/* Its architecture; NULL without a lock. Borrowed. */
const char *cli_lock_arch(const struct cli_choice *c);

/*
 * The targets of a command that takes --lock: with a lock the one that it locks, which may be left
 * out. Errors: ERR_USAGE when others are named.
 */
int cli_lock_targets(struct cli_choice *c, struct strv *names, struct err *err) MUST_CHECK;

/*
 * Is this the locked target, with the locked recipes? True without a lock, or a choice (NULL).
 * catalog: the recipes there are; NULL only without a lock.
 */
int cli_lock_check(const struct cli_choice *c, const struct target *t, struct catalog *catalog,
		   struct err *err) MUST_CHECK;

/* Say what differs here from where the lock was made. Nothing without a lock. */
void cli_lock_say(const struct cli_choice *c, const struct plan *plan);

/*
 * Compare a built sysroot with the lock, and say how it compares. ERR_MISMATCH
 * when it should be the same and is not. Nothing without a lock.
 */
int cli_lock_check_built(const struct cli_choice *c, const struct store *s, const struct plan *plan,
			 const char *digest, struct err *err) MUST_CHECK;

#endif
