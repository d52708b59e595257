/* Which ways of linking a C library offers: static, static-pie, dynamic. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_LINK_MODES_H
#define SYSROOTS_LINK_MODES_H

#include "builder/base/alloc.h"
#include "cache/store/manifest.h"
#include "sysroots/targets/target.h"

enum { LINK_MODES = 3 };

struct link_mode {
	const char *name; /* static, static-pie, dynamic: also gcc's option behind a "-", but for
			     dynamic, which is what gcc does by itself */
	char *why_not; /* what is missing and, where it is known, why; NULL when it is offered */
};

/*
 * Tell by the files of a C library (the manifest of its artifact, or of a whole
 * sysroot) which modes it offers: whether the start files, archives, linker
 * scripts and the loader are there that gcc's specs and the library's own
 * scripts name. Only names are looked at. t: its libc, libc_version and arch.
 * Fills all of modes, in the order above; release with link_modes_release().
 * Source: glibc's NEWS (static PIE: 2.27) and gcc's STARTFILE_SPEC.
 */
void link_modes_find(const struct manifest *m, const struct target *t,
		     struct link_mode modes[LINK_MODES]);
void link_modes_release(struct link_mode modes[LINK_MODES]);

#endif
