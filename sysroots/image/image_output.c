/* A result on its way to its place: made in a folder beside it, moved when whole. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/new_calls.h"
#include "builder/base/strv.h"

#define OUTPUT_TEMP ".sysroot-export-"

/*
 * Remove what killed processes left behind. A folder that can be locked has no
 * owner any more; where folders cannot be locked at all (some NFS), it stays.
 */
static void output_clean(int parent)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (dir_list(parent, ".", &names, NULL) < 0)
		return;
	for (size_t i = 0; i < names.len; i++) {
		AUTOCLOSE int fd = -1;

		if (strncmp(names.items[i], OUTPUT_TEMP, strlen(OUTPUT_TEMP)) != 0)
			continue;
		fd = openat(parent, names.items[i],
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		/* What cannot be removed hurts nobody; it may be another user's. */
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
		    tree_remove(parent, names.items[i], NULL) < 0)
			continue;
	}
}

/* 1 when the work folder is made and locked, 0 when its name is taken, -1. */
static int output_try(struct image_output *o, const char *name)
{
	struct stat st;

	if (mkdirat(o->parent, name, 0700) < 0)
		return errno == EEXIST ? 0 : -1;
	o->work = openat(o->parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	/* Between the two calls another one may have taken it for a dead one's. */
	if (o->work >= 0 && (flock(o->work, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
	    fstatat(o->parent, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return 1;
	if (o->work >= 0)
		close(o->work);
	o->work = -1;
	return 0;
}

static int output_work(struct image_output *o, const char *parent, struct err *err)
{
	for (unsigned n = 0; n < 1000; n++) {
		AUTOFREE char *name = xasprintf(OUTPUT_TEMP "%ld-%u", (long)getpid(), n);
		int made = output_try(o, name);

		if (made > 0)
			o->temp = STEAL_POINTER(name);
		if (made < 0)
			err_sys(err, "cannot write in '%s'", parent);
		if (made != 0)
			return made < 0 ? -1 : 0;
	}
	return err_set(err, ERR_FAILED, "cannot create a directory in '%s'", parent);
}

/* The folder that path is in, and the last component in *name; trailing slashes do not count. */
static char *output_split(const char *path, char **name)
{
	AUTOFREE char *clean = xstrdup(path);
	size_t len = strlen(clean);
	const char *base;

	while (len > 1 && clean[len - 1] == '/')
		clean[--len] = '\0';
	base = path_basename(clean);
	*name = xstrdup(base);
	if (base == clean)
		return xstrdup(".");
	return base == clean + 1 ? xstrdup("/") : xstrndup(clean, (size_t)(base - clean - 1));
}

static int output_place(struct image_output *o, char **parent, struct err *err)
{
	struct stat st;

	*parent = output_split(o->path, &o->name);
	if (!*o->name || strcmp(o->name, ".") == 0 || strcmp(o->name, "..") == 0) {
		err_set(err, ERR_USAGE, "'%s' cannot be created", o->path);
		return err_hint(err, "give the name of a new %s", o->folder ? "directory" : "file");
	}
	o->parent = open(*parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (o->parent < 0 && errno == ENOENT) {
		err_set(err, ERR_MISSING, "there is no directory '%s'", *parent);
		return err_hint(err, "create it: mkdir -p '%s'", *parent);
	}
	if (o->parent < 0)
		return err_sys(err, "cannot open the directory '%s'", *parent);
	if (fstatat(o->parent, o->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (!o->folder && S_ISREG(st.st_mode))
		return 0;
	err_set(err, ERR_FAILED, "'%s' exists%s", o->path,
		o->folder ? "" : ", and is not a regular file");
	return err_hint(err, o->folder ? "remove it, or name a directory that does not exist yet"
				       : "name a file, or write to stdout with '-o -'");
}

int image_output_open(const char *path, bool folder, struct image_output *o, struct err *err)
{
	const char *temp = getenv("TMPDIR");
	AUTOFREE char *parent = NULL;

	*o = (struct image_output)IMAGE_OUTPUT_INIT;
	o->folder = folder;
	if (path) {
		o->path = xstrdup(path);
		if (output_place(o, &parent, err) < 0)
			return -1;
	} else {
		parent = xstrdup(temp && *temp ? temp : "/tmp");
		o->parent = dir_open(AT_FDCWD, parent, err);
		if (o->parent < 0)
			return err_hint(err, "output for stdout is assembled there first: set "
					     "TMPDIR to a writable directory");
	}
	output_clean(o->parent);
	return output_work(o, parent, err);
}

int image_output_commit(struct image_output *o, const char *made, struct err *err)
{
	/* One call for all files of it; a power cut must not leave an empty one. */
	if (syncfs(o->work) < 0)
		return err_sys(err, "cannot write '%s'", o->path);
	if (file_rename(o->work, made, o->parent, o->name,
			o->folder ? FILE_RENAME_NOREPLACE : FILE_RENAME) < 0) {
		if (o->folder && (errno == EEXIST || errno == ENOTEMPTY)) {
			err_set(err, ERR_FAILED, "'%s' exists", o->path);
			return err_hint(err, "another process created it in the meantime");
		}
		return err_sys(err, "cannot write '%s'", o->path);
	}
	if (fsync(o->parent) < 0)
		return err_sys(err, "cannot write '%s'", o->path);
	return 0;
}

void image_output_release(struct image_output *o)
{
	/* What stays behind is removed by the next one. */
	if (o->temp && tree_remove(o->parent, o->temp, NULL) < 0)
		o->temp[0] = '\0';
	if (o->work >= 0)
		close(o->work);
	if (o->parent >= 0)
		close(o->parent);
	free(o->temp);
	free(o->name);
	free(o->path);
	*o = (struct image_output)IMAGE_OUTPUT_INIT;
}
