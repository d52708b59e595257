/* Private to sandbox: the machine's devices, where a step is their owner outside. */
/* SPDX-License-Identifier: MIT */
#include "builder/sandbox/sandbox_devices.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "builder/sandbox/sandbox_user.h"

/* The host's own devices among those that bwrap puts into /dev. */
static const char *const DEVICES[] = { "/dev/null",   "/dev/zero",    "/dev/full",
				       "/dev/random", "/dev/urandom", "/dev/tty" };

static int write_text(const char *path, const char *text)
{
	const size_t len = strlen(text);
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, len);
	close(fd);
	return n == (ssize_t)len ? 0 : -1;
}

/* Mounts of one's own for who may make none: as root of a user namespace. */
static int enter_user_namespace(void)
{
	char group[64];

	snprintf(group, sizeof(group), "%u %u 1\n", (unsigned)getegid(), (unsigned)getegid());
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0 ||
	    write_text("/proc/self/uid_map", "0 0 1\n") < 0)
		return -1;
	/* Without it the group is not mapped; Linux before 3.19 does not know it. */
	if (write_text("/proc/self/setgroups", "deny") < 0 && errno != ENOENT)
		return -1;
	return write_text("/proc/self/gid_map", group);
}

static int lock_one(const char *path)
{
	/* What a mount has when a user namespace is entered may not be taken from it. */
	static const struct {
		unsigned long has, keep;
	} flags[] = {
		{ ST_NODEV, MS_NODEV },       { ST_NOEXEC, MS_NOEXEC },
		{ ST_NOATIME, MS_NOATIME },   { ST_NODIRATIME, MS_NODIRATIME },
		{ ST_RELATIME, MS_RELATIME },
	};
	unsigned long all = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID;
	struct statvfs fs;

	if (statvfs(path, &fs) < 0 || mount(path, path, NULL, MS_BIND, NULL) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (fs.f_flag & flags[i].has)
			all |= flags[i].keep;
	if (mount(NULL, path, NULL, all, NULL) < 0) {
		const int saved = errno;

		umount2(path, MNT_DETACH);
		errno = saved;
		return -1;
	}
	return 0;
}

int sandbox_devices_lock(bool demoted)
{
	struct stat st;

	if ((sandbox_user_may_mount() ? unshare(CLONE_NEWNS) : enter_user_namespace()) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(DEVICES); i++) {
		if (stat(DEVICES[i], &st) < 0 || lock_one(DEVICES[i]) == 0)
			continue;
		if (!demoted && st.st_uid == geteuid())
			return -1;
	}
	return 0;
}
