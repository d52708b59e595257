/* Formatted output and input, streams on files, memory and functions. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>
#include <wchar.h>

/* Formats reach the library unread by the compiler. */
static const char *volatile format;

#define PRINTED(wanted, text, ...)                                                                 \
	do {                                                                                       \
		char printed_[256];                                                                \
		int length_;                                                                       \
		format = (text);                                                                   \
		length_ = print(printed_, sizeof(printed_), __VA_ARGS__);                          \
		CHECK_STR(printed_, wanted);                                                       \
		CHECK_INT(length_, (int)strlen(wanted));                                           \
	} while (0)

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#define print(buffer, size, ...) snprintf(buffer, size, format, __VA_ARGS__)

static void check_output(void)
{
	PRINTED("-00042|0x2a|052|+42", "%06d|%#x|%#o|%+d", -42, 42, 42, 42);
	PRINTED("9223372036854775807", "%lld", LLONG_MAX);
	PRINTED("18446744073709551615", "%zu", SIZE_MAX);
	PRINTED("18446744073709551615", "%ju", UINTMAX_MAX);
	PRINTED("0.1|1e+20|1e-05|100000", "%g|%g|%g|%g", 0.1, 1e20, 1e-5, 1e5);
	PRINTED("0.1000000000000000055511151231257827", "%.34f", 0.1);
	PRINTED("4.9406564584124654e-324", "%.17g", 4.9406564584124654e-324);
	PRINTED("0x1.8p+1|0x1.999999999999ap-4", "%a|%a", 3.0, 0.1);
	PRINTED("inf -INF nan", "%f %F %f", 1.0 / 0.0, -1.0 / 0.0, __builtin_nan(""));
	PRINTED("3.14159265358979323851", "%.20Lf",
		3.14159265358979323851280895940618620443274267017841339111328125L);
	PRINTED("  abc|abc  |ab", "%5s|%-5s|%.2s", "abc", "abc", "abc");
	PRINTED("two one", "%2$s %1$s", "one", "two");
	PRINTED("   7", "%*d", 4, 7);
	PRINTED("x%y", "x%%%c", 'y');
	PRINTED("wide", "%ls", L"wide");
	/* Binary came to printf() with glibc 2.35. */
#if TARGET_GLIBC >= 235
	PRINTED("101 0b101", "%b %#b", 5, 5);
#elif TARGET_GLIBC
	PRINTED("%b", "%b", 5);
#endif
}

static void check_input(void)
{
	char word[16] = "", set[16] = "", *made = NULL;
	int number = 0, hex = 0, used = 0;
	double real = 0;
	long long large = 0;

	CHECK_INT(sscanf("12 0x1f word [abc]", "%d %i %15s [%15[a-c]]%n", &number, &hex, word, set,
			 &used),
		  4);
	CHECK_INT(number, 12);
	CHECK_INT(hex, 31);
	CHECK_STR(word, "word");
	CHECK_STR(set, "abc");
	CHECK_INT(used, 18);
	CHECK_INT(sscanf("-9223372036854775808 2.5e-3", "%lld %lf", &large, &real), 2);
	CHECK(large == LLONG_MIN && real == 2.5e-3);
	CHECK_INT(sscanf("allocated", "%ms", &made), 1);
	CHECK_STR(made, "allocated");
	free(made);
	CHECK_INT(sscanf("", "%d", &number), EOF);
	/* The binary prefix of C23: glibc's headers choose it from 2.38 on with _GNU_SOURCE. */
	CHECK_INT(sscanf("0b101", "%i", &number), 1);
	CHECK_INT(number, TARGET_GLIBC >= 238 ? 5 : 0);
}

static void check_streams(void)
{
	char line[64], *text = NULL, *grown = NULL;
	size_t size = 0, room = 0;
	FILE *f = tmpfile();

	NEED(f != NULL);
	CHECK_INT(setvbuf(f, NULL, _IOFBF, 1 << 16), 0);
	for (int i = 0; i < 5000; i++)
		CHECK(fprintf(f, "line %d\n", i) > 0);
	CHECK_INT(ftell(f), 10 * 7 + 90 * 8 + 900 * 9 + 4000 * 10);
	CHECK_INT(fseek(f, -10, SEEK_END), 0);
	CHECK_STR(fgets(line, sizeof(line), f), "line 4999\n");
	CHECK(fgets(line, sizeof(line), f) == NULL && feof(f));
	rewind(f);
	CHECK_INT(getline(&grown, &room, f), 7);
	CHECK_STR(grown, "line 0\n");
	CHECK_INT(getdelim(&grown, &room, '3', f), 7 + 7 + 6);
	CHECK_INT(ungetc('X', f), 'X');
	CHECK_INT(getc_unlocked(f), 'X');
	CHECK_INT(getc(f), '\n');
	free(grown);
	flockfile(f);
	CHECK_INT(ftrylockfile(f), 0);
	funlockfile(f);
	funlockfile(f);
	CHECK(__fbufsize(f) > 0 && __freading(f));
	CHECK_INT(fclose(f), 0);

	f = open_memstream(&text, &size);
	NEED(f != NULL);
	fputs("in memory", f);
	CHECK_INT(fclose(f), 0);
	CHECK_STR(text, "in memory");
	CHECK_INT((long long)size, 9);
	f = fmemopen(text, size, "r");
	NEED(f != NULL);
	CHECK_INT(fscanf(f, "in %63s", line), 1);
	CHECK_STR(line, "memory");
	fclose(f);
	free(text);

	f = fopen("/nowhere/at/all", "r");
	CHECK(!f && errno == ENOENT);
	f = fopen("/dev/full", "w");
	NEED(f != NULL);
	fputs("x", f);
	CHECK_INT(fflush(f), EOF);
	CHECK_INT(errno, ENOSPC);
	fclose(f);
	f = popen("echo piped; exit 3", "r");
	NEED(f != NULL);
	CHECK_STR(fgets(line, sizeof(line), f), "piped\n");
	CHECK_INT(pclose(f), 3 << 8);
}

static ssize_t take(void *cookie, const char *bytes, size_t size)
{
	size_t *sum = cookie;

	(void)bytes;
	*sum += size;
	return (ssize_t)size;
}

static void check_cookie(void)
{
	cookie_io_functions_t functions = { .write = take };
	size_t sum = 0;
	FILE *f = fopencookie(&sum, "w", functions);

	NEED(f != NULL);
	for (int i = 0; i < 1000; i++)
		fputs("0123456789", f);
	CHECK_INT(fclose(f), 0);
	CHECK_INT((long long)sum, 10000);
}

static void check_descriptors(void)
{
	char line[16] = "";
	wchar_t wide[16] = L"";
	int ends[2];
	FILE *f;

	NEED(pipe(ends) == 0);
	CHECK_INT(dprintf(ends[1], "%s %d\n", "to", 7), 5);
	f = fdopen(ends[0], "r");
	NEED(f != NULL);
	CHECK_STR(fgets(line, sizeof(line), f), "to 7\n");
	fclose(f);
	close(ends[1]);
	CHECK_INT(swprintf(wide, 16, L"%d %ls", 42, L"ab"), 5);
	CHECK(wcscmp(wide, L"42 ab") == 0);
}

void check_stdio(void)
{
	check_output();
	check_input();
	check_streams();
	check_cookie();
	check_descriptors();
}
