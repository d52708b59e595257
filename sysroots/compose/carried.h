/* What every sysroot carries besides its parts: the wrapper and the specs. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_CARRIED_H
#define SYSROOTS_CARRIED_H

#include <stddef.h>

/* The static multi-call wrapper, as built with this program. */
const void *carried_wrapper(size_t *size);

/* gcc's specs for a C library ("glibc" or "musl"); NULL for another. */
const char *carried_specs(const char *libc, size_t *size);

#endif
