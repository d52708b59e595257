/* Private to targets: releases of distributions that have no target, and what fits them. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_TARGET_RELEASE_H
#define SYSROOTS_TARGET_RELEASE_H

#include <stddef.h>

/*
 * A release of which programs are expected to run, and the newest baseline that is not newer than
 * it. The releases' own versions are common knowledge, not checked against their package lists.
 */
struct target_release {
	const char *names; /* "debian10 buster": lower case, a blank between */
	const char *libc, *linux_version; /* of the release: "2.28", "4.19"; glibc all of them */
	const char *fits; /* a target that can be typed, or NULL: its glibc is older than all there
			     are */
};

extern const struct target_release target_releases[];
extern const size_t target_release_count;

/* The release that a name means, whatever its case, or NULL. */
const struct target_release *target_release_find(const char *name);

#endif
