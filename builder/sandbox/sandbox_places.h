/* Private to sandbox: what of the host a build step may see, in any tier. */
/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_PLACES_H
#define SANDBOX_PLACES_H

/* All read only; those that do not exist are passed over. End in NULL. */
extern const char *const SANDBOX_PLACES[];

#endif
