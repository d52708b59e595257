/* What an image says of its sysroot: environment variables and labels. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_IMAGE_FACTS_H
#define SYSROOTS_IMAGE_FACTS_H

#include "sysroots/env/variables.h"
#include "sysroots/image/image_make.h"

/*
 * The variables of the config: PATH, SYSROOT_STORE, and what 'sysroot env' would
 * set for the sysroot where it stands in the image, SYSROOT_UNDO included.
 * Errors: those of environment_compute().
 */
int image_facts_environment(const struct image_wish *wish, struct variables *out,
			    struct err *err) MUST_CHECK;

/*
 * Labels: org.opencontainers.image.title, .version and .licenses (an SPDX
 * expression), and sysroot.target, .arch, .triple and .digest.
 * Errors: ERR_CORRUPT when the record lacks a fact.
 */
int image_facts_labels(const struct tree_record *tree, struct variables *out,
		       struct err *err) MUST_CHECK;

#endif
