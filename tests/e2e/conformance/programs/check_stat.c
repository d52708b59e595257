/* The stat family, which before glibc 2.33 stands in libc_nonshared.a over __xstat. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

void check_stat(void)
{
	struct stat st, link_st;
	struct stat64 st64;
	struct statvfs volume;
	struct statfs system;
	struct timespec times[2] = { { 1000000000, 123456789 }, { 1500000000, 987654321 } };
	int fd = open("stat.file", O_RDWR | O_CREAT | O_TRUNC, 0640), here;

	NEED(fd >= 0);
	CHECK_INT(write(fd, "0123456789", 10), 10);
	CHECK_INT(fchmod(fd, 0640), 0);
	CHECK_INT(futimens(fd, times), 0);
	NEED(fstat(fd, &st) == 0);
	CHECK(S_ISREG(st.st_mode) && (st.st_mode & 07777) == 0640);
	CHECK_INT(st.st_size, 10);
	CHECK_INT(st.st_mtim.tv_sec, 1500000000);
	CHECK_INT(st.st_mtim.tv_nsec, 987654321);
	CHECK_INT(st.st_atime, 1000000000);
	CHECK_INT((long long)st.st_nlink, 1);
	CHECK_INT(st.st_uid, geteuid());

	unlink("stat.link");
	NEED(symlink("stat.file", "stat.link") == 0);
	NEED(stat("stat.link", &link_st) == 0);
	CHECK(link_st.st_ino == st.st_ino && link_st.st_dev == st.st_dev);
	NEED(lstat("stat.link", &link_st) == 0);
	CHECK(S_ISLNK(link_st.st_mode) && link_st.st_size == 9);
	here = open(".", O_RDONLY | O_DIRECTORY);
	NEED(here >= 0);
	NEED(fstatat(here, "stat.link", &link_st, AT_SYMLINK_NOFOLLOW) == 0);
	CHECK(S_ISLNK(link_st.st_mode));
	NEED(fstatat(here, "stat.link", &link_st, 0) == 0);
	CHECK(S_ISREG(link_st.st_mode));
	errno = 0;
	CHECK_INT(stat("/nowhere/at/all", &st), -1);
	CHECK_INT(errno, ENOENT);
	CHECK_INT(fstat(-1, &st), -1);
	CHECK_INT(errno, EBADF);
	NEED(stat64("stat.file", &st64) == 0);
	CHECK_INT(st64.st_size, 10);

	/* A fifo may be made by anybody; a device by root alone, of a user namespace none. */
	unlink("stat.fifo");
	CHECK_INT(mknod("stat.fifo", S_IFIFO | 0600, 0), 0);
	NEED(lstat("stat.fifo", &st) == 0);
	CHECK(S_ISFIFO(st.st_mode));
	unlink("stat.fifo");
	CHECK_INT(mknodat(here, "stat.fifo", S_IFIFO | 0600, 0), 0);
	unlink("stat.fifo");
	CHECK_INT(mkfifo("stat.fifo", 0600), 0);
	unlink("stat.fifo");
	NEED(stat("/dev/null", &st) == 0);
	CHECK(S_ISCHR(st.st_mode) && major(st.st_rdev) == 1 && minor(st.st_rdev) == 3);
	CHECK(makedev(1, 3) == st.st_rdev);

	/* statx() came with glibc 2.28. */
#if TARGET_GLIBC >= 228
	struct statx x;

	NEED(statx(here, "stat.file", 0, STATX_SIZE | STATX_MTIME, &x) == 0);
	CHECK_INT((long long)x.stx_size, 10);
	CHECK_INT(x.stx_mtime.tv_nsec, 987654321);
#endif
	CHECK_INT(statvfs(".", &volume), 0);
	CHECK(volume.f_bsize > 0 && volume.f_namemax >= 14);
	CHECK_INT(fstatfs(here, &system), 0);
	CHECK(system.f_blocks >= system.f_bfree);
	CHECK_INT(access("stat.file", R_OK | W_OK), 0);
	CHECK_INT(faccessat(here, "stat.file", F_OK, 0), 0);
	CHECK_INT(umask(022), umask(022));
	close(here);
	close(fd);
	unlink("stat.link");
	unlink("stat.file");
}
