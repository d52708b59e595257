/* String functions, which glibc picks by CPU (IFUNC): every alignment, and no byte beyond. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <ctype.h>
#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

/* Through pointers that the compiler cannot see through, or it would answer itself. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile move)(void *, const void *, size_t) = memmove;
static void *(*volatile fill)(void *, int, size_t) = memset;
static void *(*volatile copy_on)(void *, const void *, size_t) = mempcpy;
static int (*volatile compare)(const void *, const void *, size_t) = memcmp;
static void *(*volatile byte_in)(const void *, int, size_t) = memchr;
static void *(*volatile last_in)(const void *, int, size_t) = memrchr;
static void *(*volatile bytes_in)(const void *, size_t, const void *, size_t) = memmem;
static size_t (*volatile length)(const char *) = strlen;
static size_t (*volatile length_within)(const char *, size_t) = strnlen;
static char *(*volatile copy_text)(char *, const char *) = strcpy;
static char *(*volatile copy_text_on)(char *, const char *) = stpcpy;
static char *(*volatile copy_some)(char *, const char *, size_t) = strncpy;
static char *(*volatile append)(char *, const char *) = strcat;
static int (*volatile compare_text)(const char *, const char *) = strcmp;
static int (*volatile compare_some)(const char *, const char *, size_t) = strncmp;
static int (*volatile compare_caseless)(const char *, const char *) = strcasecmp;
static char *(*volatile char_in)(const char *, int) = strchr;
static char *(*volatile last_char)(const char *, int) = strrchr;
static char *(*volatile char_or_end)(const char *, int) = strchrnul;
static char *(*volatile text_in)(const char *, const char *) = strstr;
static char *(*volatile caseless_in)(const char *, const char *) = strcasestr;
static size_t (*volatile span)(const char *, const char *) = strspn;
static size_t (*volatile span_not)(const char *, const char *) = strcspn;
static char *(*volatile one_of)(const char *, const char *) = strpbrk;
static size_t (*volatile wide_length)(const wchar_t *) = wcslen;
static wchar_t *(*volatile wide_fill)(wchar_t *, wchar_t, size_t) = wmemset;
static int (*volatile wide_compare)(const wchar_t *, const wchar_t *, size_t) = wmemcmp;

enum { PAGE = 4096, MOST = 300 };

static unsigned char pattern(size_t i)
{
	return (unsigned char)(i * 31 % 251 + 1);
}

/* One byte after the other: what the library's must agree with. */
static bool holds(const unsigned char *p, size_t from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (p[i] != pattern(from + i))
			return false;
	return true;
}

/* All sizes and alignments, the last byte right before memory that may not be touched. */
static void check_bytes(unsigned char *from, unsigned char *to)
{
	for (size_t size = 0; size <= MOST; size += size < 70 ? 1 : 13)
		for (size_t shift = 0; shift < 33; shift += shift < 17 ? 1 : 5) {
			unsigned char *source = from + PAGE - size - shift;
			unsigned char *target = to + PAGE - size;

			for (size_t i = 0; i < size; i++)
				source[i] = pattern(i);
			target[-1] = 0;
			CHECK(copy(target, source, size) == target && holds(target, 0, size));
			CHECK(copy_on(target, source, size) == target + size);
			CHECK(target[-1] == 0);
			CHECK_INT(compare(target, source, size), 0);
			if (size) {
				target[size - 1]++;
				CHECK(compare(target, source, size) > 0);
				CHECK(compare(source, target, size) < 0);
				fill(target, 'a', size);
				target[size - 1] = 'b';
				CHECK(byte_in(target, 'b', size) == target + size - 1);
				CHECK(!byte_in(target, 'c', size));
				target[0] = 'c';
				CHECK(last_in(target, 'c', size) == target);
			}
			CHECK(fill(target, 0xa5, size) == target && target[-1] == 0);
			for (size_t i = 0; i < size; i++)
				if (target[i] != 0xa5)
					CHECK(target[i] == 0xa5);
			/* Overlapping, both ways. */
			if (size > 8) {
				move(source + 8, source, size - 8);
				CHECK(holds(source + 8, 0, size - 8));
				move(source, source + 8, size - 8);
				CHECK(holds(source, 0, size - 8));
			}
		}
}

static void check_texts(char *from, char *to)
{
	for (size_t size = 0; size <= 200; size += size < 70 ? 1 : 13)
		for (size_t shift = 0; shift < 17; shift++) {
			char *text = from + PAGE - size - 1, *target = to + PAGE - size - 1 - shift;

			memset(text, 'x', size);
			text[size] = '\0';
			CHECK_INT((long long)length(text), (long long)size);
			CHECK_INT((long long)length_within(text, size + 1), (long long)size);
			CHECK_INT((long long)length_within(text, size / 2), (long long)(size / 2));
			CHECK(copy_text(target, text) == target && target[size] == '\0');
			CHECK(copy_text_on(target, text) == target + size);
			CHECK_INT(compare_text(target, text), 0);
			CHECK_INT(compare_some(target, text, size + 1), 0);
			CHECK(char_in(text, 'y') == NULL && char_in(text, 0) == text + size);
			CHECK(char_or_end(text, 'y') == text + size);
			CHECK(last_char(text, 'x') == (size ? text + size - 1 : NULL));
			CHECK(span(text, "xz") == size && span_not(text, "yz") == size);
			CHECK(one_of(text, "yz") == NULL);
			if (size) {
				target[size - 1] = 'y';
				CHECK(compare_text(target, text) > 0);
				CHECK(compare_some(target, text, size - 1) == 0);
				CHECK(char_in(target, 'y') == target + size - 1);
				CHECK(text_in(target, "y") == target + size - 1);
				target[size - 1] = 'X';
				CHECK_INT(compare_caseless(target, text), 0);
			}
			copy_some(target, "", size + 1);
			for (size_t i = 0; i <= size; i++)
				if (target[i])
					CHECK(target[i] == 0);
		}
}

static void check_finding(void)
{
	char joined[32] = "abc";
	char *rest = joined, *state = NULL;
	char list[] = "a,b,,c";
	const char *hay = "the quick brown fox jumps over the lazy dog, the end";

	CHECK_STR(append(joined, "def"), "abcdef");
	CHECK_STR(text_in(hay, "lazy"), "lazy dog, the end");
	CHECK_STR(text_in(hay, "the end"), "the end");
	CHECK(text_in(hay, "the cat") == NULL && text_in(hay, "") == hay);
	CHECK_STR(caseless_in(hay, "LAZY DOG,"), "lazy dog, the end");
	CHECK(bytes_in(hay, strlen(hay), "fox", 3) == hay + 16);
	CHECK_STR(strsep(&rest, "d"), "abc");
	CHECK_STR(rest, "ef");
	CHECK_STR(strtok_r(list, ",", &state), "a");
	CHECK_STR(strtok_r(NULL, ",", &state), "b");
	CHECK_STR(strtok_r(NULL, ",", &state), "c");
	CHECK(strtok_r(NULL, ",", &state) == NULL);
	CHECK(strverscmp("2.9", "2.17") < 0 && strverscmp("a01", "a1") < 0);
	CHECK_INT(ffsll(1LL << 40), 41);
}

static void check_wide(void)
{
	wchar_t *block = malloc(256 * sizeof(wchar_t));

	NEED(block != NULL);
	for (size_t size = 0; size < 255; size++) {
		wide_fill(block, L'w', size);
		block[size] = 0;
		CHECK_INT((long long)wide_length(block), (long long)size);
		CHECK_INT(wide_compare(block, block, size), 0);
	}
	CHECK(wcscmp(wcsstr(L"wide string", L"str"), L"string") == 0);
	CHECK(wcschr(block, L'x') == NULL);
	free(block);
}

static void check_numbers(void)
{
	char *end = NULL;

	CHECK_INT(strtol("-0x7f!", &end, 16), -127);
	CHECK_STR(end, "!");
	CHECK_INT(strtol("99999999999999999999", NULL, 10), INT64_MAX);
	CHECK(strtoull("18446744073709551615", NULL, 0) == UINT64_MAX);
	CHECK(strtod("0x1.8p1", NULL) == 3.0 && strtod("1e400", NULL) > 1e308);
	CHECK(strtod("2.2250738585072011e-308", NULL) == 2.2250738585072011e-308);
	CHECK(strtof("16777217", NULL) == 16777216.0F);
	CHECK(strtold("0.5", NULL) == 0.5L);
	/* C23's binary prefix: the headers ask for it from glibc 2.38 on. */
	CHECK_INT(strtol("0b101", NULL, 0), TARGET_GLIBC >= 238 ? 5 : 0);
	CHECK_INT(strtoll("0b11", NULL, 2), TARGET_GLIBC >= 238 ? 3 : 0);
	CHECK(isalpha('z') && !isalpha('0') && toupper('z') == 'Z' && isxdigit('f'));
}

static int by_value(const void *a, const void *b)
{
	return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void check_sorting(void)
{
	enum { COUNT = 10000 };
	int *numbers = malloc(COUNT * sizeof(*numbers)), wanted = 777;
	unsigned int seed = 1;
	void *root = NULL;

	NEED(numbers != NULL);
	/* A permutation: 7919 and 10000 share no factor. */
	for (int i = 0; i < COUNT; i++)
		numbers[i] = (int)((i * 7919LL) % COUNT);
	qsort(numbers, COUNT, sizeof(*numbers), by_value);
	for (int i = 0; i < COUNT; i++)
		if (numbers[i] != i)
			CHECK_INT(numbers[i], i);
	CHECK(bsearch(&wanted, numbers, COUNT, sizeof(*numbers), by_value) == &numbers[777]);
	free(numbers);
	CHECK(tsearch("b", &root, by_text) && tsearch("a", &root, by_text));
	CHECK(tfind("a", &root, by_text) && !tfind("c", &root, by_text));
	tdelete("a", &root, by_text);
	tdelete("b", &root, by_text);
	CHECK(root == NULL);
	CHECK(rand_r(&seed) >= 0 && seed != 1);
	srand48(42);
	/* drand48() is specified to the last bit. */
	CHECK_INT((long long)(drand48() * 1e9), 744525000);
}

/* Two pages each, of which the second may not be touched. */
static void *guarded(void)
{
	char *pages =
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || mprotect(pages + PAGE, PAGE, PROT_NONE) != 0)
		return NULL;
	return pages;
}

void check_strings(void)
{
	void *from, *to;

	NEED(sysconf(_SC_PAGESIZE) == PAGE);
	from = guarded();
	to = guarded();
	NEED(from && to);
	check_bytes(from, to);
	check_texts(from, to);
	munmap(from, 2 * PAGE);
	munmap(to, 2 * PAGE);
	check_finding();
	check_wide();
	check_numbers();
	check_sorting();
}
