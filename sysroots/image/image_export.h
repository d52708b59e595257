/* Writing a sysroot out: as an image, a tar archive or a folder, whole or not at all. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_IMAGE_EXPORT_H
#define SYSROOTS_IMAGE_EXPORT_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "sysroots/image/image_make.h"

/*
 * All of these write to a place beside the result first: it is there when it is
 * whole, or not at all. path NULL: to stdout, which holds half of it after an
 * error. Errors of all: those of image_output_open(), image_layer.h; ERR_SYSTEM.
 */

enum image_format {
	IMAGE_OCI, /* an image layout: a folder, or a tar archive of it */
	IMAGE_DOCKER, /* the same as an archive with what 'docker load' reads */
};

/* How images are written. All borrowed. */
struct image_shape {
	enum image_format format;
	const char *path; /* NULL: stdout */
	const char *name; /* NAME:TAG */
	bool archive; /* OCI: a tar archive; docker's is one always */
};

/*
 * Write one image (count 1), or several under one index (OCI only): those differ
 * in their machines.
 */
int image_export(const struct image_wish *wishes, size_t count, const struct image_shape *shape,
		 struct err *err) MUST_CHECK;

/* Write the tree as a tar archive below prefix (see image_layer_tree()). */
int image_export_tar(const struct store *store, const struct tree_record *tree, const char *prefix,
		     enum image_compression compression, const char *path,
		     struct err *err) MUST_CHECK;

/* Write the tree as a folder: a copy that shares nothing with the store but, perhaps, blocks. */
int image_export_folder(const struct store *store, const struct tree_record *tree, const char *path,
			struct err *err) MUST_CHECK;

#endif
