/* Patterns of paths, which all keys of a recipe share. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/buf.h"
#include "recipes/pattern.h"

static void patterns_match_by_component(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool match;
	} cases[] = {
		{ "a", "a", true },
		{ "a", "b", false },
		{ "a", "a/b", false },
		{ "a/b", "a", false },
		{ "*", "abc", true },
		{ "*", "a/b", true }, /* alone, a * is at any depth */
		{ "*", ".profile", true },
		{ "?profile", ".profile", true },
		{ "?", "/", false },
		{ "a?c", "abc", true },
		{ "*.a", "libc.a", true },
		{ "*.a", "x/libc.a", true },
		{ "*.a", "x/y/libc.a", true },
		{ "*.a", "x/libc.a/y", false },
		{ "*.a", "x.a/y.b", false },
		{ "*c*.a", "x/libc.a", true },
		{ "*x*.a", "x/libc.a", false },
		{ "**.a", "x/libc.a", true },
		{ "?.a", "x/y.a", false },
		{ "l*.a", "x/libc.a", false },
		{ "Makefile", "x/Makefile", false },
		{ "*/libc.a", "x/libc.a", true },
		{ "*/libc.a", "x/y/libc.a", false },
		{ "*/libc.a", "libc.a", false },
		{ "usr/lib/*.a", "usr/lib/libc.a", true },
		{ "usr/lib/*.a", "usr/lib/gconv/x.a", false },
		{ "usr/**", "usr/a", true },
		{ "usr/**", "usr/a/b/c", true },
		{ "usr/**", "usr", false },
		{ "usr/**", "usrx/a", false },
		{ "usr/**", "usr/.a/.b", true },
		{ "usr/*", "usr/.a", true },
		{ "usr/*", "usr/a/b", false },
		{ "usr/?", "usr/a/b", false },
		{ "usr/*/b", "usr/a/b", true },
		{ "usr/*/c", "usr/a/b/c", false },
		{ "a", "b/a", false },
		{ "", "", true },
		{ "", "a", false },
		{ "a", "", false },
		{ "a.b", "axb", false },
		{ "a+b{c}$", "a+b{c}$", true },
		{ "**", "a", true },
		{ "**/b", "b", true },
		{ "**/b", "a/b", true },
		{ "**/b", "a/c/b", true },
		{ "**/b", "ab", false },
		{ "a/**/b", "a/b", true },
		{ "a/**/b", "a/x/y/b", true },
		{ "a/**/b", "a/x/y/bc", false },
		{ "a/**/b/**/c", "a/b/x/b/c", true },
		{ "a/**/b/**/c", "a/x/c", false },
		{ "**/*.h", "usr/include/sys/stat.h", true },
		{ "**/*.h", "usr/include/sys/stat.hh", false },
		{ "a**b", "axxb", true },
		{ "a**b", "ax/xb", false },
		{ "*a*a*a*a*", "aaaa", true },
		{ "*a*a*a*a*", "aaa", false },
		{ "a/*", "a/", true },
		{ "lib64", "lib64", true },
		{ "lib64", "lib64/x", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (pattern_matches(cases[i].pattern, cases[i].path) != cases[i].match)
			fail_msg("'%s' against '%s'", cases[i].pattern, cases[i].path);
}

static void patterns_take_no_exponential_time(void **state)
{
	AUTOBUF struct buf pattern = BUF_INIT;
	AUTOBUF struct buf path = BUF_INIT;

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_addstr(&pattern, "**/a*a/");
	buf_addstr(&pattern, "b");
	for (int i = 0; i < 1000; i++)
		buf_addstr(&path, "aaaa/");
	assert_false(pattern_matches(pattern.data, path.data));
	buf_clear(&path);
	for (int i = 0; i < 2000; i++)
		buf_addch(&path, 'a');
	assert_false(pattern_matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", path.data));
}

static void no_pattern_leads_out_of_the_root(void **state)
{
	static const char *const good[] = { "a",   "*",      "**",        "?",      ".x",
					    "a/*", "a/**/b", "usr/*.so*", "a b+{}", "..." };
	static const char *const wrong[] = { "",    "/a", "a/",   "a//b", ".",   "..",   "a/../b",
					     "[a]", "a]", "a\\b", "a\nb", "./a", "a/./b" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (!pattern_is_valid(good[i]))
			fail_msg("'%s' was refused", good[i]);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (pattern_is_valid(wrong[i]))
			fail_msg("'%s' was taken", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_match_by_component),
		cmocka_unit_test(patterns_take_no_exponential_time),
		cmocka_unit_test(no_pattern_leads_out_of_the_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
