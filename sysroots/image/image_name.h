/* Names of images, as docker and OCI write them. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_IMAGE_NAME_H
#define SYSROOTS_IMAGE_NAME_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/*
 * Check the name of an image as docker and OCI write them: [HOST[:PORT]/]PATH[:TAG];
 * ":latest" is added where there is no tag. The caller frees *name.
 * Errors: ERR_USAGE.
 * Source: the grammar in distribution's reference package.
 */
int image_name_parse(const char *typed, char **name, struct err *err) MUST_CHECK;

/* "sysroot:NAME" with what no tag may have replaced by "_"; the caller frees. */
char *image_name_of(const char *target);

#endif
