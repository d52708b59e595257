/* Marks in carried texts give way to what they stand for, and nothing else changes. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "sysroots/env/placeholder.h"

static const struct placeholder words[] = {
	{ "@ARCH@", "x86_64" },
	{ "@NONE@", "" },
	{ "@SELF@", "@ARCH@" },
	{ "@AR", "never" },
};

static void expect(const char *text, size_t len, const char *want)
{
	AUTOBUF struct buf got = BUF_INIT;

	buf_addstr(&got, "before ");
	placeholder_fill(text, len, words, ARRAY_LEN(words), &got);
	assert_memory_equal(got.data, "before ", 7);
	assert_string_equal(got.data + 7, want);
}

static void marks_give_way_wherever_they_stand(void **state)
{
	static const char *const texts[][2] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "@ARCH@", "x86_64" },
		{ "a @ARCH@, b @ARCH@@ARCH@.", "a x86_64, b x86_64x86_64." },
		{ "[@NONE@]", "[]" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		expect(texts[i][0], strlen(texts[i][0]), texts[i][1]);
}

static void what_is_no_mark_stays(void **state)
{
	static const char *const texts[][2] = {
		{ "@", "@" },
		{ "@@ARCH@", "@x86_64" },
		{ "@ARCH @arch@ ARCH@", "neverCH @arch@ ARCH@" },
		{ "@A", "@A" },
		/* What was put in is not looked at again. */
		{ "@SELF@", "@ARCH@" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		expect(texts[i][0], strlen(texts[i][0]), texts[i][1]);
}

/* The specs that the program carries end in no NUL. */
static void nothing_behind_the_end_is_read(void **state)
{
	static const char text[] = "x @ARCH@";

	(void)state;
	expect(text, 8, "x x86_64");
	expect(text, 7, "x neverCH");
	expect(text, 4, "x @A");
	expect(text, 0, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_give_way_wherever_they_stand),
		cmocka_unit_test(what_is_no_mark_stays),
		cmocka_unit_test(nothing_behind_the_end_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
