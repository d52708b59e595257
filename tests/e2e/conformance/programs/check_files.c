/* Files and folders, and what the kernel serves by file descriptor. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

static int walked;

static int walk(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)path;
	(void)st;
	walked += type == FTW_F ? 1 : 100;
	walked += where->level == 0 ? 1000 : 0;
	return 0;
}

static void check_folders(void)
{
	char path[PATH_MAX], folder[] = "folder.XXXXXX", cwd[PATH_MAX], *whole;
	struct dirent **entries = NULL, *entry;
	int seen = 0, fd;
	DIR *dir;

	NEED(mkdtemp(folder) != NULL);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%c", folder, "bac"[i]);
		fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
		CHECK(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
		close(fd);
	}
	dir = opendir(folder);
	NEED(dir != NULL);
	while ((entry = readdir(dir)) != NULL)
		seen += entry->d_name[0] == '.' ? 1 : 10;
	CHECK_INT(seen, 32);
	CHECK(dirfd(dir) >= 0);
	rewinddir(dir);
	CHECK(readdir(dir) != NULL);
	closedir(dir);
	CHECK_INT(scandir(folder, &entries, NULL, alphasort), 5);
	NEED(entries != NULL);
	CHECK_STR(entries[4]->d_name, "c");
	for (int i = 0; i < 5; i++)
		free(entries[i]);
	free(entries);
	CHECK_INT(nftw(folder, walk, 8, FTW_PHYS), 0);
	CHECK_INT(walked, 1103);

	NEED(getcwd(cwd, sizeof(cwd)) != NULL);
	snprintf(path, sizeof(path), "%s/../%s/./a", folder, folder);
	whole = realpath(path, NULL);
	NEED(whole != NULL);
	CHECK(strncmp(whole, cwd, strlen(cwd)) == 0 &&
	      strcmp(whole + strlen(whole) - 2, "/a") == 0);
	free(whole);
	CHECK(realpath("/nowhere/at/all", path) == NULL && errno == ENOENT);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%c", folder, "bac"[i]);
		CHECK_INT(unlinkat(AT_FDCWD, path, 0), 0);
	}
	CHECK_INT(rmdir(folder), 0);
}

static void check_reading(void)
{
	char name[] = "file.XXXXXX", a[4] = "", b[8] = "";
	struct iovec parts[2] = { { "abc", 3 }, { "defgh", 5 } };
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	off_t offset = 2;
	int fd = mkstemp(name), ends[2], waiting = 0;

	NEED(fd >= 0 && pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
	CHECK_INT(writev(fd, parts, 2), 8);
	parts[0] = (struct iovec){ a, 3 };
	parts[1] = (struct iovec){ b, 7 };
	CHECK_INT(preadv(fd, parts, 2, 1), 7);
	CHECK_STR(a, "bcd");
	CHECK_STR(b, "efgh");
	CHECK_INT(sendfile(ends[1], fd, &offset, 100), 6);
	CHECK_INT(offset, 8);
	CHECK_INT(ioctl(ends[0], FIONREAD, &waiting), 0);
	CHECK_INT(waiting, 6);
	CHECK_INT(fcntl(fd, F_SETLK, &lock), 0);
	CHECK_INT(flock(fd, LOCK_EX | LOCK_NB), 0);
	CHECK_INT(posix_fallocate(fd, 0, 4096), 0);
	CHECK_INT(lseek(fd, 0, SEEK_END), 4096);
	CHECK_INT(fsync(fd), 0);
	CHECK_INT(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
	CHECK_INT(dup3(fd, ends[0], O_CLOEXEC), ends[0]);
	CHECK_INT(rename(name, "file.renamed"), 0);
	CHECK_INT(link("file.renamed", name), 0);
	CHECK_INT(unlink("file.renamed"), 0);
#if TARGET_GLIBC >= 228
	CHECK_INT(renameat2(AT_FDCWD, name, AT_FDCWD, "/dev/null", RENAME_NOREPLACE), -1);
	CHECK(errno == EEXIST || errno == EXDEV || errno == EINVAL);
#endif
	CHECK_INT(unlink(name), 0);
	close(ends[0]);
	close(ends[1]);
	close(fd);
}

static void check_events(void)
{
	int events = eventfd(3, EFD_CLOEXEC), polled = epoll_create1(EPOLL_CLOEXEC);
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), watch = inotify_init1(IN_CLOEXEC);
	struct itimerspec soon = { .it_value = { 0, 1000000 } };
	struct epoll_event event = { .events = EPOLLIN, .data = { .u64 = 0x123456789abcdefULL } };
	struct pollfd wait = { .fd = timer, .events = POLLIN };
	uint64_t count = 0;
	eventfd_t value = 0;
	char buffer[512] __attribute__((aligned(8)));

	NEED(events >= 0 && polled >= 0 && timer >= 0 && watch >= 0);
	CHECK_INT(epoll_ctl(polled, EPOLL_CTL_ADD, events, &event), 0);
	event.data.u64 = 0;
	CHECK_INT(epoll_wait(polled, &event, 1, 1000), 1);
	/* struct epoll_event is packed on x86_64 alone. */
	CHECK(event.data.u64 == 0x123456789abcdefULL);
	CHECK_INT(eventfd_read(events, &value), 0);
	CHECK_INT((long long)value, 3);
	CHECK_INT(timerfd_settime(timer, 0, &soon, NULL), 0);
	CHECK_INT(ppoll(&wait, 1, &(struct timespec){ 5, 0 }, NULL), 1);
	CHECK_INT(read(timer, &count, sizeof(count)), sizeof(count));
	CHECK_INT((long long)count, 1);
	CHECK(inotify_add_watch(watch, ".", IN_CREATE) > 0);
	close(open("watched", O_CREAT | O_WRONLY, 0600));
	CHECK(read(watch, buffer, sizeof(buffer)) > 0);
	CHECK_STR(((struct inotify_event *)buffer)->name, "watched");
	unlink("watched");
	/* memfd_create() came with glibc 2.27 and musl 1.1.20. */
#if TARGET_GLIBC >= 227 || TARGET_MUSL >= 10120
	int memory = memfd_create("conform", MFD_CLOEXEC);

	CHECK_INT(write(memory, "x", 1), 1);
	close(memory);
#endif
	close(events);
	close(polled);
	close(timer);
	close(watch);
}

void check_files(void)
{
	check_folders();
	check_reading();
	check_events();
}
