/* Random bytes, where the baseline has a function for them. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* getrandom() and getentropy() came with glibc 2.25 and musl 1.1.20. */
#if TARGET_GLIBC >= 225 || TARGET_MUSL >= 10120
#include <sys/random.h>

void check_random(void)
{
	unsigned char one[32] = { 0 }, other[300] = { 0 }, zero[32] = { 0 };

	CHECK_INT(getrandom(one, sizeof(one), 0), sizeof(one));
	CHECK_INT(getrandom(other, 32, GRND_NONBLOCK), 32);
	CHECK(memcmp(one, other, sizeof(one)) != 0 && memcmp(one, zero, sizeof(one)) != 0);
	CHECK_INT(getentropy(one, sizeof(one)), 0);
	CHECK(memcmp(one, other, sizeof(one)) != 0);
	CHECK_INT(getentropy(other, 257), -1);
	CHECK_INT(errno, EIO);
#if TARGET_GLIBC >= 236
	CHECK(arc4random_uniform(10) < 10);
	arc4random_buf(one, sizeof(one));
	CHECK(memcmp(one, zero, sizeof(one)) != 0);
#endif
}
#else
#include <sys/syscall.h>

#if defined(__has_include) && __has_include(<sys/random.h>)
#error "sys/random.h of a newer libc"
#endif

/* Older ones go to the kernel by number, if its headers have one, or to the device. */
void check_random(void)
{
	unsigned char one[32] = { 0 }, zero[32] = { 0 };
	FILE *f = fopen("/dev/urandom", "r");

	NEED(f != NULL);
	CHECK_INT((long long)fread(one, 1, sizeof(one), f), sizeof(one));
	CHECK(memcmp(one, zero, sizeof(one)) != 0);
	fclose(f);
#if TARGET_LINUX < 317 && defined(SYS_getrandom)
#error "the headers are a newer kernel's: getrandom came with 3.17"
#endif
}
#endif
