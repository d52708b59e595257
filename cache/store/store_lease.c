/* What gc must leave: a lock for looking and putting in, leases for what comes later. */
/* SPDX-License-Identifier: MIT */

/*
 * Two locks. locks/use is shared by everybody who relies for a moment on what is
 * in the store; gc alone has it alone. Since flock() is not fair (who shares comes
 * in while who waits to be alone waits), everybody goes through locks/turn first:
 * gc keeps it while it waits and while it works.
 *
 * What a process needs longer than a moment stands in files "lease-N" in its own
 * folder in tmp/. That folder's lock ends with the process, and the lease with it.
 */
#include "cache/store/store_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define TURN "locks/turn"
#define USE "locks/use"
#define RUN "tmp/run-"
#define LOCK_SUFFIX ".lock"
#define LEASE "lease-"
#define LEASE_MAX ((size_t)16 << 20) /* bytes of one file */

static int begin_use(struct store *s, struct err *err)
{
	AUTOCLOSE int turn = -1;

	if (store_lock_file(s, TURN, true, NULL, NULL, &turn, err) ||
	    store_lock_file(s, USE, true, NULL, NULL, &s->use, err))
		return -1;
	return 0;
}

int store_use(struct store *s, struct err *err)
{
	struct err why = ERR_INIT;
	int rc = 0;

	pthread_mutex_lock(&s->mutex);
	if (s->uses && s->use_pid != getpid()) { /* the parent's, not ours */
		if (s->use >= 0)
			close(s->use);
		s->use = -1;
		s->uses = 0;
	}
	if (s->uses == 0)
		rc = begin_use(s, &why);
	/* Who cannot write cannot be kept from looking; nor does gc run where nobody can. */
	if (rc && (s->writable || why.code == ERR_INTERRUPTED))
		err_move(err, &why);
	else
		rc = 0;
	err_clear(&why);
	if (rc == 0) {
		s->uses++;
		s->use_pid = getpid();
	}
	pthread_mutex_unlock(&s->mutex);
	return rc;
}

static void end_use(struct store *s)
{
	if (s->use >= 0) {
		/* Not by close() alone: a child that was forked meanwhile has it open too. */
		if (s->use_pid == getpid())
			flock(s->use, LOCK_UN);
		close(s->use);
	}
	s->use = -1;
	s->uses = 0;
}

void store_unuse(struct store *s)
{
	pthread_mutex_lock(&s->mutex);
	assert(s->uses > 0);
	if (s->uses > 1)
		s->uses--;
	else
		end_use(s);
	pthread_mutex_unlock(&s->mutex);
}

void store_end_use(struct store *s)
{
	end_use(s);
}

int store_use_alone(const struct store *s, void (*busy)(void *arg), void *arg, int fds[2],
		    struct err *err)
{
	assert(s->uses == 0);
	fds[0] = fds[1] = -1;
	if (store_lock_file(s, TURN, false, busy, arg, &fds[0], err))
		return -1;
	if (store_lock_file(s, USE, false, busy, arg, &fds[1], err) == 0)
		return 0;
	store_unlock(&fds[0]);
	return -1;
}

void store_end_alone(int fds[2])
{
	store_unlock(&fds[1]);
	store_unlock(&fds[0]);
}

int store_lease(struct store *s, const struct strv *things, struct err *err)
{
	AUTOFREE char *text = strv_join(things, "\n");
	AUTOFREE char *path = NULL;
	AUTOCLOSE int fd = -1;

	if (!things->len)
		return 0;
	if (store_temp_name(s, "lease", &path, err))
		return -1;
	/* Nobody reads it before store_unuse(), and nobody after this process's end. */
	fd = beneath_create(s->fd, path, O_WRONLY | O_CREAT | O_EXCL, 0666);
	if (fd < 0)
		return err_sys(err, "cannot write to the store '%s'", s->path);
	if (fd_write(fd, text, strlen(text), err))
		return err_prefix(err, "'%s/%s'", s->path, path);
	return 0;
}

/* Is the process alive whose lock file this is? What cannot be told counts as alive. */
static bool is_alive(const struct store *s, const char *lock)
{
	AUTOCLOSE int fd = beneath_open_file(s->fd, lock);

	/* A pipe or a link holds no lock. */
	if (fd < 0)
		return errno != ENOENT && errno != EBADFD && errno != ELOOP;
	return flock(fd, LOCK_SH | LOCK_NB) != 0;
}

static int read_folder(const struct store *s, const char *folder, struct strv *leased,
		       struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	struct err why = ERR_INIT;

	if (beneath_list(s->fd, folder, &names, &why)) {
		if (why.sysno != ENOENT) /* it has ended meanwhile */
			return err_move(err, &why);
		err_clear(&why);
		return 0;
	}
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join(folder, names.items[i]);
		AUTOBUF struct buf text = BUF_INIT;

		if (strncmp(names.items[i], LEASE, strlen(LEASE)) != 0)
			continue;
		if (beneath_read(s->fd, path, LEASE_MAX, &text, &why) == 0) {
			strv_split(leased, text.data, "\n");
			continue;
		}
		if (why.sysno != ENOENT)
			return err_move(err, &why);
		err_clear(&why);
	}
	return 0;
}

int store_read_leases(const struct store *s, struct strv *leased, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (beneath_list(s->fd, "tmp", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("tmp", names.items[i]);
		AUTOFREE char *lock = xasprintf("%s" LOCK_SUFFIX, path);
		struct stat st;

		if (strncmp(path, RUN, strlen(RUN)) != 0 || beneath_stat(s->fd, path, &st) ||
		    !S_ISDIR(st.st_mode) || !is_alive(s, lock))
			continue;
		if (read_folder(s, path, leased, err))
			return -1;
	}
	strv_sort_unique(leased);
	return 0;
}
