/* Users and groups from files, for static programs of glibc before 2.34. glibc's own fgetpwent_r()
 * and kin read the entries, so what a line means is what it has always meant. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "names.h"

#include <errno.h>
#include <grp.h>
#include <gshadow.h>
#include <pwd.h>
#include <shadow.h>
#include <stdlib.h>
#include <string.h>

#if !__GLIBC_PREREQ(2, 34)

#define READER(type, read)                                                                         \
	static int read##_next(FILE *stream, void *entry, char *buffer, size_t size)               \
	{                                                                                          \
		type *found;                                                                       \
		int error = read(stream, entry, buffer, size, &found);                             \
                                                                                                   \
		return error == 0 && !found            ? ENOENT                                    \
		       : error == 0 || error == ERANGE ? error                                     \
						       : ENOENT;                                   \
	}

READER(struct passwd, fgetpwent_r)
READER(struct group, fgetgrent_r)
READER(struct spwd, fgetspent_r)
READER(struct sgrp, fgetsgent_r)

static const struct names_database passwd = { "/etc/passwd", fgetpwent_r_next };
static const struct names_database group = { "/etc/group", fgetgrent_r_next };
static const struct names_database shadow = { "/etc/shadow", fgetspent_r_next };
static const struct names_database gshadow = { "/etc/gshadow", fgetsgent_r_next };

NAMES_CURSOR(pwent, struct passwd, passwd)
NAMES_CURSOR(grent, struct group, group)
NAMES_CURSOR(spent, struct spwd, shadow)
NAMES_CURSOR(sgent, struct sgrp, gshadow)

/* "+" and "-" begin the lines by which the module "compat" takes entries from elsewhere. */
static int is_entry(const char *name)
{
	return name[0] != '+' && name[0] != '-';
}

static int has_user_name(const void *entry, const void *key)
{
	const struct passwd *user = entry;

	return is_entry(user->pw_name) && strcmp(user->pw_name, key) == 0;
}

static int has_user_id(const void *entry, const void *key)
{
	const struct passwd *user = entry;

	return is_entry(user->pw_name) && user->pw_uid == *(const uid_t *)key;
}

static int has_group_name(const void *entry, const void *key)
{
	const struct group *of = entry;

	return is_entry(of->gr_name) && strcmp(of->gr_name, key) == 0;
}

static int has_group_id(const void *entry, const void *key)
{
	const struct group *of = entry;

	return is_entry(of->gr_name) && of->gr_gid == *(const gid_t *)key;
}

static int has_shadow_name(const void *entry, const void *key)
{
	const struct spwd *user = entry;

	return is_entry(user->sp_namp) && strcmp(user->sp_namp, key) == 0;
}

static int has_gshadow_name(const void *entry, const void *key)
{
	const struct sgrp *of = entry;

	return is_entry(of->sg_namp) && strcmp(of->sg_namp, key) == 0;
}

static enum nss_status files_getpwnam(const char *name, struct passwd *result, char *buffer,
				      size_t size, int *errnop)
{
	return names_find(&passwd, has_user_name, name, result, buffer, size, errnop);
}

static enum nss_status files_getpwuid(uid_t id, struct passwd *result, char *buffer, size_t size,
				      int *errnop)
{
	return names_find(&passwd, has_user_id, &id, result, buffer, size, errnop);
}

static enum nss_status files_getgrnam(const char *name, struct group *result, char *buffer,
				      size_t size, int *errnop)
{
	return names_find(&group, has_group_name, name, result, buffer, size, errnop);
}

static enum nss_status files_getgrgid(gid_t id, struct group *result, char *buffer, size_t size,
				      int *errnop)
{
	return names_find(&group, has_group_id, &id, result, buffer, size, errnop);
}

static enum nss_status files_getspnam(const char *name, struct spwd *result, char *buffer,
				      size_t size, int *errnop)
{
	return names_find(&shadow, has_shadow_name, name, result, buffer, size, errnop);
}

static enum nss_status files_getsgnam(const char *name, struct sgrp *result, char *buffer,
				      size_t size, int *errnop)
{
	return names_find(&gshadow, has_gshadow_name, name, result, buffer, size, errnop);
}

static int has_member(const struct group *of, const char *user)
{
	for (char **member = of->gr_mem; *member; member++)
		if (strcmp(*member, user) == 0)
			return 1;
	return 0;
}

/* Appends a group to the caller's list, which never gets longer than limit where that is above 0.
 * Returns 0, ENOMEM, or ERANGE where the list has all that it may. */
static int append(gid_t id, long *count, long *size, gid_t **groups, long limit)
{
	if (*count == *size) {
		long larger = *size > 0 ? *size * 2 : 16;
		gid_t *grown;

		if (limit > 0 && *size >= limit)
			return ERANGE;
		if (limit > 0 && larger > limit)
			larger = limit;
		grown = realloc(*groups, (size_t)larger * sizeof(**groups));
		if (!grown)
			return ENOMEM;
		*groups = grown;
		*size = larger;
	}
	(*groups)[(*count)++] = id;
	return 0;
}

/* The groups that a user is a member of, but for the one that the list already has. */
static enum nss_status files_initgroups_dyn(const char *user, gid_t but, long *count, long *size,
					    gid_t **groups, long limit, int *errnop)
{
	enum nss_status status = NSS_STATUS_NOTFOUND;
	struct names_buffer buffer = { NULL, 0 };
	int error = 0, saved = errno;
	struct group of;
	FILE *stream = names_open(group.path, &status);

	if (!stream)
		return status;
	while (error == 0) {
		error = names_read_whole(stream, group.read, &of, &buffer);
		if (error == 0 && of.gr_gid != but && has_member(&of, user)) {
			error = append(of.gr_gid, count, size, groups, limit);
			if (error == 0)
				status = NSS_STATUS_SUCCESS;
		}
	}
	if (error == ENOMEM) {
		*errnop = ENOMEM;
		status = NSS_STATUS_TRYAGAIN;
	}
	free(buffer.bytes);
	fclose(stream);
	if (status != NSS_STATUS_TRYAGAIN)
		errno = saved;
	return status;
}

const struct names_function names_files_users[] = {
	{ "setpwent", files_setpwent },
	{ "getpwent_r", files_getpwent },
	{ "endpwent", files_endpwent },
	{ "setgrent", files_setgrent },
	{ "getgrent_r", files_getgrent },
	{ "endgrent", files_endgrent },
	{ "setspent", files_setspent },
	{ "getspent_r", files_getspent },
	{ "endspent", files_endspent },
	{ "setsgent", files_setsgent },
	{ "getsgent_r", files_getsgent },
	{ "endsgent", files_endsgent },
	{ "getpwnam_r", files_getpwnam },
	{ "getpwuid_r", files_getpwuid },
	{ "getgrnam_r", files_getgrnam },
	{ "getgrgid_r", files_getgrgid },
	{ "getspnam_r", files_getspnam },
	{ "getsgnam_r", files_getsgnam },
	{ "initgroups_dyn", files_initgroups_dyn },
	{ NULL, NULL },
};

#endif
