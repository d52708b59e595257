/* The tar archives that images and plain exports consist of. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_layer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/tar.h"

#define LAYER_OWN ".sysroot"

static int layer_head(struct image_sink *out, const struct tar_member *m, struct err *err)
{
	AUTOBUF struct buf head = BUF_INIT;

	tar_header(m, &head);
	return image_sink_write(out, head.data, head.len, err);
}

static int layer_dir(struct image_sink *out, const char *path, struct err *err)
{
	const struct tar_member m = {
		.path = path, .type = TAR_DIR, .mode = 0755, .mtime = STORE_MTIME
	};

	return layer_head(out, &m, err);
}

/* A path and all folders above it. */
static int layer_dirs(struct image_sink *out, const char *path, struct err *err)
{
	AUTOFREE char *part = xstrdup(path);

	for (char *slash = part; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (layer_dir(out, part, err) < 0)
			return -1;
		*slash = '/';
	}
	return *path ? layer_dir(out, path, err) : 0;
}

static int layer_link(struct image_sink *out, const char *path, const char *target, struct err *err)
{
	const struct tar_member m = { .path = path,
				      .type = TAR_SYMLINK,
				      .mode = 0777,
				      .mtime = STORE_MTIME,
				      .target = target };

	return layer_head(out, &m, err);
}

static int layer_file_head(struct image_sink *out, const char *path, bool exec, uint64_t size,
			   struct err *err)
{
	const struct tar_member m = { .path = path,
				      .type = TAR_FILE,
				      .mode = exec ? 0755 : 0644,
				      .size = size,
				      .mtime = STORE_MTIME };

	return layer_head(out, &m, err);
}

static int layer_pad(struct image_sink *out, uint64_t size, struct err *err)
{
	static const char zeros[TAR_BLOCK];

	return image_sink_write(out, zeros, tar_padding(size), err);
}

static int layer_text(struct image_sink *out, const char *path, const void *data, size_t len,
		      struct err *err)
{
	return layer_file_head(out, path, false, len, err) < 0 ||
			       image_sink_write(out, data, len, err) < 0 ||
			       layer_pad(out, len, err) < 0
		       ? -1
		       : 0;
}

/* Exactly size bytes of fd, and their digest. ERR_CORRUPT when there are fewer or more. */
static int layer_bytes(struct image_sink *out, int fd, uint64_t size, char hex[SHA256_HEX],
		       struct err *err)
{
	enum { CHUNK = 128 << 10 };
	AUTOFREE char *chunk = xmalloc(CHUNK);
	uint64_t left = size;
	struct sha256 h;

	sha256_init(&h);
	for (;;) {
		ssize_t n = read(fd, chunk, CHUNK);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot read it");
		if ((uint64_t)n > left || (n == 0 && left))
			return err_set(err, ERR_CORRUPT, "its size changed");
		if (n == 0)
			break;
		sha256_update(&h, chunk, (size_t)n);
		if (image_sink_write(out, chunk, (size_t)n, err) < 0)
			return -1;
		left -= (uint64_t)n;
	}
	sha256_final(&h, hex);
	return layer_pad(out, size, err);
}

static int layer_altered(const struct entry *e, struct err *err)
{
	err_set(err, ERR_CORRUPT, "the object '%s' (of '%s') has been altered", e->sha256, e->path);
	return err_hint(err, "'sysroot fsck --repair' moves it to quarantine/ and drops what uses "
			     "it, 'sysroot build'\nrebuilds that");
}

static int layer_object(struct image_sink *out, const struct store *store, const char *path,
			const struct entry *e, struct err *err)
{
	AUTOCLOSE int fd = store_open_object(store, e->sha256, e->exec, err);
	char hex[SHA256_HEX];

	if (fd < 0)
		return err_prefix(err, "'%s'", e->path);
	if (layer_file_head(out, path, e->exec, e->size, err) < 0)
		return -1;
	if (layer_bytes(out, fd, e->size, hex, err) < 0)
		return err && err->code == ERR_CORRUPT ? layer_altered(e, err) : -1;
	return strcmp(hex, e->sha256) == 0 ? 0 : layer_altered(e, err);
}

/* .sysroot/digest and .sysroot/manifest, which no manifest has: see store_put_tree(). */
static int layer_own_files(struct image_sink *out, const struct tree_record *tree,
			   const char *prefix, struct err *err)
{
	AUTOFREE char *digest_path = xasprintf("%s" LAYER_OWN "/digest", prefix);
	AUTOFREE char *manifest_path = xasprintf("%s" LAYER_OWN "/manifest", prefix);
	AUTOFREE char *digest = xasprintf("%s\n", tree->digest);
	AUTOBUF struct buf text = BUF_INIT;

	manifest_text(&tree->manifest, &text);
	if (layer_text(out, digest_path, digest, strlen(digest), err) < 0)
		return -1;
	return layer_text(out, manifest_path, text.data, text.len, err);
}

/* The tree, its folder's header included; the folders above are there. No end of archive. */
static int layer_tree(struct image_sink *out, const struct store *store,
		      const struct tree_record *tree, const char *prefix, struct err *err)
{
	AUTOFREE char *before = *prefix ? xasprintf("%s/", prefix) : xstrdup("");

	if (manifest_check(&tree->manifest, tree->name, ERR_CORRUPT, err) < 0)
		return -1;
	for (size_t i = 0; i < tree->manifest.count; i++) {
		const struct entry *e = &tree->manifest.entries[i];
		AUTOFREE char *path = xasprintf("%s%s", before, e->path);
		int status = 0;

		switch (e->type) {
		case ENTRY_DIR:
			status = layer_dir(out, path, err);
			if (status == 0 && strcmp(e->path, LAYER_OWN) == 0)
				status = layer_own_files(out, tree, before, err);
			break;
		case ENTRY_LINK:
			status = layer_link(out, path, e->target, err);
			break;
		case ENTRY_FILE:
			status = layer_object(out, store, path, e, err);
			break;
		}
		if (status < 0)
			return -1;
	}
	return 0;
}

static int layer_end(struct image_sink *out, struct err *err)
{
	AUTOBUF struct buf end = BUF_INIT;

	tar_end(&end);
	return image_sink_write(out, end.data, end.len, err);
}

int image_layer_tree(struct image_sink *out, const struct store *store,
		     const struct tree_record *tree, const char *prefix, struct err *err)
{
	if (layer_dirs(out, prefix, err) < 0 || layer_tree(out, store, tree, prefix, err) < 0)
		return -1;
	return layer_end(out, err);
}

int image_layer_store(struct image_sink *out, const struct store *store,
		      const struct tree_record *tree, const struct strv *names, const char *prefix,
		      struct err *err)
{
	AUTOFREE char *format = path_join(prefix, "format");
	AUTOFREE char *exported = path_join(prefix, STORE_EXPORTED);
	AUTOFREE char *sysroots = path_join(prefix, "sysroots");
	AUTOFREE char *trees = path_join(prefix, "trees");
	AUTOFREE char *root = path_join(trees, tree->digest);
	AUTOFREE char *target = xasprintf("../trees/%s", tree->digest);
	AUTOBUF struct buf text = BUF_INIT;

	/* The same format as that of the store which the tree is from. */
	if (file_read(store_fd(store), "format", 64, &text, err) < 0)
		return -1;
	if (layer_dirs(out, prefix, err) < 0 ||
	    layer_text(out, exported, STORE_EXPORTED_TEXT, strlen(STORE_EXPORTED_TEXT), err) < 0 ||
	    layer_text(out, format, text.data, text.len, err) < 0 ||
	    layer_dir(out, sysroots, err) < 0)
		return -1;
	for (size_t i = 0; i < names->len; i++) {
		AUTOFREE char *path = path_join(sysroots, names->items[i]);

		if (layer_link(out, path, target, err) < 0)
			return -1;
	}
	if (layer_dir(out, trees, err) < 0 || layer_dir(out, root, err) < 0 ||
	    layer_tree(out, store, tree, root, err) < 0)
		return -1;
	return layer_end(out, err);
}

int image_layer_program(struct image_sink *out, int fd, const char *prefix, struct err *err)
{
	AUTOFREE char *folder = path_join(prefix, "bin");
	AUTOFREE char *path = path_join(folder, "sysroot");
	AUTOFREE char *target = xasprintf("../../../%s", path);
	char hex[SHA256_HEX];
	struct stat st;

	if (fstat(fd, &st) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(err, "cannot read the program");
	if (layer_dirs(out, folder, err) < 0 ||
	    layer_file_head(out, path, true, (uint64_t)st.st_size, err) < 0)
		return -1;
	if (layer_bytes(out, fd, (uint64_t)st.st_size, hex, err) < 0)
		return err_prefix(err, "the program for the image");
	if (layer_dirs(out, "usr/local/bin", err) < 0 ||
	    layer_link(out, "usr/local/bin/sysroot", target, err) < 0)
		return -1;
	return layer_end(out, err);
}

static int layer_visit(int rootfd, const char *path, const struct stat *st, void *arg,
		       struct err *err)
{
	struct image_sink *out = arg;
	AUTOCLOSE int fd = -1;
	char hex[SHA256_HEX];

	if (S_ISDIR(st->st_mode))
		return layer_dir(out, path, err);
	fd = openat(rootfd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_sys(err, "cannot open '%s'", path);
	if (layer_file_head(out, path, false, (uint64_t)st->st_size, err) < 0)
		return -1;
	return layer_bytes(out, fd, (uint64_t)st->st_size, hex, err);
}

int image_layer_folder(struct image_sink *out, int dirfd, const char *path, struct err *err)
{
	if (tree_walk(dirfd, path, layer_visit, out, err) < 0)
		return -1;
	return layer_end(out, err);
}
