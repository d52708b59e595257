/* What of the host a build step may see, in any tier. */
/* SPDX-License-Identifier: MIT */
#include "builder/sandbox/sandbox_places.h"

#include <stddef.h>

/*
 * Programs, their libraries, and what the loader and Debian's alternatives need
 * of /etc. Not /etc itself: a build shall not find passwd, hosts or a
 * compiler's configuration there.
 */
const char *const SANDBOX_PLACES[] = {
	"/usr",
	"/bin",
	"/sbin",
	"/lib",
	"/lib32",
	"/lib64",
	"/libx32",
	"/etc/alternatives",
	"/etc/ld.so.cache",
	"/etc/ld.so.conf",
	"/etc/ld.so.conf.d",
	NULL,
};
