/* Where a store may be, whose it is, and whether its folders are folders: looked at whenever it is
 * opened. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/plain.h"

#define VARIABLE "SYSROOT_TRUST_STORE"
#define GROUPS_MAX 65536

const char *const store_folders[] = {
	"inputs", "objects", "artifacts", "provenance", "trees", "records",    "sysroots", "kits",
	"pins",   "locks",   "logs",      "tmp",        "share", "quarantine", NULL,
};

bool store_has_place(const char *name)
{
	for (size_t i = 0; store_folders[i]; i++)
		if (strcmp(name, store_folders[i]) == 0)
			return true;
	return strcmp(name, "format") == 0;
}

static bool trust_others;

void store_trust_others(void)
{
	trust_others = true;
}

/* 1 when whoever owns it is trusted, 0 when not, -1: the variable says something else. */
static int is_trusted(struct err *err)
{
	const char *set = getenv(VARIABLE);

	if (trust_others)
		return 1;
	if (!set || !*set || strcmp(set, "0") == 0)
		return 0;
	if (strcmp(set, "1") == 0)
		return 1;
	err_set(err, ERR_USAGE, VARIABLE " is '%s'", set);
	return err_hint(err, "the only valid value is 1: whoever owns the store, or may write to "
			     "it, is trusted");
}

static bool is_member(gid_t group)
{
	int count = getgroups(0, NULL);
	AUTOFREE gid_t *groups = NULL;

	if (group == getegid())
		return true;
	if (count <= 0 || count > GROUPS_MAX)
		return false;
	groups = xreallocarray(NULL, (size_t)count, sizeof(*groups));
	count = getgroups(count, groups);
	for (int i = 0; i < count; i++)
		if (groups[i] == group)
			return true;
	return false;
}

/* path: of the store, or of a folder in it. */
static int not_trusted(const char *path, const struct stat *st, struct err *err)
{
	if (st->st_mode & S_IWOTH)
		err_set(err, ERR_FAILED, "everyone may write to '%s' (mode %04o)", path,
			(unsigned)st->st_mode & 07777);
	else if (st->st_uid != 0 && st->st_uid != geteuid())
		err_set(err, ERR_FAILED,
			"'%s' belongs to user %lu, who could have put anything into it", path,
			(unsigned long)st->st_uid);
	else
		err_set(err, ERR_FAILED, "group %lu may write to '%s' (mode %04o)",
			(unsigned long)st->st_gid, path, (unsigned)st->st_mode & 07777);
	return err_hint(
		err,
		"choose another store with --store DIR or SYSROOT_STORE; or, if you trust everyone "
		"who\nmay write to it: 'sysroot --trust-store ...' or SYSROOT_TRUST_STORE=1%s",
		st->st_mode & S_IWOTH ? "; 'chmod o-w' fixes it" : "");
}

/*
 * A store is trusted when it is root's or one's own, or a group's to which one
 * belongs: its folder is group-writable and hands the group down ('chmod g+ws').
 */
static bool store_is_ours(const struct stat *st)
{
	if (st->st_mode & S_IWOTH)
		return false;
	if (st->st_uid == 0 || st->st_uid == geteuid())
		return true;
	return (st->st_mode & S_IWGRP) && (st->st_mode & S_ISGID) && is_member(st->st_gid);
}

/* A folder in it: in a group's store other members make some. */
static bool folder_is_ours(const struct store *s, const struct stat *of_store,
			   const struct stat *st)
{
	if (st->st_mode & S_IWOTH)
		return false;
	if (s->group)
		return true;
	if (st->st_mode & S_IWGRP)
		return false;
	return st->st_uid == 0 || st->st_uid == geteuid() || st->st_uid == of_store->st_uid;
}

int store_not_folder(const struct store *s, const char *name, mode_t mode, struct err *err)
{
	err_set(err, ERR_FAILED, "'%s/%s' is %s", s->path, name,
		S_ISLNK(mode) ? "a symbolic link" : "not a directory");
	if (S_ISLNK(mode))
		return err_hint(err, STORE_HINT_LINK);
	return err_hint(err, "'sysroot fsck --repair' moves it out of the way");
}

int store_check_places(const struct store *s, enum store_checks checks, struct err *err)
{
	int trusted = checks & STORE_CHECK_OWNER ? is_trusted(err) : 1;
	struct stat of_store, st;

	if (trusted < 0)
		return -1;
	if (fstat(s->fd, &of_store))
		return err_sys(err, "cannot stat the store '%s'", s->path);
	if (!trusted && !store_is_ours(&of_store))
		return not_trusted(s->path, &of_store, err);
	for (size_t i = 0; store_folders[i]; i++) {
		AUTOFREE char *path = NULL;

		if (beneath_stat(s->fd, store_folders[i], &st))
			continue; /* absent, or it cannot be told: who uses it finds out */
		if (!S_ISDIR(st.st_mode)) {
			if (checks & STORE_CHECK_FOLDERS)
				return store_not_folder(s, store_folders[i], st.st_mode, err);
			continue;
		}
		if (trusted || folder_is_ours(s, &of_store, &st))
			continue;
		path = path_join(s->path, store_folders[i]);
		return not_trusted(path, &st, err);
	}
	return 0;
}

/* What stands there goes: a link away, since it is nothing but where it led, else to quarantine. */
static int clear_place(const struct store *s, const char *name, bool is_link, struct err *err)
{
	AUTOFREE char *aside = NULL;

	if (is_link) {
		if (beneath_unlink(s->fd, name, 0) && errno != ENOENT)
			return err_sys(err, "cannot remove '%s/%s'", s->path, name);
		return 0;
	}
	if (store_make_folder(s, "quarantine") && errno != EEXIST)
		return err_sys(err, "cannot create the directory '%s/quarantine'", s->path);
	aside = xasprintf("quarantine/%s.%ld", name, (long)getpid());
	if (beneath_rename(s->fd, name, s->fd, aside) && errno != ENOENT)
		return err_sys(err, "cannot move '%s/%s' to quarantine", s->path, name);
	return 0;
}

int store_clear_places(const struct store *s, bool repair, void (*say)(const char *line, void *arg),
		       void *arg, size_t *count, struct err *err)
{
	for (size_t i = 0; store_folders[i]; i++) {
		const char *name = store_folders[i];
		AUTOFREE char *target = NULL;
		AUTOFREE char *line = NULL;
		struct stat st;

		if (beneath_stat(s->fd, name, &st) || S_ISDIR(st.st_mode))
			continue;
		++*count;
		if (S_ISLNK(st.st_mode))
			target = link_read(s->fd, name, NULL);
		line = target ? xasprintf("'%s' is a symbolic link to '%s', not the store's "
					  "directory: its contents are not used; 'sysroot fsck "
					  "--repair' removes the link",
					  name, target)
			      : xasprintf("'%s' is not a directory; 'sysroot fsck --repair' moves "
					  "it to quarantine/",
					  name);
		say(line, arg);
		if (repair && clear_place(s, name, S_ISLNK(st.st_mode), err))
			return -1;
	}
	return 0;
}

/* --- its path --- */

static const struct {
	const char *characters, *who, *why;
} refused[] = {
	{ "$`", "make", "it expands or runs what follows it" },
	{ "%", "gcc", "it starts an instruction in gcc's specs, and a pattern in make" },
	{ "|", "gcc",
	  "it separates alternatives in gcc's specs, and parts of sed scripts in configure" },
	{ ":", "pkg-config",
	  "it separates the directories of a list, and targets from prerequisites in make" },
	{ ";", "CMake and make", "it separates the items of a list, and commands" },
	{ "\\\"", "make and Go", "it changes the meaning of quotes around the path" },
};

int store_check_path(const char *path, const char *what, struct err *err)
{
	for (const char *p = path; *p; p++) {
		if (plain_is_control(*p)) {
			err_set(err, ERR_USAGE,
				"%s '%s' contains the control character 0x%02x, which make and "
				"pkg-config cannot handle",
				what, path, (unsigned char)*p);
			goto refuse;
		}
		for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
			if (!strchr(refused[i].characters, *p))
				continue;
			err_set(err, ERR_USAGE, "%s '%s' contains '%c', which %s cannot handle: %s",
				what, path, *p, refused[i].who, refused[i].why);
			goto refuse;
		}
	}
	return 0;
refuse:
	return err_hint(
		err, "choose another store with --store DIR or SYSROOT_STORE, or move its "
		     "contents; a path must not contain\n%% | \\ $ \" ; : ` or control characters");
}
