/* Folders below another one, reached through no link. */
/* SPDX-License-Identifier: MIT */
#include "builder/engine/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/strv.h"

/* Why the component `name` of path cannot be opened as a folder. */
static int beneath_refuse(int at, const char *name, const char *path, struct err *err)
{
	int number = errno;
	struct stat st;

	if (number == ENOENT)
		return err_set(err, ERR_MISSING, "'%s' is not there", path);
	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		if (S_ISLNK(st.st_mode))
			return err_set(err, ERR_HOSTILE, "'%s' leads through a link: '%s'", path,
				       name);
		if (!S_ISDIR(st.st_mode))
			return err_set(err, ERR_FAILED, "'%s' in '%s' is no folder", name, path);
	}
	errno = number;
	return err_sys(err, "cannot open the folder '%s'", path);
}

int beneath_open(int dirfd, const char *path, bool make, struct err *err)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	AUTOSTRV struct strv parts = STRV_INIT;
	AUTOCLOSE int at = openat(dirfd, ".", flags);

	if (at < 0)
		return err_sys(err, "cannot open the folder above '%s'", path);
	strv_split(&parts, path, "/");
	for (size_t i = 0; i < parts.len; i++) {
		const char *name = parts.items[i];
		int next;

		if (strcmp(name, ".") == 0)
			continue;
		if (strcmp(name, "..") == 0)
			return err_set(err, ERR_HOSTILE, "'%s' leads upwards", path);
		if (make && mkdirat(at, name, 0777) < 0 && errno != EEXIST)
			return err_sys(err, "cannot make the folder '%s'", path);
		next = openat(at, name, flags);
		if (next < 0)
			return beneath_refuse(at, name, path, err);
		close(at);
		at = next;
	}
	return steal_fd(&at);
}
