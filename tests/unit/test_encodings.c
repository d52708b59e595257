/* Base64, percent signs and decimal numbers: one text for one value. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include <ctype.h>

#include "builder/base/base64.h"
#include "builder/base/buf.h"
#include "builder/base/decimal.h"
#include "builder/base/percent.h"

/* The examples of RFC 4648, section 10. */
static void base64_is_that_of_the_rfc(void **state)
{
	static const char *const pairs[][2] = { { "", "" },
						{ "f", "Zg==" },
						{ "fo", "Zm8=" },
						{ "foo", "Zm9v" },
						{ "foob", "Zm9vYg==" },
						{ "fooba", "Zm9vYmE=" },
						{ "foobar", "Zm9vYmFy" },
						{ "\xff\xfe\xfd", "//79" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		const size_t size = strlen(pairs[i][0]);
		AUTOBUF struct buf out = BUF_INIT;
		char back[16];

		base64_add(&out, pairs[i][0], size);
		assert_string_equal(out.data, pairs[i][1]);
		assert_true(base64_read(out.data, out.len, back, size));
		assert_memory_equal(back, pairs[i][0], size);
		assert_true(base64_is(pairs[i][1]));
		assert_false(base64_read(out.data, out.len, back, size + 3));
	}
}

static void base64_of_another_writer_is_refused(void **state)
{
	static const char *const wrong[] = { "Z",    "Zg",       "Zg=",  "Zg=a", "Zh==",
					     "=Zg=", "Zm9=",     "====", "Zm 9", "Zm9v\n",
					     "Zm-_", "Zg==Zg==", "Z===" };
	char out[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		if (base64_is(wrong[i]))
			fail_msg("'%s' was taken", wrong[i]);
		for (size_t size = 0; size < 7; size++)
			if (base64_read(wrong[i], strlen(wrong[i]), out, size))
				fail_msg("'%s' was taken for %zu bytes", wrong[i], size);
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || c == '%';
}

static void percent_escapes_what_is_not_plain(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" },
		{ "abc", "abc" },
		{ "aB c", "a%42%20c" },
		{ "%", "%25" }, /* whatever the rule says of it */
		{ "%41", "%25%34%31" },
		{ "\xff\x01z", "%FF%01z" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		AUTOBUF struct buf out = BUF_INIT;
		AUTOFREE char *back = NULL;
		AUTOFREE char *exact = NULL;

		percent_add(&out, pairs[i][0], is_letter);
		assert_string_equal(out.data, pairs[i][1]);
		back = percent_read(out.data, out.len);
		exact = percent_read_exact(out.data, out.len, is_letter);
		assert_string_equal(back, pairs[i][0]);
		assert_string_equal(exact, pairs[i][0]);
	}
	for (int c = 1; c < 256; c++)
		if (percent_unreserved((char)c) !=
		    (c < 0x80 && (isalnum(c) || strchr("-._~", c) != NULL)))
			fail_msg("byte %d", c);
}

static void percent_text_that_is_cut_or_holds_a_nul_is_refused(void **state)
{
	static const char *const wrong[] = { "%", "a%4", "%4", "%4g", "%g4", "%2f", "%00", "a%" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		AUTOFREE char *back = percent_read(wrong[i], strlen(wrong[i]));

		if (back)
			fail_msg("'%s' was taken", wrong[i]);
	}
	/* What stands behind the bytes that are to be read is not looked at. */
	assert_null(percent_read("%41", 2));
	assert_null(percent_read("a\0b", 3));
}

static void percent_text_has_one_form_where_that_is_asked_for(void **state)
{
	static const char *const wrong[] = { "%61", "A", "a b", "\xff" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		AUTOFREE char *loose = percent_read(wrong[i], strlen(wrong[i]));
		AUTOFREE char *exact = percent_read_exact(wrong[i], strlen(wrong[i]), is_letter);

		assert_non_null(loose);
		if (exact)
			fail_msg("'%s' was taken", wrong[i]);
	}
}

static void decimals_are_digits_alone(void **state)
{
	static const struct {
		const char *text;
		uint64_t most;
		bool good;
		uint64_t value;
	} table[] = {
		{ "0", 0, true, 0 },
		{ "7", 6, false, 0 },
		{ "7", 7, true, 7 },
		{ "10", 9, false, 0 },
		{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, false, 0 },
		{ "18446744073709551615", UINT64_MAX - 1, false, 0 },
		{ "99999999999999999999", UINT64_MAX, false, 0 },
		{ "184467440737095516150", UINT64_MAX, false, 0 },
		{ "", UINT64_MAX, false, 0 },
		{ "00", UINT64_MAX, false, 0 },
		{ "01", UINT64_MAX, false, 0 },
		{ "-1", UINT64_MAX, false, 0 },
		{ "+1", UINT64_MAX, false, 0 },
		{ " 1", UINT64_MAX, false, 0 },
		{ "1 ", UINT64_MAX, false, 0 },
		{ "0x1", UINT64_MAX, false, 0 },
		{ "1e3", UINT64_MAX, false, 0 },
		{ "1.0", UINT64_MAX, false, 0 },
		{ "\xd9\xa1", UINT64_MAX, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		uint64_t n = 4711;

		if (decimal_parse(table[i].text, table[i].most, &n) != table[i].good)
			fail_msg("'%s', at most %llu", table[i].text,
				 (unsigned long long)table[i].most);
		assert_true(n == (table[i].good ? table[i].value : 4711));
	}
}

static void a_span_ends_where_the_digits_do(void **state)
{
	uint64_t n = 5;

	(void)state;
	assert_int_equal(decimal_span("0012 x", 6, 100, &n), 4);
	assert_int_equal(n, 12);
	assert_int_equal(decimal_span("1234", 2, 100, &n), 2);
	assert_int_equal(n, 12);
	assert_int_equal(decimal_span("101", 3, 100, &n), 0);
	assert_int_equal(decimal_span("x1", 2, 100, &n), 0);
	assert_int_equal(decimal_span("1", 0, 100, &n), 0);
	assert_int_equal(n, 12);
	assert_int_equal(decimal_span("3", DECIMAL_DIGITS, 2, &n), 0);
	assert_int_equal(decimal_span("2", DECIMAL_DIGITS, 2, &n), 1);
	assert_int_equal(n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_is_that_of_the_rfc),
		cmocka_unit_test(base64_of_another_writer_is_refused),
		cmocka_unit_test(percent_escapes_what_is_not_plain),
		cmocka_unit_test(percent_text_that_is_cut_or_holds_a_nul_is_refused),
		cmocka_unit_test(percent_text_has_one_form_where_that_is_asked_for),
		cmocka_unit_test(decimals_are_digits_alone),
		cmocka_unit_test(a_span_ends_where_the_digits_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
