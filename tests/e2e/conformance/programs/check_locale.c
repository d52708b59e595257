/* Locales: C everywhere, C.UTF-8 where the library has it built in (glibc reads it from files). */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>

static void check_c(void)
{
	char text[32];
	const struct lconv *conventions;
	struct tm tm = { .tm_year = 70, .tm_mday = 1, .tm_wday = 4 };

	CHECK_STR(setlocale(LC_ALL, NULL), "C");
	CHECK_STR(setlocale(LC_ALL, "POSIX"), "C");
	CHECK_STR(nl_langinfo(CODESET), TARGET_GLIBC ? "ANSI_X3.4-1968" : "ASCII");
	conventions = localeconv();
	CHECK_STR(conventions->decimal_point, ".");
	CHECK_STR(conventions->thousands_sep, "");
	snprintf(text, sizeof(text), "%'d|%'.1f", 1234567, 1234567.5);
	CHECK_STR(text, "1234567|1234567.5");
	CHECK(strftime(text, sizeof(text), "%A %B %x", &tm) > 0);
	CHECK_STR(text, "Thursday January 01/01/70");
	CHECK(strcoll("B", "a") < 0);
	CHECK_INT((long long)strxfrm(text, "abc", sizeof(text)), 3);
	CHECK_STR(text, "abc");
}

/* What a UTF-8 locale does, once it is set. */
static void check_utf8(void)
{
	wchar_t wide[8] = L"";
	char text[8] = "";

	CHECK_STR(nl_langinfo(CODESET), "UTF-8");
	CHECK_INT((long long)MB_CUR_MAX, 4);
	CHECK_INT((long long)mbstowcs(wide, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 8), 3);
	CHECK(wide[0] == 0xe9 && wide[1] == 0x20ac && wide[2] == 0x1f600);
	CHECK_INT((long long)wcstombs(text, L"\u00e9", sizeof(text)), 2);
	CHECK_STR(text, "\xc3\xa9");
	CHECK_INT((long long)mbstowcs(wide, "\xc3(", 8), -1);
	CHECK_INT(errno, EILSEQ);
	CHECK_INT((long long)mbstowcs(NULL, "\xc0\x80", 0), -1);
	CHECK(towupper(0xe9) == 0xc9 && iswalpha(0xe9));
	CHECK_INT(wcwidth(0x4e00), 2);
}

void check_locale(void)
{
	locale_t locale;

	check_c();
	/* musl takes every name for a variant of C.UTF-8; glibc has no file for this one. */
	CHECK(!setlocale(LC_ALL, "xx_YY.nothing") == !TARGET_MUSL);
	CHECK(!newlocale(LC_ALL_MASK, "xx_YY.nothing", (locale_t)0) == !TARGET_MUSL);
	setlocale(LC_ALL, "C");
	if (TARGET_MUSL) {
		NEED(setlocale(LC_ALL, "C.UTF-8") != NULL);
		check_utf8();
		CHECK_STR(setlocale(LC_ALL, "C"), "C");
		locale = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
		NEED(locale != (locale_t)0);
		CHECK(uselocale(locale) == LC_GLOBAL_LOCALE);
		check_utf8();
		uselocale(LC_GLOBAL_LOCALE);
		freelocale(locale);
	} else if (setting.own_etc) {
		CHECK(setlocale(LC_ALL, "C.UTF-8") == NULL);
	}
	CHECK_STR(setlocale(LC_ALL, "C"), "C");
	setenv("LC_ALL", "C", 1);
	CHECK_STR(setlocale(LC_ALL, ""), "C");
	CHECK_INT((long long)MB_CUR_MAX, 1);
}
