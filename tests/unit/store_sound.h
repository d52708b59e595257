/* What the tests of the store share: is it sound, is tmp/ empty, a small filesystem. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_STORE_SOUND_H
#define TESTS_STORE_SOUND_H

#include <sched.h>
#include <sys/mount.h>

#include "cache/fsck/fsck.h"
#include "tests/unit/store_fixture.h"

static inline void print_problem(const char *line, void *arg)
{
	(void)arg;
	print_error("fsck: %s\n", line);
}

static inline void assert_clean(struct fixture *f)
{
	struct fsck_report report;

	ok(fsck_run(f->s, NULL, false, print_problem, NULL, &report, &f->err), &f->err);
	assert_int_equal(report.problems, 0);
}

/* How many names stand in tmp/. */
static inline size_t temp_count(const struct fixture *f)
{
	AUTOSTRV struct strv names = STRV_INIT;
	struct err err = ERR_INIT;

	ok(dir_list(store_fd(f->s), "tmp", &names, &err), &err);
	return names.len;
}

static inline bool write_map(const char *path, const char *text)
{
	AUTOCLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* A folder on a small filesystem of its own, in this process's mount namespace. */
static inline bool mount_small(const char *at, const char *size)
{
	AUTOFREE char *options = xasprintf("size=%s", size);
	AUTOFREE char *user = xasprintf("0 %ld 1", (long)geteuid());
	AUTOFREE char *group = xasprintf("0 %ld 1", (long)getegid());

	assert_int_equal(mkdir(at, 0777), 0);
	/* Who is no superuser is one in a namespace of users, with both numbers mapped. */
	if (unshare(CLONE_NEWNS) &&
	    (unshare(CLONE_NEWUSER | CLONE_NEWNS) || !write_map("/proc/self/uid_map", user) ||
	     !write_map("/proc/self/setgroups", "deny") || !write_map("/proc/self/gid_map", group)))
		return false;
	(void)!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	return mount("small", at, "tmpfs", 0, options) == 0;
}

#endif
