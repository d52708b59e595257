/* Recipes and targets that a program carries, laid out as files where they can be read. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/decimal.h"
#include "cache/store/store_internal.h"

#define FILE_MAX ((size_t)16 << 20) /* bytes of one file */

static int bundle_bad(struct err *err)
{
	return err_set(err, ERR_CORRUPT, "the data built into the program is damaged");
}

/* One line "SIZE PATH" of the head; the content's place is not known yet. */
static int bundle_parse_line(const char *line, size_t len, struct bundle *bundle, struct err *err)
{
	AUTOFREE char *text = xstrndup(line, len);
	char *blank = strchr(text, ' ');
	uint64_t size;
	struct bundle_file *last = bundle->count ? &bundle->files[bundle->count - 1] : NULL;

	if (!blank || !decimal_read(text, (size_t)(blank - text), FILE_MAX, &size) ||
	    !path_is_safe(blank + 1) || (last && strcmp(last->path, blank + 1) >= 0))
		return bundle_bad(err);
	bundle->files = xreallocarray(bundle->files, bundle->count + 1, sizeof(*bundle->files));
	bundle->files[bundle->count++] =
		(struct bundle_file){ .path = xstrdup(blank + 1), .size = (size_t)size };
	return 0;
}

int bundle_parse(const void *text, size_t len, struct bundle *bundle, struct err *err)
{
	const char *at = text, *end = at + len, *newline;

	*bundle = (struct bundle){ 0 };
	sha256_mem(text, len, bundle->digest);
	while ((newline = memchr(at, '\n', (size_t)(end - at))) && newline != at) {
		if (bundle_parse_line(at, (size_t)(newline - at), bundle, err) < 0)
			goto fail;
		at = newline + 1;
	}
	if (!newline || !bundle->count) {
		bundle_bad(err);
		goto fail;
	}
	at = newline + 1;
	for (size_t i = 0; i < bundle->count; i++) {
		if (bundle->files[i].size > (size_t)(end - at)) {
			bundle_bad(err);
			goto fail;
		}
		bundle->files[i].data = at;
		at += bundle->files[i].size;
	}
	if (at == end)
		return 0;
	bundle_bad(err);
fail:
	bundle_release(bundle);
	return -1;
}

void bundle_release(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->count; i++)
		free(bundle->files[i].path);
	free(bundle->files);
	*bundle = (struct bundle){ 0 };
}

static int bundle_write(const struct bundle_file *file, int dirfd, struct err *err)
{
	const char *base = path_basename(file->path);
	AUTOFREE char *path = xstrndup(file->path, (size_t)(base - file->path));
	AUTOCLOSE int folder = beneath_folder(dirfd, path, true, err);
	AUTOCLOSE int fd = -1;

	if (folder < 0)
		return -1;
	fd = openat(folder, base, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return err_sys(err, "cannot create '%s'", file->path);
	if (fd_write(fd, file->data, file->size, err) < 0)
		return err_prefix(err, "'%s'", file->path);
	if (store_finish_fd(fd, 0644) < 0)
		return err_sys(err, "cannot set mode and time of '%s'", file->path);
	return 0;
}

int bundle_lay_out(const struct bundle *bundle, int dirfd, const char *path, struct err *err)
{
	AUTOCLOSE int folder = dir_open(dirfd, path, err);

	if (folder < 0)
		return -1;
	for (size_t i = 0; i < bundle->count; i++)
		if (bundle_write(&bundle->files[i], folder, err) < 0)
			return -1;
	return 0;
}

static int bundle_visit(int rootfd, const char *path, const struct stat *st, void *arg,
			struct err *err)
{
	struct strv *paths = arg;

	(void)rootfd;
	if (S_ISDIR(st->st_mode))
		return 0;
	if (!S_ISREG(st->st_mode))
		return err_set(err, ERR_CORRUPT, "'%s' is not a file", path);
	strv_add(paths, path);
	return 0;
}

int bundle_folder_digest(int dirfd, const char *path, char hex[SHA256_HEX], struct err *err)
{
	AUTOSTRV struct strv paths = STRV_INIT;
	AUTOBUF struct buf head = BUF_INIT, contents = BUF_INIT;
	AUTOCLOSE int folder = dir_open(dirfd, path, err);
	struct sha256 h;

	if (folder < 0 || tree_walk(folder, ".", bundle_visit, &paths, err) < 0)
		return -1;
	strv_sort(&paths);
	for (size_t i = 0; i < paths.len; i++) {
		size_t before = contents.len;

		if (beneath_read(folder, paths.items[i], FILE_MAX, &contents, err) < 0)
			return -1;
		buf_addf(&head, "%zu %s\n", contents.len - before, paths.items[i]);
	}
	buf_addch(&head, '\n');
	sha256_init(&h);
	sha256_update(&h, head.data, head.len);
	if (contents.len)
		sha256_update(&h, contents.data, contents.len);
	sha256_final(&h, hex);
	return 0;
}

/* Is share/DIGEST there, and what it says it is? */
static bool bundle_is_good(const struct store *s, const char *place, const char *digest)
{
	AUTOCLOSE int folder = beneath_folder(s->fd, place, false, NULL);
	char hex[SHA256_HEX];

	return folder >= 0 && bundle_folder_digest(folder, ".", hex, NULL) == 0 &&
	       strcmp(hex, digest) == 0;
}

/* Rename what was laid out to its place, unless another process did meanwhile. */
static int bundle_move_in(struct store *s, const char *from, const char *place, const char *digest,
			  struct err *err)
{
	AUTOFREE char *aside = NULL;

	if (store_make_folder(s, "share") && errno != EEXIST)
		return err_sys(err, "cannot create the directory '%s/share'", s->path);
	if (beneath_rename(s->fd, from, s->fd, place) == 0)
		return 0;
	if (errno != EEXIST && errno != ENOTEMPTY)
		return err_sys(err, "cannot write '%s/%s'", s->path, place);
	if (bundle_is_good(s, place, digest))
		return 0;
	/* Somebody wrote into it: it goes with this process's unfinished things. */
	if (store_temp_name(s, "altered", &aside, err) < 0)
		return -1;
	if (beneath_rename(s->fd, place, s->fd, aside) < 0 ||
	    beneath_rename(s->fd, from, s->fd, place) < 0)
		return err_sys(err, "cannot write '%s/%s'", s->path, place);
	return 0;
}

/* Not store_temp(), whose folder in a group's store is for this process alone. */
static int make_temp(struct store *s, char **path, struct err *err)
{
	if (store_temp_name(s, "share", path, err) < 0)
		return -1;
	if (store_make_folder(s, *path))
		return err_sys(err, "cannot create the directory '%s/%s'", s->path, *path);
	return 0;
}

int bundle_put(struct store *s, const struct bundle *bundle, char **path, struct err *err)
{
	AUTOFREE char *place = path_join("share", bundle->digest);
	AUTOFREE char *temp = NULL;
	AUTOCLOSE int folder = -1;

	/* In use: so gc sees it. */
	(void)beneath_utimens(s->fd, place, NULL);
	if (!bundle_is_good(s, place, bundle->digest) &&
	    (make_temp(s, &temp, err) < 0 ||
	     (folder = beneath_folder(s->fd, temp, false, err)) < 0 ||
	     bundle_lay_out(bundle, folder, ".", err) < 0 ||
	     bundle_move_in(s, temp, place, bundle->digest, err) < 0))
		return -1;
	*path = path_join(s->path, place);
	return 0;
}
