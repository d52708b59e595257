/* gc's pins, by what the user typed. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_GC_PINS_H
#define CLI_GC_PINS_H

#include "builder/base/err.h"
#include "cache/store/store.h"

/*
 * Pin or unpin what was typed: a sysroot's name or another name of its target, or the key of an
 * artifact, eight digits of it or more. Pinning says what it pinned. Errors: those of store_pin(),
 * store_unpin(); ERR_MISSING when nothing has that name or key; ERR_USAGE when several keys begin
 * with it.
 */
int gc_pin_typed(struct store *s, const char *typed, struct err *err) MUST_CHECK;
int gc_unpin_typed(struct store *s, const char *typed, struct err *err) MUST_CHECK;

#endif
