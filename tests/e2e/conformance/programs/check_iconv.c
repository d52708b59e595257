/* Character sets as far as a library goes without modules of a running system. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <iconv.h>

/* 0, or the errno of what failed. */
static int convert(const char *to, const char *from, const char *in, size_t in_size,
		   const char *want, size_t want_size)
{
	iconv_t table = iconv_open(to, from);
	char out[64], *in_now = (char *)in, *out_now = out;
	size_t out_size = sizeof(out), used;
	int failed = 0;

	if (table == (iconv_t)-1)
		return errno;
	errno = 0;
	if (iconv(table, &in_now, &in_size, &out_now, &out_size) == (size_t)-1)
		failed = errno;
	used = sizeof(out) - out_size;
	if (iconv_close(table) != 0)
		differs(__FILE__, __LINE__, "iconv_close of %s to %s fails", from, to);
	if (!failed && (used != want_size || memcmp(out, want, used) != 0))
		differs(__FILE__, __LINE__, "%s to %s gives other bytes", from, to);
	return failed;
}

/* A set that glibc has in a module: without one EINVAL, else the right bytes. */
static void check_module(const char *to, const char *from, const char *in, size_t in_size,
			 const char *want, size_t want_size)
{
	int failed = convert(to, from, in, in_size, want, want_size);

	if (TARGET_MUSL || (!setting.own_etc && failed != EINVAL))
		CHECK_INT(failed, 0);
	else
		CHECK_INT(failed, EINVAL);
}

#define TEXT "e\xc3\xa9\xe2\x82\xac"

void check_iconv(void)
{
	char text[] = TEXT, out[2], *in_now = text, *out_now = out;
	size_t in_size = sizeof(text) - 1, out_size = sizeof(out);
	iconv_t table;

	/* Built into both. */
	CHECK_INT(convert("UTF-8", "UTF-8", TEXT, 6, TEXT, 6), 0);
	CHECK_INT(convert("UCS-4BE", "UTF-8", TEXT, 6, "\0\0\0e\0\0\0\xe9\0\0\x20\xac", 12), 0);
	CHECK_INT(convert("UTF-8", "UCS-4LE", "e\0\0\0\xac\x20\0\0", 8, "e\xe2\x82\xac", 4), 0);
	CHECK_INT(convert("UCS-2LE", "UTF-8", TEXT, 6, "e\0\xe9\0\xac\x20", 6), 0);
	CHECK_INT(convert("ASCII", "UTF-8", "plain", 5, "plain", 5), 0);
	CHECK_INT(convert("WCHAR_T", "UTF-8", "e", 1, "e\0\0\0", 4), 0);
	/* Modules of glibc, built into musl. */
	check_module("UTF-16LE", "UTF-8", "\xf0\x9f\x98\x80", 4, "\x3d\xd8\0\xde", 4);
	check_module("ISO-8859-1", "UTF-8", "\xc3\xa9", 2, "\xe9", 1);
	check_module("UTF-8", "ISO-8859-15", "\xa4", 1, "\xe2\x82\xac", 3);
	check_module("UTF-8", "EUC-JP", "\xa4\xa2", 2, "\xe3\x81\x82", 3);
	/* What is wrong in the input. */
	CHECK_INT(convert("UCS-4BE", "UTF-8", "\xff", 1, "", 0), EILSEQ);
	CHECK_INT(convert("UCS-4BE", "UTF-8", "\xe2\x82", 2, "", 0), EINVAL);
	table = iconv_open("UCS-4BE", "UTF-8");
	NEED(table != (iconv_t)-1);
	CHECK(iconv(table, &in_now, &in_size, &out_now, &out_size) == (size_t)-1);
	CHECK_INT(errno, E2BIG);
	CHECK(in_size == sizeof(text) - 1 && out_size == sizeof(out));
	iconv_close(table);
	/* A set that nobody has. */
	CHECK_INT(convert("UTF-8", "NO-SUCH-SET", "", 0, "", 0), EINVAL);
	CHECK_INT(convert("NO-SUCH-SET", "UTF-8", "", 0, "", 0), EINVAL);
}
