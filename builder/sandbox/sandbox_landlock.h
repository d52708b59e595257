/* Private to sandbox: the tier of landlock and seccomp, without namespaces. */
/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_LANDLOCK_H
#define SANDBOX_LANDLOCK_H

#include <linux/filter.h>
#include <stdbool.h>

#include "builder/sandbox/sandbox.h"

/* Can this kernel do both? */
bool sandbox_landlock_works(void);

/*
 * The rules of one run as a landlock rule set, to be imposed by the child.
 * Returns its descriptor, or -1.
 */
int sandbox_landlock_rules(const struct sandbox_run *run, struct err *err) MUST_CHECK;

/*
 * Bind this process and its children to the rules and to the filter of
 * sandbox_seccomp_make(). No sockets: landlock does not keep a step from
 * connecting to Docker's or to an ssh agent's. For the child between fork and
 * exec: only system calls. 0, or -1 with errno.
 */
int sandbox_landlock_impose(int rules, const struct sock_filter *code, size_t len) MUST_CHECK;

#endif
