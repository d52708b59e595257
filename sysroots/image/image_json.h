/* The JSON texts of an image: config, manifest, index, and docker's own. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_IMAGE_JSON_H
#define SYSROOTS_IMAGE_JSON_H

#include "builder/base/buf.h"
#include "sysroots/image/image_make.h"

/*
 * All append to out, without spaces, in one order. What they say of the sysroot
 * (labels in the config, annotations in the manifest) is the same.
 * Source: OCI Image Format Specification 1.1: config.md, manifest.md,
 * image-index.md, image-layout.md, annotations.md.
 */

/*
 * The config: environment, labels, the layers' diff_ids, a history without a
 * clock. Errors: those of environment_compute().
 */
int image_json_config(const struct image_wish *wish, const struct image *image, struct buf *out,
		      struct err *err) MUST_CHECK;

void image_json_manifest(const struct image_wish *wish, const struct image *image, struct buf *out);

/* An index of the images of several machines. */
void image_json_index(const struct image *images, size_t count, struct buf *out);

/*
 * index.json of a layout: its one entry is an image's manifest (nested NULL) or an
 * index of several.
 * name: NAME:TAG of the reference; NULL for none. docker: spell it as docker
 * does: the tag alone, and the whole in an annotation that containerd reads.
 */
void image_json_layout(const struct image *image, const struct image_blob *nested, const char *name,
		       bool docker, struct buf *out);

/* manifest.json, which 'docker load' reads. */
void image_json_docker(const struct image *image, const char *name, struct buf *out);

#endif
