/* Making an OCI image of a sysroot: layers, config and manifest, as files by digest. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_IMAGE_MAKE_H
#define SYSROOTS_IMAGE_MAKE_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "cache/store/store.h"
#include "recipes/machine.h"
#include "sysroots/env/environment.h"
#include "sysroots/image/image_sink.h"

/* What an image is made of. All borrowed. */
struct image_wish {
	const struct store *store;
	const struct tree_record *tree;
	const struct strv *names; /* under which 'sysroot env' finds it; sorted, each once */
	const char *prefix; /* of the store in the image: absolute, "/opt/sysroot" */
	int program; /* descriptor of the program's file, or -1 for none */
	const struct machine *machine; /* whose image it is to be */
	enum environment_link link; /* what the variables in the config say */
	enum image_compression compression; /* of the layers */
};

enum { IMAGE_LAYERS_MAX = 2 };

struct image_blob {
	char digest[SHA256_HEX];
	uint64_t size; /* in bytes */
};

/* What was made. The machine is borrowed from the wish. */
struct image {
	const struct machine *machine;
	struct image_blob layers[IMAGE_LAYERS_MAX];
	char diff_ids[IMAGE_LAYERS_MAX][SHA256_HEX]; /* of the layers, not compressed */
	size_t layer_count;
	struct image_blob config, manifest;
};

/*
 * Write the image's files to blobs/sha256/DIGEST below the folder dirfd, which has
 * these two folders already. Nothing is synced. The same wish gives the same
 * bytes; no clock, no host, no user is in them.
 * Errors: those of image_layer_store() and image_layer_program(), ERR_SYSTEM.
 * Source: OCI Image Format Specification 1.1.
 */
int image_make(int dirfd, const struct image_wish *wish, struct image *image,
	       struct err *err) MUST_CHECK;

/* Put a text there under its digest. */
int image_put_blob(int dirfd, const void *data, size_t len, struct image_blob *blob,
		   struct err *err) MUST_CHECK;

#endif
