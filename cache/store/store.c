/* Opening the store: where it is, what it is made of. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* An environment variable that holds an absolute path; NULL when not set or empty. */
static int absolute_variable(const char *name, const char **value, struct err *err)
{
	*value = getenv(name);
	if (*value && !**value)
		*value = NULL;
	if (*value && **value != '/') {
		err_set(err, ERR_USAGE, "%s is '%s', which is not an absolute path", name, *value);
		return err_hint(err, "set it to a path that begins with /, or unset it");
	}
	return 0;
}

static int default_path(char **path, struct err *err)
{
	const char *value;

	if (absolute_variable("SYSROOT_STORE", &value, err))
		return -1;
	if (value) {
		*path = xstrdup(value);
		return 0;
	}
	if (absolute_variable("XDG_CACHE_HOME", &value, err))
		return -1;
	if (value) {
		*path = path_join(value, "sysroot");
		return 0;
	}
	if (absolute_variable("HOME", &value, err))
		return -1;
	if (value) {
		*path = path_join(value, ".cache/sysroot");
		return 0;
	}
	err_set(err, ERR_USAGE, "cannot choose a place for the store: HOME is not set");
	return err_hint(err, "name one with --store DIR or SYSROOT_STORE");
}

static int absolute_path(const char *given, char **path, struct err *err)
{
	AUTOFREE char *here = NULL;

	if (!*given)
		return err_set(err, ERR_USAGE, "the store's path is empty");
	if (*given == '/') {
		*path = xstrdup(given);
		return 0;
	}
	here = getcwd(NULL, 0);
	if (!here)
		return err_sys(err, "cannot determine the current directory");
	*path = path_join(here, given);
	return 0;
}

static bool is_ours(const char *name)
{
	for (size_t i = 0; i < STORE_MADE_FOLDERS; i++)
		if (strcmp(name, store_folders[i]) == 0)
			return true;
	return false;
}

/* Somebody's folder must not be filled by a slip of the fingers. */
static int refuse_foreign(const struct store *s, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (beneath_list(s->fd, ".", &names, err))
		return err_prefix(err, "store '%s'", s->path);
	for (size_t i = 0; i < names.len; i++) {
		if (is_ours(names.items[i]))
			continue;
		/* Meanwhile another process may have finished making the store. */
		if (beneath_exists(s->fd, "format"))
			return 0;
		err_set(err, ERR_FAILED, "'%s' is not a store and not empty: it contains '%s'",
			s->path, names.items[i]);
		return err_hint(err, "choose an empty or new directory for the store");
	}
	return 0;
}

/* The folder that is tmp/ now; *st: what it is. -1 if it cannot be opened. */
static int open_tmp(const struct store *s, struct stat *st)
{
	AUTOCLOSE int fd = beneath_folder(s->fd, "tmp", false, NULL);

	return fd >= 0 && fstat(fd, st) == 0 ? steal_fd(&fd) : -1;
}

/* Who may not set the mode leaves it to who may. */
static void set_apart(int fd, const struct stat *st)
{
	if (!(st->st_mode & S_ISVTX) && (st->st_uid == geteuid() || geteuid() == 0))
		(void)!fchmod(fd, (st->st_mode & 07777) | S_ISVTX);
}

/*
 * Members of a group take nothing from each other in tmp/, nor tmp/ itself: programs are handed
 * paths in it, and what a command has under way there is not theirs to rename. That does not bind
 * who owns the folders: the store's owner, who gets tmp/ too when root comes by.
 */
static void keep_apart(const struct store *s)
{
	struct stat whole, st, now;

	if (!s->group || fstat(s->fd, &whole))
		return;
	set_apart(s->fd, &whole);
	/* Until this is done whose tmp/ it is may put another one there. */
	for (int tries = 0; tries < 100; tries++) {
		AUTOCLOSE int fd = open_tmp(s, &st);

		if (fd < 0)
			return;
		set_apart(fd, &st);
		if (geteuid() == 0 && st.st_uid != whole.st_uid)
			(void)!fchown(fd, whole.st_uid, (gid_t)-1);
		if (beneath_stat(s->fd, "tmp", &now) == 0 && now.st_ino == st.st_ino)
			return;
	}
}

/* The format file comes last: without it the next opening makes all again. */
static int make_store(struct store *s, struct err *err)
{
	AUTOFREE char *temp = NULL;

	if (refuse_foreign(s, err) || store_check_places(s, STORE_CHECK_FOLDERS, err))
		return -1;
	for (size_t i = 0; i < STORE_MADE_FOLDERS; i++)
		if (store_make_folder(s, store_folders[i]) && errno != EEXIST)
			return err_sys(err, "cannot create the store '%s'", s->path);
	keep_apart(s);
	if (store_write_temp(s, STORE_FORMAT, strlen(STORE_FORMAT), 0644, &temp, err))
		return err_prefix(err, "store '%s'", s->path);
	if (beneath_rename(s->fd, temp, s->fd, "format")) {
		err_sys(err, "cannot create the store '%s'", s->path);
		beneath_unlink(s->fd, temp, 0);
		return -1;
	}
	return store_sync_all(s, err);
}

/* What somebody removed from a store, to make room or by mistake. */
static int mend_folders(const struct store *s, struct err *err)
{
	for (size_t i = 0; i < STORE_MADE_FOLDERS; i++)
		if (store_make_folder(s, store_folders[i]) && errno != EEXIST)
			return err_sys(err, "cannot create the directory '%s/%s'", s->path,
				       store_folders[i]);
	keep_apart(s);
	return 0;
}

static int open_folder(struct store *s, bool create, struct err *err)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

	s->fd = open(s->path, flags);
	if (s->fd >= 0)
		return 0;
	if (errno == ENOENT && create) {
		struct stat st;

		if (dir_make(AT_FDCWD, s->path, err))
			return err_prefix(err, "store");
		s->fd = open(s->path, flags);
		/* Whatever the umask: nobody else's place to write. */
		if (s->fd >= 0 && fstat(s->fd, &st) == 0 && (st.st_mode & S_IWOTH) &&
		    st.st_uid == geteuid() && fchmod(s->fd, (st.st_mode & 07777) & ~S_IWOTH))
			return err_sys(err, "cannot set the mode of the store '%s'", s->path);
		if (s->fd >= 0)
			return 0;
	}
	if (errno != ENOENT)
		return err_sys(err, "cannot open the store '%s'", s->path);
	err_set(err, ERR_MISSING, "there is no store at '%s'", s->path);
	return err_hint(err, "'sysroot fetch' and 'sysroot build' create it");
}

int store_open_folder(const char *path, bool create, struct store **out, struct err *err)
{
	struct store *s = xcalloc(1, sizeof(*s));
	struct stat st;

	s->fd = -1;
	s->run_lock = -1;
	s->use = -1;
	s->writable = create;
	pthread_mutex_init(&s->mutex, NULL);
	if ((path ? absolute_path(path, &s->path, err) : default_path(&s->path, err)) ||
	    store_check_path(s->path, "the store's path", err) || open_folder(s, create, err)) {
		store_close(s);
		return -1;
	}
	s->group = fstat(s->fd, &st) == 0 && (st.st_mode & S_IWGRP);
	*out = s;
	return 0;
}

static int open_checked(const char *path, bool create, enum store_checks checks, struct store **out,
			struct err *err)
{
	struct store *s;
	int known;

	if (store_open_folder(path, create, &s, err))
		return -1;
	known = store_check_format(s, err);
	if (known < 0 || (known && store_check_places(s, checks, err)) ||
	    (!known && create && store_check_places(s, checks & STORE_CHECK_OWNER, err)))
		goto fail;
	if (!known && !create) {
		err_set(err, ERR_MISSING, "there is no store at '%s'", s->path);
		err_hint(err, "'sysroot fetch' and 'sysroot build' create it");
		goto fail;
	}
	if (known && create && store_is_exported(s)) {
		store_exported_error(s, "it is read-only", err);
		err_hint(err, "choose another store with --store DIR or SYSROOT_STORE");
		goto fail;
	}
	if (store_check_network(s, err) || (create && store_read_floor(s, err)))
		goto fail;
	if (!known && make_store(s, err))
		goto fail;
	if (known && create && mend_folders(s, err))
		goto fail;
	if (create)
		store_clean_temp(s);
	*out = s;
	return 0;
fail:
	store_close(s);
	return -1;
}

int store_open(const char *path, bool create, struct store **out, struct err *err)
{
	return open_checked(path, create, STORE_CHECK_OWNER | STORE_CHECK_FOLDERS, out, err);
}

int store_open_untrusted(const char *path, struct store **out, struct err *err)
{
	return open_checked(path, false, STORE_CHECK_FOLDERS, out, err);
}

int store_open_to_check(const char *path, bool create, struct store **out, struct err *err)
{
	return open_checked(path, create, STORE_CHECK_OWNER, out, err);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	store_end_use(s);
	store_end_temp(s);
	if (s->fd >= 0)
		close(s->fd);
	pthread_mutex_destroy(&s->mutex);
	free(s->path);
	free(s);
}

void store_set_verify(struct store *s, bool verify)
{
	s->verify = verify;
}

bool store_is_network(const struct store *s)
{
	return s->network;
}

int store_fd(const struct store *s)
{
	return s->fd;
}

const char *store_path(const struct store *s)
{
	return s->path;
}

char *store_folder_path(const struct store *s, const char *path, bool make, struct err *err)
{
	AUTOCLOSE int fd = beneath_folder(s->fd, path, make, err);

	if (fd >= 0)
		return path_join(s->path, path);
	err_prefix(err, "store '%s'", s->path);
	if (err && err->code == ERR_HOSTILE)
		err_hint(err, STORE_HINT_LINK);
	return NULL;
}
