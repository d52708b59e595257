/* The rules by which steps are run, as far as they can change what steps make. */
/* SPDX-License-Identifier: MIT */
#ifndef PLAN_STEP_RULES_H
#define PLAN_STEP_RULES_H

#include "builder/base/buf.h"
#include "sysroots/targets/target.h"

/* The number of the rules; raise it when they change. */
#define STEP_RULES_VERSION 2

/* The options that every compile of a step for this target gets first, $CFLAGS; the caller frees.
 */
char *step_rules_cflags(const struct target *t);

/* Append what of a step's environment can change what it makes, for the build key. */
void step_rules_key(const struct target *t, struct buf *text);

#endif
