/* Offsets beyond 4 GiB, by the plain names and by those that end in 64. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FAR (5LL << 30)

static void check_plain(int fd)
{
	char read_back[8] = "";
	struct stat st;
	FILE *f;

	CHECK_INT(lseek(fd, FAR, SEEK_SET), FAR);
	CHECK_INT(write(fd, "far", 3), 3);
	CHECK_INT(lseek(fd, 0, SEEK_CUR), FAR + 3);
	NEED(fstat(fd, &st) == 0);
	CHECK_INT(st.st_size, FAR + 3);
	CHECK(st.st_blocks < 1000);
	CHECK_INT(pread(fd, read_back, 3, FAR), 3);
	CHECK_STR(read_back, "far");
	f = fopen("large", "r+");
	NEED(f != NULL);
	CHECK_INT(fseeko(f, FAR + 1, SEEK_SET), 0);
	CHECK_INT(fgetc(f), 'a');
	CHECK_INT(ftello(f), FAR + 2);
	fclose(f);
	CHECK_INT(ftruncate(fd, FAR + 100), 0);
	CHECK_INT(truncate("large", FAR + 50), 0);
	CHECK_INT(lseek(fd, 0, SEEK_END), FAR + 50);
}

/*
 * glibc has these at all times. musl up to 1.2.3 has them as macros with
 * _GNU_SOURCE; from 1.2.4 on they need _LARGEFILE64_SOURCE, which the script gives
 * to this file alone.
 */
static void check_64(void)
{
	char read_back[8] = "";
	int fd = open64("large", O_RDWR);
	struct stat64 st;
	struct rlimit64 limit;
	off64_t end;
	FILE *f;

	NEED(fd >= 0);
	NEED(fstat64(fd, &st) == 0);
	CHECK_INT(st.st_size, FAR + 50);
	NEED(stat64("large", &st) == 0 && lstat64("large", &st) == 0);
	CHECK_INT(st.st_size, FAR + 50);
	CHECK_INT(pwrite64(fd, "next", 4, FAR + 200), 4);
	CHECK_INT(pread64(fd, read_back, 4, FAR + 200), 4);
	CHECK_STR(read_back, "next");
	end = lseek64(fd, 0, SEEK_END);
	CHECK_INT(end, FAR + 204);
	CHECK_INT(ftruncate64(fd, FAR), 0);
	CHECK_INT(getrlimit64(RLIMIT_FSIZE, &limit), 0);
	f = fopen64("large", "r");
	NEED(f != NULL);
	CHECK_INT(fseeko64(f, 0, SEEK_END), 0);
	CHECK_INT(ftello64(f), FAR);
	fclose(f);
	close(fd);
}

void check_large_files(void)
{
	int fd = open("large", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *last;

	CHECK_INT(sizeof(off_t), 8);
	NEED(fd >= 0);
	check_plain(fd);
	check_64();
	CHECK_INT(ftruncate(fd, FAR + 4096), 0);
	last = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, FAR);
	NEED(last != MAP_FAILED);
	last[0] = 'm';
	munmap(last, 4096);
	CHECK_INT(lseek(fd, FAR, SEEK_SET), FAR);
	CHECK(read(fd, &(char){ 0 }, 1) == 1);
	close(fd);
	unlink("large");
}
