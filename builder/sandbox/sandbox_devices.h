/* Private to sandbox: the machine's devices, where a step is their owner outside. */
/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_DEVICES_H
#define SANDBOX_DEVICES_H

#include <stdbool.h>

#include "builder/base/alloc.h"

/*
 * For root's child between fork and exec, only system calls: a mount namespace of
 * its own in which the devices keep their modes, owners and times, which the mounts
 * that bwrap makes of them inherit. Who may make no mounts comes into a user
 * namespace as well, as root there.
 *
 * 0, or -1 with errno: there is no such namespace, or (unless demoted: the step will
 * be another user) a device that is this process's own cannot be locked.
 */
int sandbox_devices_lock(bool demoted) MUST_CHECK;

#endif
