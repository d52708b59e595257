/* Downloads that broke off, kept to be resumed. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* In a group's store: a folder that no other member can enter. */
static int own_partial(struct store *s, char **path, struct err *err)
{
	AUTOFREE char *own = xasprintf(STORE_PARTIAL "-%lu", (unsigned long)geteuid());
	AUTOCLOSE int fd = -1;
	struct stat st;

	if (beneath_mkdir(s->fd, own, 0700) && errno != EEXIST)
		return err_sys(err, "cannot create the directory '%s/%s'", s->path, own);
	fd = beneath_folder(s->fd, own, false, NULL);
	if (fd < 0 || fstat(fd, &st) || st.st_uid != geteuid() ||
	    ((st.st_mode & 077) && fchmod(fd, 0700)))
		return store_temp(s, "partial", path, err);
	*path = STEAL_POINTER(own);
	return 0;
}

int store_partial(struct store *s, char **path, struct err *err)
{
	AUTOFREE char *folder = NULL;

	if (s->group)
		return own_partial(s, path, err);
	folder = store_folder_path(s, STORE_PARTIAL, true, err);
	if (!folder)
		return -1;
	*path = xstrdup(STORE_PARTIAL);
	return 0;
}

int store_list_partial(const struct store *s, struct strv *paths, struct err *err)
{
	const char *stem = path_basename(STORE_PARTIAL);
	AUTOSTRV struct strv names = STRV_INIT;
	struct err why = ERR_INIT;

	if (beneath_list(s->fd, "tmp", &names, &why) && why.sysno != ENOENT)
		return err_move(err, &why);
	err_clear(&why);
	for (size_t i = 0; i < names.len; i++)
		if (strncmp(names.items[i], stem, strlen(stem)) == 0)
			strv_addf(paths, "tmp/%s", names.items[i]);
	return 0;
}
