/* Writing a sysroot out: as an image, a tar archive or a folder, whole or not at all. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_export.h"

#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "sysroots/image/image_json.h"
#include "sysroots/image/image_layer.h"
#include "sysroots/image/image_output.h"

/* Names in the work folder: what is moved to the result's place, and what goes into it. */
#define MADE "made"
#define LAYOUT "layout"

static void output_release_at(struct image_output *o)
{
	image_output_release(o);
}
#define AUTOOUTPUT __attribute__((cleanup(output_release_at)))

static int write_text(int dirfd, const char *name, const struct buf *text, struct err *err)
{
	AUTOCLOSE int fd =
		openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);

	if (fd < 0)
		return err_sys(err, "cannot write '%s'", name);
	return fd_write(fd, text->data, text->len, err) < 0 ? err_prefix(err, "'%s'", name) : 0;
}

static int make_images(int layout, const struct image_wish *wishes, size_t count,
		       struct image *images, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (image_make(layout, &wishes[i], &images[i], err) < 0)
			return err_prefix(err, "'%s'", wishes[i].tree->name);
	return 0;
}

/* The layout's files, in its new and empty folder. */
static int make_layout(int layout, const struct image_wish *wishes, size_t count,
		       const struct image_shape *shape, struct err *err)
{
	AUTOFREE struct image *images = xcalloc(count, sizeof(*images));
	AUTOBUF struct buf text = BUF_INIT;
	struct image_blob nested;

	if (dir_make(layout, "blobs/sha256", err) < 0 ||
	    make_images(layout, wishes, count, images, err) < 0)
		return -1;
	if (count > 1) {
		image_json_index(images, count, &text);
		if (image_put_blob(layout, text.data, text.len, &nested, err) < 0)
			return -1;
		buf_clear(&text);
	}
	image_json_layout(images, count > 1 ? &nested : NULL, shape->name,
			  shape->format == IMAGE_DOCKER, &text);
	if (write_text(layout, "index.json", &text, err) < 0)
		return -1;
	buf_clear(&text);
	buf_addstr(&text, "{\"imageLayoutVersion\":\"1.0.0\"}");
	if (write_text(layout, "oci-layout", &text, err) < 0)
		return -1;
	if (shape->format != IMAGE_DOCKER)
		return 0;
	buf_clear(&text);
	image_json_docker(images, shape->name, &text);
	return write_text(layout, "manifest.json", &text, err);
}

/* The file that the result is written into, or stdout; the descriptor is closed by *own. */
static int open_made(const struct image_output *o, const char *path, int *own, struct err *err)
{
	if (!path)
		return STDOUT_FILENO;
	*own = openat(o->work, MADE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (*own < 0)
		return err_sys(err, "cannot write '%s'", path);
	return *own;
}

static int archive_layout(struct image_output *o, const char *path, struct err *err)
{
	AUTOSINK struct image_sink *out = NULL;
	AUTOCLOSE int own = -1;
	int fd = open_made(o, path, &own, err);

	if (fd < 0)
		return -1;
	out = image_sink_new(fd, IMAGE_PLAIN);
	if (image_layer_folder(out, o->work, LAYOUT, err) < 0)
		return -1;
	return image_sink_finish(out, NULL, err);
}

int image_export(const struct image_wish *wishes, size_t count, const struct image_shape *shape,
		 struct err *err)
{
	bool archive = shape->archive || shape->format == IMAGE_DOCKER;
	const char *folder = archive ? LAYOUT : MADE;
	AUTOOUTPUT struct image_output o = IMAGE_OUTPUT_INIT;
	AUTOCLOSE int layout = -1;

	assert(count == 1 || shape->format == IMAGE_OCI);
	if (image_output_open(shape->path, !archive, &o, err) < 0)
		return -1;
	if (mkdirat(o.work, folder, 0777) < 0)
		return err_sys(err, "cannot create a directory for the image");
	layout = dir_open(o.work, folder, err);
	if (layout < 0 || make_layout(layout, wishes, count, shape, err) < 0 ||
	    (archive && archive_layout(&o, shape->path, err) < 0))
		return -1;
	return shape->path ? image_output_commit(&o, MADE, err) : 0;
}

static int write_tree(int fd, const struct store *store, const struct tree_record *tree,
		      const char *prefix, enum image_compression compression, struct err *err)
{
	AUTOSINK struct image_sink *out = image_sink_new(fd, compression);

	if (image_layer_tree(out, store, tree, prefix, err) < 0)
		return -1;
	return image_sink_finish(out, NULL, err);
}

int image_export_tar(const struct store *store, const struct tree_record *tree, const char *prefix,
		     enum image_compression compression, const char *path, struct err *err)
{
	AUTOOUTPUT struct image_output o = IMAGE_OUTPUT_INIT;
	AUTOCLOSE int own = -1;
	int fd;

	if (path && image_output_open(path, false, &o, err) < 0)
		return -1;
	fd = open_made(&o, path, &own, err);
	if (fd < 0 || write_tree(fd, store, tree, prefix, compression, err) < 0)
		return -1;
	return path ? image_output_commit(&o, MADE, err) : 0;
}

/* What store_put_tree() adds to a tree, here in the copy that stands in the folder MADE. */
static int add_own_files(int work, const struct tree_record *tree, struct err *err)
{
	const struct timespec times[2] = { { STORE_MTIME, 0 }, { STORE_MTIME, 0 } };
	static const char *const paths[] = { MADE "/.sysroot/digest", MADE "/.sysroot/manifest",
					     MADE "/.sysroot", MADE };
	AUTOFREE char *digest = xasprintf("%s\n", tree->digest);
	AUTOBUF struct buf text = BUF_INIT;

	manifest_text(&tree->manifest, &text);
	if (file_write(work, paths[0], digest, strlen(digest), 0644, err) < 0 ||
	    file_write(work, paths[1], text.data, text.len, 0644, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		if (utimensat(work, paths[i], times, 0) < 0)
			return err_sys(err, "cannot set the time of '%s'", paths[i]);
	return 0;
}

int image_export_folder(const struct store *store, const struct tree_record *tree, const char *path,
			struct err *err)
{
	AUTOOUTPUT struct image_output o = IMAGE_OUTPUT_INIT;

	if (image_output_open(path, true, &o, err) < 0 ||
	    store_checkout(store, &tree->manifest, o.work, MADE, CHECKOUT_COPY, true, err) < 0 ||
	    add_own_files(o.work, tree, err) < 0)
		return -1;
	return image_output_commit(&o, MADE, err);
}
