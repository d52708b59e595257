/* Unfinished things: each process has a locked folder in tmp/. */
/* SPDX-License-Identifier: MIT */

/*
 * A process's folder is tmp/run-PID-N; beside it stands the file
 * tmp/run-PID-N.lock, which the process holds by flock() while it lives. The
 * lock file is made and locked before the folder, and removed after it: a
 * folder whose lock can be taken, or is not there, belongs to nobody. Process
 * numbers come again; locks do not lie. Other names in tmp/ are left alone.
 */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "builder/base/plain.h"
#include "builder/base/term.h"

#define PREFIX "run-"
/*
 * In a group's store too, what is under way is its process's own: programs are handed paths in it
 * (curl, the steps of root, who are nobody), and another member could put a link in their way. The
 * members read the leases beside it; others pass through, as a step does.
 */
#define RUN_MODE (S_ISGID | 0751)
#define OWN_MODE (S_ISGID | 0701)
#define SUFFIX ".lock"
#define MAX_TRIES 10000

/* Lock a lock file that was opened: 1, 0 when it is another's or was removed, -1 with errno. */
static int lock_file(int fd)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? 0 : -1;
	return fstat(fd, &st) < 0 ? -1 : st.st_nlink > 0;
}

/* Make this process's folder; s->mutex is held. */
static int begin(struct store *s, struct err *err)
{
	long pid = (long)getpid();

	for (unsigned i = 0; i < MAX_TRIES; i++) {
		AUTOFREE char *run = xasprintf("tmp/" PREFIX "%ld-%u", pid, i);
		AUTOFREE char *lock = xasprintf("%s" SUFFIX, run);
		AUTOCLOSE int fd = store_open_new(s, lock, O_RDWR | O_CREAT | O_EXCL);
		int locked;

		if (fd < 0 && errno == EEXIST)
			continue;
		if (fd < 0)
			return err_sys(err, "cannot write to the store '%s'", s->path);
		/* A cleaner may come between making and locking: then the next. */
		locked = lock_file(fd);
		if (locked < 0) {
			if (errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS)
				err_sys(err, "the filesystem of '%s' does not support locks",
					s->path);
			else
				err_sys(err, "cannot lock '%s/%s'", s->path, lock);
			beneath_unlink(s->fd, lock, 0);
			return -1;
		}
		if (!locked)
			continue;
		if (store_make_folder(s, run) ||
		    (s->group && beneath_chmod_folder(s->fd, run, RUN_MODE))) {
			err_sys(err, "cannot write to the store '%s'", s->path);
			beneath_unlink(s->fd, lock, 0);
			return -1;
		}
		if (s->run_lock >= 0)
			close(s->run_lock); /* the parent's, inherited by fork */
		free(s->run);
		s->run = STEAL_POINTER(run);
		s->run_lock = steal_fd(&fd);
		s->run_pid = getpid();
		return 0;
	}
	return err_set(err, ERR_FAILED, "there is no free name in '%s/tmp'", s->path);
}

int store_temp_name(struct store *s, const char *stem, char **path, struct err *err)
{
	int rc = store_room(s, 0, err);

	if (rc)
		return -1;
	pthread_mutex_lock(&s->mutex);
	if (!s->run || s->run_pid != getpid())
		rc = begin(s, err);
	if (rc == 0)
		*path = xasprintf("%s/%s-%u", s->run, stem, s->serial++);
	pthread_mutex_unlock(&s->mutex);
	return rc;
}

int store_temp_file(struct store *s, char **path, struct err *err)
{
	AUTOFREE char *name = NULL;
	int fd;

	if (store_temp_name(s, "file", &name, err))
		return -1;
	fd = beneath_create(s->fd, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return err_sys(err, "cannot write to the store '%s'", s->path);
	*path = STEAL_POINTER(name);
	return fd;
}

int store_temp(struct store *s, const char *name, char **path, struct err *err)
{
	AUTOFREE char *stem = xstrndup(name, STORE_NAME_MAX);
	AUTOFREE char *dir = NULL;

	for (char *p = stem; *p; p++)
		if (plain_is_control(*p) || *p == ' ' || *p == '/')
			*p = '_';
	if (store_temp_name(s, stem, &dir, err))
		return -1;
	if (store_make_folder(s, dir) || (s->group && beneath_chmod_folder(s->fd, dir, OWN_MODE)))
		return err_sys(err, "cannot create the directory '%s/%s'", s->path, dir);
	*path = STEAL_POINTER(dir);
	return 0;
}

void store_temp_remove(struct store *s, const char *path)
{
	struct err err = ERR_INIT;

	if (path && beneath_remove(s->fd, path, &err) < 0)
		term_say("%s", err.text);
	err_clear(&err);
}

/* Remove the folder of a dead process, given either of its two names. */
static void clean_one(const struct store *s, const char *name)
{
	size_t len = strlen(name), suffix = strlen(SUFFIX);
	bool is_lock = len > suffix && strcmp(name + len - suffix, SUFFIX) == 0;
	AUTOFREE char *run = xasprintf("tmp/%.*s", (int)(is_lock ? len - suffix : len), name);
	AUTOFREE char *lock = xasprintf("%s" SUFFIX, run);
	/* Made if it is not there: who holds it owns both names. */
	AUTOCLOSE int fd = store_open_new(s, lock, O_RDWR | O_CREAT);

	if (fd < 0 && (errno == EBADFD || errno == ELOOP || errno == ENXIO) &&
	    beneath_unlink(s->fd, lock, 0) == 0)
		fd = store_open_new(s, lock, O_RDWR | O_CREAT);
	if (fd >= 0 && lock_file(fd) == 1 && beneath_remove(s->fd, run, NULL) == 0)
		beneath_unlink(s->fd, lock, 0);
}

void store_clean_temp(struct store *s)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (beneath_list(s->fd, "tmp", &names, NULL))
		return;
	for (size_t i = 0; i < names.len; i++)
		if (strncmp(names.items[i], PREFIX, strlen(PREFIX)) == 0)
			clean_one(s, names.items[i]);
}

void store_end_temp(struct store *s)
{
	if (s->run && s->run_pid == getpid()) {
		AUTOFREE char *lock = xasprintf("%s" SUFFIX, s->run);

		if (beneath_remove(s->fd, s->run, NULL) == 0)
			beneath_unlink(s->fd, lock, 0);
	}
	if (s->run_lock >= 0)
		close(s->run_lock);
	s->run_lock = -1;
	free(s->run);
	s->run = NULL;
}
