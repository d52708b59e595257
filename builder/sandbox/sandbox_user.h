/* Private to sandbox: as whom steps run when root builds. */
/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_USER_H
#define SANDBOX_USER_H

#include <stdbool.h>
#include <sys/types.h>

#include "builder/base/alloc.h"

/*
 * The user and group "nobody" of Linux (Documentation/admin-guide/sysctl/fs.rst,
 * overflowuid): it owns nothing, on this machine or another.
 */
enum { SANDBOX_NOBODY = 65534 };

/*
 * May this process give files to another user, run programs as that user, end
 * them and take the files back? mounts: and make mounts, too?
 */
bool sandbox_user_is_root(bool mounts);

/* May this process make mounts? For the child between fork and exec, too. */
bool sandbox_user_may_mount(void);

/* Can nobody go to this folder and into it? path: absolute. */
bool sandbox_user_reaches(const char *path);

/*
 * For the child between fork and exec, only system calls; 0, or -1 with errno.
 * become: be nobody from now on. drop: have no capability from now on, nor any
 * way to one; who is no root has none to drop.
 */
int sandbox_user_become(void) MUST_CHECK;
int sandbox_user_drop(void) MUST_CHECK;

/* The caller's keys (keyrings(7)) are not the step's. For the child, too. */
void sandbox_user_leave_keys(void);

#endif
