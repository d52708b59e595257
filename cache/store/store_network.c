/* Stores on network filesystems: do locks reach the other machines? */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

/*
 * flock() on NFS is a lock on the server, unless the mount says nolock, or
 * local_lock=flock or all: then it holds on this machine alone, and another one
 * would take the store for its own. Other network filesystems are asked by a probe
 * only. Sources: statfs(2), nfs(5), proc(5) (mountinfo).
 */
#define NFS_MAGIC 0x6969
#define SMB_MAGIC 0x517B
#define SMB2_MAGIC 0xFE534D42
#define CIFS_MAGIC 0xFF534D42
#define AFS_MAGIC 0x5346414F
#define CEPH_MAGIC 0x00C36400
#define LUSTRE_MAGIC 0x0BD00BD0
#define NINE_P_MAGIC 0x01021997
#define VARIABLE "SYSROOT_LOCKS"

static bool is_network(unsigned long type)
{
	static const unsigned long types[] = { NFS_MAGIC, SMB_MAGIC,  SMB2_MAGIC,   CIFS_MAGIC,
					       AFS_MAGIC, CEPH_MAGIC, LUSTRE_MAGIC, NINE_P_MAGIC };

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if ((type & 0xFFFFFFFF) == types[i])
			return true;
	return false;
}

/* Does the comma-separated list have the word? */
static bool has_option(const char *options, const char *word)
{
	size_t n = strlen(word);

	while (*options) {
		size_t len = strcspn(options, ",");

		if (len == n && strncmp(options, word, n) == 0)
			return true;
		options += len;
		options += *options == ',';
	}
	return false;
}

const char *store_local_locks(const char *mountinfo, unsigned dev_major, unsigned dev_minor)
{
	static const char *const words[] = { "nolock", "local_lock=flock", "local_lock=all" };
	AUTOSTRV struct strv lines = STRV_INIT;

	strv_split(&lines, mountinfo, "\n");
	/* A later mount at the same place hides an earlier one, but not of this device. */
	for (size_t i = 0; i < lines.len; i++) {
		AUTOSTRV struct strv fields = STRV_INIT;
		unsigned a, b;

		strv_split(&fields, lines.items[i], " ");
		if (fields.len < 6 || sscanf(fields.items[2], "%u:%u", &a, &b) != 2 ||
		    a != dev_major || b != dev_minor)
			continue;
		/* "... - TYPE SOURCE OPTIONS": the filesystem's own stand last. */
		for (size_t j = 0; j < ARRAY_LEN(words); j++)
			if (has_option(fields.items[fields.len - 1], words[j]))
				return words[j];
	}
	return NULL;
}

/* Two openings of one file must not both have its lock. */
static int probe(const struct store *s, struct err *err)
{
	static const char path[] = "locks/probe";
	AUTOCLOSE int one = store_open_new(s, path, O_RDWR | O_CREAT);
	AUTOCLOSE int two = beneath_open(s->fd, path, O_RDWR | O_NONBLOCK);

	if (one < 0 || two < 0)
		return 0; /* who cannot write there is told so by what writes */
	if (flock(one, LOCK_EX | LOCK_NB)) {
		if (errno == EWOULDBLOCK) /* another process asks the same at this moment */
			return 0;
		err_sys(err, "the filesystem of the store '%s' does not support locks", s->path);
	} else if (flock(two, LOCK_EX | LOCK_NB) == 0) {
		err_set(err, ERR_FAILED, "locks do not work on the filesystem of the store '%s'",
			s->path);
	} else {
		return 0;
	}
	return err_hint(err, "concurrent commands would damage the store; choose another store "
			     "with --store DIR\nor SYSROOT_STORE");
}

int store_check_network(struct store *s, struct err *err)
{
	const char *set = getenv(VARIABLE), *word;
	AUTOBUF struct buf mounts = BUF_INIT;
	struct statfs fs;
	struct stat st;

	s->network = fstatfs(s->fd, &fs) == 0 && is_network((unsigned long)fs.f_type);
	if (set && *set && strcmp(set, "local") != 0) {
		err_set(err, ERR_USAGE, VARIABLE " is '%s'", set);
		return err_hint(
			err, "the only valid value is 'local': no other machine uses this store");
	}
	if (!s->network || !s->writable || (set && *set))
		return 0;
	if (fstat(s->fd, &st) ||
	    file_read(AT_FDCWD, "/proc/self/mountinfo", (size_t)4 << 20, &mounts, NULL))
		return probe(s, err);
	word = store_local_locks(mounts.data, major(st.st_dev), minor(st.st_dev));
	if (!word)
		return probe(s, err);
	err_set(err, ERR_FAILED,
		"the store '%s' is on a network filesystem that is mounted with '%s': locks do not "
		"reach other machines",
		s->path, word);
	return err_hint(err, "mount it without that option; or set " VARIABLE
			     "=local if no other machine "
			     "uses this store");
}
