/* Patterns, options, file names by pattern, wide characters of the C locale. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <getopt.h>
#include <glob.h>
#include <langinfo.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>
#include <wordexp.h>

static void check_regex(void)
{
	regex_t regex;
	regmatch_t match[3];
	char text[64];

	NEED(regcomp(&regex, "^([a-z]+)-([0-9]{2,3})$", REG_EXTENDED | REG_ICASE) == 0);
	CHECK_INT((long long)regex.re_nsub, 2);
	CHECK_INT(regexec(&regex, "Glibc-217", 3, match, 0), 0);
	CHECK(match[1].rm_so == 0 && match[1].rm_eo == 5);
	CHECK(match[2].rm_so == 6 && match[2].rm_eo == 9);
	CHECK_INT(regexec(&regex, "glibc-2", 0, NULL, 0), REG_NOMATCH);
	regfree(&regex);
	NEED(regcomp(&regex, "a.c", REG_NOSUB | REG_NEWLINE) == 0);
	CHECK_INT(regexec(&regex, "xabcx", 0, NULL, 0), 0);
	CHECK_INT(regexec(&regex, "a\nc", 0, NULL, 0), REG_NOMATCH);
	regfree(&regex);
	NEED(regcomp(&regex, "\\(ab\\)*\\1", 0) == 0);
	CHECK_INT(regexec(&regex, "abab", 1, match, 0), 0);
	CHECK(match[0].rm_so == 0 && match[0].rm_eo == 4);
	regfree(&regex);
	CHECK_INT(regcomp(&regex, "(", REG_EXTENDED), REG_EPAREN);
	CHECK(regerror(REG_EPAREN, NULL, text, sizeof(text)) > 1 && text[0]);
}

static void check_glob(void)
{
	static const char *const names[] = { "conform.b.glob", "conform.a.glob",
					     ".conform.c.glob" };
	glob_t found;
	wordexp_t words;

	for (int i = 0; i < 3; i++)
		close(open(names[i], O_CREAT | O_WRONLY, 0600));
	NEED(glob("*.[a-b].glob", 0, NULL, &found) == 0);
	CHECK_INT((long long)found.gl_pathc, 2);
	CHECK_STR(found.gl_pathv[0], "conform.a.glob");
	CHECK_STR(found.gl_pathv[1], "conform.b.glob");
	globfree(&found);
	CHECK_INT(glob("*.nothing", 0, NULL, &found), GLOB_NOMATCH);
	CHECK_INT(glob("*.nothing", GLOB_NOCHECK, NULL, &found), 0);
	CHECK_STR(found.gl_pathv[0], "*.nothing");
	globfree(&found);
#if TARGET_GLIBC
	NEED(glob("conform.{a,b}.glob", GLOB_BRACE, NULL, &found) == 0);
	CHECK_INT((long long)found.gl_pathc, 2);
	globfree(&found);
#endif
	CHECK_INT(fnmatch("*/b?.[!d]", "a/bx.c", FNM_PATHNAME), 0);
	CHECK_INT(fnmatch("*b", "a/b", FNM_PATHNAME), FNM_NOMATCH);
	CHECK_INT(fnmatch("*", ".hidden", FNM_PERIOD), FNM_NOMATCH);
	setenv("CONFORM_WORD", "two words", 1);
	NEED(wordexp("a $CONFORM_WORD conform.*.glob", &words, WRDE_NOCMD) == 0);
	CHECK_INT((long long)words.we_wordc, 5);
	CHECK_STR(words.we_wordv[2], "words");
	CHECK_STR(words.we_wordv[4], "conform.b.glob");
	wordfree(&words);
	CHECK_INT(wordexp("$(echo x)", &words, WRDE_NOCMD), WRDE_CMDSUB);
	for (int i = 0; i < 3; i++)
		unlink(names[i]);
}

static void check_options(void)
{
	static const struct option options[] = { { "value", required_argument, NULL, 'v' },
						 { "flag", no_argument, NULL, 'f' },
						 { NULL, 0, NULL, 0 } };
	char *words[] = { "x", "--value=5", "file", "-f", "--", "-v", NULL };
	int seen = 0, option;

	optind = 1;
	while ((option = getopt_long(6, words, "v:f", options, NULL)) != -1) {
		if (option == 'v') {
			CHECK_STR(optarg, "5");
			seen++;
		} else {
			CHECK_INT(option, 'f');
			seen += 10;
		}
	}
	CHECK_INT(seen, 11);
	/* Both permute: the file's name comes behind the options. */
	CHECK_INT(optind, 4);
	CHECK_STR(words[4], "file");
}

static void check_wide_text(void)
{
	wchar_t wide[16] = L"";
	char text[16] = "";
	mbstate_t state;
	wchar_t *end = NULL;

	CHECK_INT((long long)mbstowcs(wide, "plain", 16), 5);
	CHECK(wcscmp(wide, L"plain") == 0);
	CHECK_INT((long long)wcstombs(text, L"plain", sizeof(text)), 5);
	CHECK_STR(text, "plain");
	memset(&state, 0, sizeof(state));
	CHECK_INT((long long)mbrtowc(wide, "a", 1, &state), 1);
	CHECK_INT((long long)mbrtowc(wide, "", 1, &state), 0);
	CHECK_INT(mblen("a", 1), 1);
	CHECK_INT((long long)MB_CUR_MAX, 1);
	/* Bytes above 127 in the C locale: glibc refuses them, musl has a place for each. */
	errno = 0;
	memset(&state, 0, sizeof(state));
	if (TARGET_GLIBC) {
		CHECK_INT((long long)mbrtowc(wide, "\xe9", 1, &state), -1);
		CHECK_INT(errno, EILSEQ);
	} else {
		CHECK_INT((long long)mbrtowc(wide, "\xe9", 1, &state), 1);
	}
	CHECK(iswalpha(L'a') && !iswalpha(L'1') && towupper(L'a') == L'A');
	CHECK(iswctype(L'5', wctype("digit")));
	CHECK(wcstod(L"25e-1x", &end) == 2.5 && *end == L'x');
	/* The first glibc of aarch64, where wchar_t has no sign, does not know the point as gcc 4
	 * compiled it. */
#if TARGET_UNPATCHED
	CHECK(wcstod(L"2.5x", &end) == 2 && *end == L'.');
#else
	CHECK(wcstod(L"2.5x", &end) == 2.5 && *end == L'x');
#endif
	CHECK_INT(wcstol(L"-42", NULL, 10), -42);
	CHECK_INT(wcswidth(L"abc", 3), 3);
	CHECK_INT(btowc('a'), L'a');
	CHECK_STR(nl_langinfo(RADIXCHAR), ".");
}

void check_text(void)
{
	check_regex();
	check_glob();
	check_options();
	check_wide_text();
}
