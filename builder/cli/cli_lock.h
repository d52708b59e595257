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

/*
 * Read the lock file; no-op when that was done. From then on cli_target()
 * understands only the locked target, for its architecture, and only while its
 * recipes are the locked ones. Errors: lockfile_read()'s.
 */
int cli_lock_load(const char *path, struct err *err) MUST_CHECK;
void cli_lock_release(void);

/* Its recipes and architecture; NULL without a lock. Borrowed. */
const struct strv *cli_lock_recipes(void);
const char *cli_lock_arch(void);

/*
 * The targets of a command that takes --lock: with a lock (path not NULL) the
 * one that it locks, which may be left out. Errors: ERR_USAGE when others are
 * named.
 */
int cli_lock_targets(const char *path, struct strv *names, struct err *err) MUST_CHECK;

/*
 * Is this the locked target, with the locked recipes? True without a lock.
 * catalog: the recipes there are; NULL only without a lock.
 */
int cli_lock_check(const struct target *t, struct catalog *catalog, struct err *err) MUST_CHECK;

/* Say what differs here from where the lock was made. Nothing without a lock. */
void cli_lock_say(const struct plan *plan);

/*
 * Hold a built sysroot against the lock, and say how it compares. ERR_MISMATCH
 * when it should be the same and is not. Nothing without a lock.
 */
int cli_lock_check_built(const struct store *s, const struct plan *plan, const char *digest,
			 struct err *err) MUST_CHECK;

#endif
