/* Calls that older kernels and C libraries lack, each with its way round. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/new_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "builder/base/file.h"

int file_rename(int dirfd, const char *from, int todirfd, const char *to, enum file_rename_how how)
{
	/* RENAME_NOREPLACE and RENAME_EXCHANGE of <linux/fs.h>. */
	static const unsigned flags[] = { [FILE_RENAME_NOREPLACE] = 1, [FILE_RENAME_EXCHANGE] = 2 };
	struct stat st;

	if (how == FILE_RENAME)
		return renameat(dirfd, from, todirfd, to);
	if (syscall(SYS_renameat2, dirfd, from, todirfd, to, flags[how]) == 0)
		return 0;
	if (how == FILE_RENAME_EXCHANGE || (errno != ENOSYS && errno != EINVAL))
		return -1;
	if (fstatat(todirfd, to, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return errno == ENOENT ? renameat(dirfd, from, todirfd, to) : -1;
}

int file_in_memory(void)
{
	int fd = memfd_create("sysroot", MFD_CLOEXEC);
	const char *folder = getenv("TMPDIR");
	AUTOFREE char *path = NULL;

	if (fd >= 0 || errno != ENOSYS)
		return fd;
	path = xasprintf("%s/sysroot-XXXXXX", folder && *folder ? folder : "/tmp");
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

int file_in_memory_of(const void *data, size_t len, struct err *err)
{
	AUTOCLOSE int fd = file_in_memory();

	if (fd < 0)
		return err_sys(err, "cannot create a file in memory");
	if (fd_write(fd, data, len, err) < 0)
		return -1;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(err, "cannot read a file in memory");
	return steal_fd(&fd);
}

int file_in_memory_read(int fd, size_t most, struct buf *out, struct err *err)
{
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(err, "cannot read a file in memory");
	return fd_read(fd, "a file in memory", most, out, err);
}

/* At least one byte, or -1 with errno. */
static ssize_t random_some(void *bytes, size_t len)
{
	ssize_t n = getrandom(bytes, len, 0);
	AUTOCLOSE int fd = -1;

	if (n > 0 || (n < 0 && errno != ENOSYS))
		return n;
	fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = read(fd, bytes, len);
	if (n == 0)
		errno = EIO;
	return n > 0 ? n : -1;
}

int random_bytes(void *bytes, size_t len)
{
	char *at = bytes;

	while (len) {
		ssize_t n = random_some(at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}
