/* Error numbers: their texts, and that each thread has its own. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static const struct {
	int number;
	const char *text;
} TEXTS[] = {
	{ EPERM, "Operation not permitted" },
	{ ENOENT, "No such file or directory" },
	{ E2BIG, "Argument list too long" },
	{ EACCES, "Permission denied" },
	{ EEXIST, "File exists" },
	{ EINVAL, "Invalid argument" },
	{ EAGAIN, "Resource temporarily unavailable" },
	{ ERANGE, TARGET_GLIBC ? "Numerical result out of range" : "Result not representable" },
	{ EILSEQ, TARGET_GLIBC ? "Invalid or incomplete multibyte or wide character"
			       : "Illegal byte sequence" },
	{ ETIMEDOUT, TARGET_GLIBC ? "Connection timed out" : "Operation timed out" },
	{ 0, TARGET_GLIBC ? "Success" : "No error information" },
	{ 9999, TARGET_GLIBC ? "Unknown error 9999" : "No error information" },
};

static void *other_thread(void *unused)
{
	int before = errno;

	(void)unused;
	CHECK_INT(before, 0);
	CHECK_INT(close(-1), -1);
	CHECK_INT(errno, EBADF);
	return NULL;
}

void check_errno(void)
{
	char buffer[80] = "";
	pthread_t thread;

	for (size_t i = 0; i < sizeof(TEXTS) / sizeof(TEXTS[0]); i++)
		CHECK_STR(strerror(TEXTS[i].number), TEXTS[i].text);
#if TARGET_GLIBC
	/* With _GNU_SOURCE this returns the text, which need not be in the buffer. */
	CHECK_STR(strerror_r(ENOENT, buffer, sizeof(buffer)), "No such file or directory");
#else
	CHECK_INT(strerror_r(ENOENT, buffer, sizeof(buffer)), 0);
	CHECK_STR(buffer, "No such file or directory");
	CHECK_INT(strerror_r(ENOENT, buffer, 3), ERANGE);
#endif
#if TARGET_GLIBC >= 232
	CHECK_STR(strerrorname_np(ENOENT), "ENOENT");
	CHECK_STR(strerrordesc_np(EPERM), "Operation not permitted");
#endif
	errno = 0;
	CHECK_INT(open("/nowhere/at/all", O_RDONLY), -1);
	CHECK_INT(errno, ENOENT);
	NEED(pthread_create(&thread, NULL, other_thread, NULL) == 0);
	CHECK_INT(pthread_join(thread, NULL), 0);
	CHECK_INT(errno, ENOENT);
	CHECK_STR(program_invocation_short_name, strrchr(program_invocation_name, '/')
							 ? strrchr(program_invocation_name, '/') + 1
							 : program_invocation_name);
	CHECK(snprintf(buffer, sizeof(buffer), "%m") > 0);
	errno = EEXIST;
	snprintf(buffer, sizeof(buffer), "%m");
	CHECK_STR(buffer, "File exists");
}
