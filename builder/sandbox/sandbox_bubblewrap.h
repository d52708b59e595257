/* Private to sandbox: the tier of namespaces, by the bwrap program. */
/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_BUBBLEWRAP_H
#define SANDBOX_BUBBLEWRAP_H

#include "builder/sandbox/sandbox.h"

/* As sandbox_start(). */
int sandbox_bubblewrap_start(const struct sandbox_run *run, pid_t *pid, struct err *err) MUST_CHECK;

/*
 * Run true(1) in such a sandbox. NULL when that works; else why it does not,
 * for people, with what to do about it in *hint (or NULL); the caller frees both.
 * *demotes: it works as nobody, for who is root.
 */
char *sandbox_bubblewrap_try(bool *demotes, char **hint);

#endif
