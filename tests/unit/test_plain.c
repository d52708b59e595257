/* Text of others that is shown: what steers a terminal goes, everything else stays. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/plain.h"

static void shows(const char *text, const char *wanted)
{
	AUTOFREE char *got = plain_text(text);

	assert_string_equal(got, wanted);
}

static void text_stays_as_it_is(void **state)
{
	(void)state;
	shows("", "");
	shows(NULL, "");
	shows("a line\n\tand one more", "a line\n\tand one more");
	shows("M\xc3\xbcller, \xe2\x82\xac, \xf0\x9f\x98\x80, \xd7\xa9",
	      "M\xc3\xbcller, \xe2\x82\xac, \xf0\x9f\x98\x80, \xd7\xa9");
}

static void no_control_character_gets_through(void **state)
{
	(void)state;
	shows("\x1b[31mred\x1b[0m\a\b\r", "?[31mred?[0m???");
	shows("\x7f", "?");
	/* CSI as one byte, and as UTF-8. */
	shows("a\x9b"
	      "2Jb",
	      "a?2Jb");
	shows("a\xc2\x9b"
	      "2Jb\xc2\x80\xc2\x9f",
	      "a?2Jb??");
	shows("\xc2\xa0", "\xc2\xa0");
}

static void no_mark_turns_the_direction(void **state)
{
	(void)state;
	shows("\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\xaa\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa9",
	      "???????");
	/* Their neighbours. */
	shows("\xe2\x80\x8d\xe2\x80\x90\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xaa",
	      "\xe2\x80\x8d\xe2\x80\x90\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xaa");
}

static void what_is_not_utf_8_is_told_byte_by_byte(void **state)
{
	(void)state;
	shows("\xff\xfe", "??");
	shows("\x80x", "?x");
	/* ESC in two and three bytes, half of a pair, beyond the last, cut off. */
	shows("\xc0\x9b", "??");
	shows("\xe0\x80\x9b", "???");
	shows("\xed\xa0\x80", "???");
	shows("\xf4\x90\x80\x80", "????");
	shows("\xe2\x82", "??");
	shows("\xf0\x9f\x98", "???");
}

static void names_have_no_control_characters(void **state)
{
	char text[] = "a\tb\nc\x7f\xc3\xa9\x01";

	(void)state;
	for (int c = 1; c < 256; c++) {
		const char one[] = { (char)c, '\0' };
		const bool control = c < 0x20 || c == 0x7f;

		assert_int_equal(plain_is_control((char)c), control);
		assert_int_equal(plain_has_control(one), control);
		assert_int_equal(plain_is_graphic((char)c), c > 0x20 && c < 0x7f);
	}
	assert_false(plain_has_control(""));
	plain_replace_controls(text, '?');
	assert_string_equal(text, "a?b?c?\xc3\xa9?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_stays_as_it_is),
		cmocka_unit_test(no_control_character_gets_through),
		cmocka_unit_test(no_mark_turns_the_direction),
		cmocka_unit_test(what_is_not_utf_8_is_told_byte_by_byte),
		cmocka_unit_test(names_have_no_control_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
