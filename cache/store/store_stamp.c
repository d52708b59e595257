/* When things of the store were used last: the time of their records. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/*
 * A record's mtime: not atime, since many filesystems are mounted without that,
 * and whoever looks the store through would count as a user of everything in it.
 * Trees are the same at all times but for the ctime of their folder, which is as
 * good a place, and which setting the mode that it has already brings up to now.
 */

static void touch(const struct store *s, const char *path)
{
	/* Both times "now": that whoever may write into it may set, not its owner alone. */
	(void)!beneath_utimens(s->fd, path, NULL);
}

void store_stamp(const struct store *s, const char *thing)
{
	const char *name = thing + strlen("sysroots/");
	AUTOFREE char *record = NULL;
	AUTOFREE char *tree = NULL;
	char digest[SHA256_HEX];

	if (strncmp(thing, "sysroots/", strlen("sysroots/")) != 0) {
		touch(s, thing);
		return;
	}
	if (store_tree_digest(s, name, digest, NULL))
		return;
	record = store_record_path(name, digest);
	tree = path_join("trees", digest);
	touch(s, record);
	(void)!beneath_chmod_folder(s->fd, tree, 0755);
}

void store_tree_times(const struct store *s, const char *name, int64_t *since, int64_t *used)
{
	AUTOFREE char *link = path_join("sysroots", name);
	AUTOFREE char *record = NULL;
	AUTOFREE char *tree = NULL;
	char digest[SHA256_HEX];
	struct stat st;

	/* Its name is made, or renamed over the old one, when it is put in; the mtime may be set.
	 */
	*since = beneath_stat(s->fd, link, &st) == 0 ? st.st_ctim.tv_sec : 0;
	*used = 0;
	if (store_tree_digest(s, name, digest, NULL))
		return;
	record = store_record_path(name, digest);
	tree = path_join("trees", digest);
	*used = store_stamp_read(s, record);
	/* An exported store has no records. */
	if (!*used)
		*used = store_stamp_read(s, tree);
}

int64_t store_stamp_read(const struct store *s, const char *path)
{
	struct stat st;

	if (beneath_stat(s->fd, path, &st))
		return 0;
	/* Made by a program that knew no stamps, or moved in: then since it has stood here. */
	return st.st_mtim.tv_sec == STORE_MTIME ? st.st_ctim.tv_sec : st.st_mtim.tv_sec;
}
