/* From what a user typed to the environment of a built sysroot. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ENV_TARGET_H
#define SYSROOTS_ENV_TARGET_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "sysroots/env/environment.h"
#include "sysroots/env/variables.h"

/*
 * The canonical name of what a user typed, for the architecture that was given beside it (or
 * NULL); the caller frees *name. Called only when no sysroot
 * is built under the typed name itself: the files of targets are not read for one that is.
 * Errors: ERR_UNKNOWN_NAME.
 */
typedef int env_target_canonical(const char *typed, const char *arch, char **name, struct err *err);

/*
 * The variables to set in this process's environment, or in the shell that called, for a
 * sysroot in the store, SYSROOT_UNDO included.
 *
 * folder: as for store_open(). typed: a target's name; arch: for canonical, or NULL.
 * Errors: ERR_UNKNOWN_NAME; ERR_MISSING when it is not built, with the command that builds it;
 * those of environment_compute().
 */
int env_target_variables(const char *folder, const char *typed, const char *arch,
			 enum environment_link link, env_target_canonical *canonical,
			 struct variables *v, struct err *err) MUST_CHECK;

/*
 * The same for a sysroot that will stand elsewhere, or for a reader elsewhere.
 *
 * at: the absolute path where the sysroot stands when the variables are used (in an image, on
 * another machine); NULL for where it is. alone: take nothing from this process's environment,
 * neither GOFLAGS and LDFLAGS to add to nor originals to bring back.
 * Errors also: ERR_USAGE for an at that is no such path.
 */
struct env_target_place {
	const char *at;
	bool alone;
};
int env_target_variables_at(const char *folder, const char *typed, const char *arch,
			    enum environment_link link, env_target_canonical *canonical,
			    const struct env_target_place *where, struct variables *v,
			    struct err *err) MUST_CHECK;

/* A cross file of Meson: envfiles_meson() for a sysroot of the store. where->alone is true. */
int env_target_meson(const char *folder, const char *typed, const char *arch,
		     enum environment_link link, env_target_canonical *canonical,
		     const struct env_target_place *where, struct buf *out,
		     struct err *err) MUST_CHECK;

/*
 * The variables that bring the environment before the first of them back. *v stays empty when
 * there is nothing to undo.
 */
int env_target_undo(struct variables *v, struct err *err) MUST_CHECK;

#endif
