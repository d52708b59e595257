/* Processes that a step left behind; outside bubblewrap nothing else ends them. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_STEP_ORPHANS_H
#define BUILD_STEP_ORPHANS_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/* Before the first step: what loses its parent becomes this process's child. */
void step_orphans_adopt(void);

/*
 * After a step: end all of them, for they could write to what it made while that
 * is read and moved into the store. Children of this process in its own session
 * are left alone. Errors: ERR_FAILED when they do not end.
 */
int step_orphans_end(struct err *err) MUST_CHECK;

#endif
