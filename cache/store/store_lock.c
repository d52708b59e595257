/* Locks by name: one process at a time, freed by the kernel. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "builder/base/process.h"

#define POLL_NANOSECONDS 50000000L

static char *lock_path(const char *name)
{
	char hex[SHA256_HEX];

	if (store_name_is_valid(name))
		return path_join("locks", name);
	sha256_mem(name, strlen(name), hex);
	return path_join("locks", hex);
}

/*
 * Is the file we locked still the one at path? Somebody may tidy locks/ up. 1, 0, or -1 with errno
 * when that cannot be told: to try again for that would be for ever.
 */
static int is_current(const struct store *s, const char *path, int fd)
{
	struct stat ours, there;

	if (fstat(fd, &ours))
		return -1;
	if (beneath_stat(s->fd, path, &there))
		return errno == ENOENT ? 0 : -1;
	return ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* The file at path, made if make is said. -1 with errno. */
static int open_lock(const struct store *s, const char *path, bool make)
{
	int fd;

	if (!make)
		return beneath_open_file(s->fd, path);
	/* Writable by all who share the store: only the lock on it matters. */
	fd = store_open_new(s, path, O_RDWR | O_CREAT);
	if (fd < 0 && (errno == EBADFD || errno == ELOOP || errno == ENXIO)) {
		/* A pipe or a link: nobody's lock. What holds one is a regular file. */
		if (beneath_unlink(s->fd, path, 0) && errno != ENOENT)
			return -1;
		fd = store_open_new(s, path, O_RDWR | O_CREAT);
	}
	if (fd < 0 && errno == EACCES) { /* another user's, under a tight umask? */
		fd = beneath_open_file(s->fd, path);
		errno = EACCES;
	}
	return fd;
}

int store_lock_file(const struct store *s, const char *path, bool shared, void (*busy)(void *arg),
		    void *arg, int *fd, struct err *err)
{
	for (;;) {
		/* Who only reads the store shares the locks that are there. */
		AUTOCLOSE int lock = open_lock(s, path, s->writable || !shared);
		int current;

		if (lock < 0)
			return err_sys(err, "cannot create the lock '%s/%s'", s->path, path);
		while (flock(lock, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB)) {
			const struct timespec pause = { 0, POLL_NANOSECONDS };

			if (errno != EWOULDBLOCK && errno != EINTR)
				return err_sys(err, "cannot lock '%s/%s'", s->path, path);
			if (process_interrupted())
				return err_set(err, ERR_INTERRUPTED, "interrupted");
			if (busy)
				busy(arg);
			busy = NULL;
			nanosleep(&pause, NULL);
		}
		current = is_current(s, path, lock);
		if (current < 0)
			return err_sys(err, "cannot stat the lock '%s/%s'", s->path, path);
		if (current) {
			*fd = steal_fd(&lock);
			return 0;
		}
	}
}

int store_lock(struct store *s, const char *name, void (*busy)(void *arg), void *arg, int *fd,
	       struct err *err)
{
	AUTOFREE char *path = lock_path(name);

	return store_lock_file(s, path, false, busy, arg, fd, err);
}

void store_unlock(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}
