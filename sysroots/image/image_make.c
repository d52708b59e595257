/* Making an OCI image of a sysroot: layers, config and manifest, as files by digest. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_make.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "sysroots/image/image_json.h"
#include "sysroots/image/image_layer.h"

#define BLOBS "blobs/sha256/"
#define UNNAMED BLOBS "new"

int image_put_blob(int dirfd, const void *data, size_t len, struct image_blob *blob,
		   struct err *err)
{
	AUTOFREE char *path = NULL;
	AUTOCLOSE int fd = -1;

	sha256_mem(data, len, blob->digest);
	blob->size = len;
	path = xasprintf(BLOBS "%s", blob->digest);
	fd = openat(dirfd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		return err_sys(err, "cannot write '%s'", path);
	return fd_write(fd, data, len, err) < 0 ? err_prefix(err, "'%s'", path) : 0;
}

/* The first layer is the sysroot, which changes least; the second the program. */
static int make_layer(int dirfd, const struct image_wish *wish, struct image *image,
		      struct err *err)
{
	AUTOCLOSE int fd = openat(dirfd, UNNAMED, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	AUTOSINK struct image_sink *out = NULL;
	AUTOFREE char *path = NULL;
	size_t n = image->layer_count;
	struct image_sums sums;

	if (fd < 0)
		return err_sys(err, "cannot write a layer");
	out = image_sink_new(fd, wish->compression);
	if ((n == 0 ? image_layer_store(out, wish->store, wish->tree, wish->names, wish->prefix + 1,
					err)
		    : image_layer_program(out, wish->program, wish->prefix + 1, err)) < 0 ||
	    image_sink_finish(out, &sums, err) < 0)
		return -1;
	path = xasprintf(BLOBS "%s", sums.packed);
	if (renameat(dirfd, UNNAMED, dirfd, path) < 0)
		return err_sys(err, "cannot write a layer");
	snprintf(image->layers[n].digest, SHA256_HEX, "%s", sums.packed);
	snprintf(image->diff_ids[n], SHA256_HEX, "%s", sums.plain);
	image->layers[n].size = sums.packed_size;
	image->layer_count++;
	return 0;
}

int image_make(int dirfd, const struct image_wish *wish, struct image *image, struct err *err)
{
	AUTOBUF struct buf config = BUF_INIT;
	AUTOBUF struct buf manifest = BUF_INIT;

	*image = (struct image){ .machine = wish->machine };
	if (make_layer(dirfd, wish, image, err) < 0 ||
	    (wish->program >= 0 && make_layer(dirfd, wish, image, err) < 0))
		return -1;
	if (image_json_config(wish, image, &config, err) < 0 ||
	    image_put_blob(dirfd, config.data, config.len, &image->config, err) < 0)
		return -1;
	image_json_manifest(wish, image, &manifest);
	return image_put_blob(dirfd, manifest.data, manifest.len, &image->manifest, err);
}
