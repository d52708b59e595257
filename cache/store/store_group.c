/* Stores that a group shares: what one member makes, the others may write to. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/*
 * A store is a group's when the group may write into its folder ('chmod g+ws'):
 * then the umask of whoever makes something in it does not keep the others out.
 * The folder's set-group-id bit hands the group down by itself.
 */
bool store_is_group(const struct store *s)
{
	return s->group;
}

mode_t store_shared_mode(const struct store *s)
{
	return s->group ? 0664 : 0644;
}

int store_make_folder(const struct store *s, const char *path)
{
	struct stat st;

	/* Whatever the umask, it is the store's folder that says whose it is to write to. */
	if (beneath_mkdir(s->fd, path, s->group ? 0775 : 0755))
		return -1;
	if (s->group && beneath_stat(s->fd, path, &st) == 0 && (st.st_mode & S_IRWXG) != S_IRWXG)
		return beneath_chmod_folder(s->fd, path, (st.st_mode & 07777) | S_IRWXG);
	return 0;
}

int store_open_new(const struct store *s, const char *path, int flags)
{
	AUTOCLOSE int fd = beneath_create(s->fd, path, flags | O_NONBLOCK, store_shared_mode(s));
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return -1;
	if (!S_ISREG(st.st_mode)) { /* a pipe has no locks that count */
		errno = EBADFD;
		return -1;
	}
	/* Another member's file cannot be changed, and need not be. */
	if (s->group && st.st_uid == geteuid() && (st.st_mode & 0060) != 0060 &&
	    fchmod(fd, (st.st_mode & 07777) | 0060))
		return -1;
	return steal_fd(&fd);
}

int store_not_ours(const struct store *s, struct err *err)
{
	if (s->group && err && err->sysno == EPERM)
		err_hint(err, "in a store shared by a group, only its creator, the store's owner "
			      "and root can do this");
	return -1;
}
