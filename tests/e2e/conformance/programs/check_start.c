/* The libc is the one that was asked for, and what runs before main() and after it. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <features.h>
#include <linux/version.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

static int order[8];
static int ran;

__attribute__((constructor(101))) static void early(void)
{
	order[ran++] = 101;
}

__attribute__((constructor(102))) static void second(int argc, char **argv)
{
	/* glibc passes main()'s arguments to constructors; musl passes nothing. */
	order[ran++] = TARGET_MUSL || (argc > 0 && argv && argv[0]) ? 102 : -1;
}

__attribute__((constructor)) static void late(void)
{
	order[ran++] = 999;
}

__attribute__((noinline)) static uintptr_t with_canary(void)
{
	/* An array makes -fstack-protector-strong guard this frame. */
	volatile char room[64];

	for (size_t i = 0; i < sizeof(room); i++)
		room[i] = (char)i;
	return (uintptr_t)room[63];
}

static int out = -1;

static void say_one(void)
{
	if (write(out, "1", 1) != 1)
		_exit(1);
}

static void say_two(void)
{
	if (write(out, "2", 1) != 1)
		_exit(1);
}

/* Handlers run last first, before what is buffered is written. */
static void check_exit(void)
{
	char said[8] = "";
	int ends[2], status = -1;
	pid_t child;

	NEED(pipe(ends) == 0);
	fflush(stdout);
	child = fork();
	NEED(child >= 0);
	if (child == 0) {
		out = ends[1];
		if (atexit(say_one) || atexit(say_two))
			_exit(2);
		exit(7);
	}
	close(ends[1]);
	CHECK_INT(waitpid(child, &status, 0), child);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	CHECK_INT(read(ends[0], said, sizeof(said) - 1), 2);
	CHECK_STR(said, "21");
	close(ends[0]);
}

void check_start(void)
{
#if TARGET_GLIBC
	char version[16];

#if !defined(__GLIBC__) || __GLIBC__ * 100 + __GLIBC_MINOR__ != TARGET_GLIBC
#error "the headers are another glibc's"
#endif
	snprintf(version, sizeof(version), "%d.%d", TARGET_GLIBC / 100, TARGET_GLIBC % 100);
	CHECK_STR(gnu_get_libc_version(), version);
	/* What glibc tells of itself at run time; 2.17 says "glibc 2.17". */
	CHECK(confstr(_CS_GNU_LIBC_VERSION, NULL, 0) == strlen("glibc ") + strlen(version) + 1);
#else
#ifdef __GLIBC__
#error "the headers are glibc's"
#endif
#endif
#if (LINUX_VERSION_CODE >> 16) * 100 + (LINUX_VERSION_CODE >> 8 & 255) != TARGET_LINUX
#error "the headers are another kernel's"
#endif
	CHECK_INT(ran, 3);
	CHECK_INT(order[0], 101);
	CHECK_INT(order[1], 102);
	CHECK_INT(order[2], 999);
	CHECK_INT(with_canary(), 63);
	CHECK_INT((long long)getauxval(AT_PAGESZ), sysconf(_SC_PAGESIZE));
	/* glibc before 2.19 cannot tell "not there" from 0, and leaves errno alone. */
	CHECK_INT((long long)getauxval(0x7fffff), 0);
	check_exit();
}
