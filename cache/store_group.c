/* Stores that a group shares: what one member makes, the others may write to. */
/* SPDX-License-Identifier: MIT */
#include "cache/store_internal.h"

#include <fcntl.h>
#include <unistd.h>

/*
 * A store is a group's when the group may write into its folder ('chmod g+ws'):
 * then the umask of whoever makes something in it does not keep the others out.
 * The folder's set-group-id bit hands the group down by itself.
 */
mode_t store_shared_mode(const struct store *s)
{
	return s->group ? 0664 : 0644;
}

int store_make_folder(const struct store *s, const char *path)
{
	struct stat st;

	if (mkdirat(s->fd, path, 0777))
		return -1;
	if (s->group && fstatat(s->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    (st.st_mode & S_IRWXG) != S_IRWXG)
		return fchmodat(s->fd, path, (st.st_mode & 07777) | S_IRWXG, 0);
	return 0;
}

int store_open_new(const struct store *s, const char *path, int flags)
{
	AUTOCLOSE int fd = openat(s->fd, path, flags, 0666);
	struct stat st;

	/* Another member's file cannot be changed, and need not be. */
	if (fd >= 0 && s->group && fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
	    (st.st_mode & 0060) != 0060 && fchmod(fd, (st.st_mode & 07777) | 0060))
		return -1;
	return steal_fd(&fd);
}
