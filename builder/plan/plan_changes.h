/* Why a sysroot that stands is not the one that a plan would make. */
/* SPDX-License-Identifier: MIT */
#ifndef PLAN_CHANGES_H
#define PLAN_CHANGES_H

#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "builder/plan/plan.h"
#include "cache/store/store.h"

/*
 * Append a line for each reason why the next build of the plan makes another sysroot than the
 * one that stands under its target's name: another recipe, what changed in a recipe, which tool
 * changed, from which version or file to which. Parts with the same reason share a line:
 *
 *     libc, zlib: tool 'gcc' is 'gcc-13' (gcc (Debian 13.2.0-25) 13.2.0), was 'gcc-12'
 *
 * Nothing is appended where the sysroot is up to date, or none stands.
 * Errors: those of reading the store's records, ERR_CORRUPT.
 */
int plan_changes(const struct store *s, const struct plan *plan, struct strv *lines,
		 struct err *err) MUST_CHECK;

#endif
