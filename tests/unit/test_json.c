/* JSON that every reader takes: escapes, broken UTF-8, commas, nesting. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/json.h"

static void expect_quoted(const char *value, const char *want)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct json j;

	jsonout_init(&j, &out);
	jsonout_string(&j, NULL, value);
	assert_string_equal(out.data, want);
}

static void what_json_reserves_is_escaped(void **state)
{
	(void)state;
	expect_quoted("", "\"\"");
	expect_quoted("plain /words/", "\"plain /words/\"");
	expect_quoted("\"", "\"\\\"\"");
	expect_quoted("a\\b", "\"a\\\\b\"");
	expect_quoted("a\nb\tc", "\"a\\nb\\tc\"");
	expect_quoted("\r\b\f", "\"\\u000d\\u0008\\u000c\"");
	expect_quoted(NULL, "null");
	for (int c = 1; c < 0x20; c++) {
		const char in[] = { (char)c, '\0' };
		char want[16];

		if (c == '\n' || c == '\t')
			continue;
		snprintf(want, sizeof(want), "\"\\u%04x\"", (unsigned)c);
		expect_quoted(in, want);
	}
}

static void utf8_of_every_length_goes_through(void **state)
{
	static const char *const good[] = {
		"\x7f",         "\xc2\x80",         "\xc3\xa9",         "\xdf\xbf",
		"\xe0\xa0\x80", "\xe2\x82\xac",     "\xed\x9f\xbf",     "\xee\x80\x80",
		"\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		AUTOFREE char *want = xasprintf("\"<%s>\"", good[i]);
		AUTOFREE char *in = xasprintf("<%s>", good[i]);

		expect_quoted(in, want);
	}
}

/* RFC 3629: too long forms, halves of surrogates, beyond U+10FFFF, cut short. */
static void bytes_that_are_no_utf8_become_the_replacement_character(void **state)
{
	static const struct {
		const char *in, *want;
	} table[] = {
		{ "a\xff", "\"a\\ufffd\"" },
		{ "\x80z", "\"\\ufffdz\"" },
		{ "\xc0\xaf", "\"\\ufffd\\ufffd\"" },
		{ "\xc1\xbf", "\"\\ufffd\\ufffd\"" },
		{ "\xe0\x80\xaf", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xe0\x9f\xbf", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xed\xbf\xbf", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xf0\x8f\xbf\xbf", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },
		{ "\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },
		{ "\xf5\x80\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },
		{ "\xc3", "\"\\ufffd\"" },
		{ "\xe2\x82", "\"\\ufffd\\ufffd\"" },
		{ "\xf0\x9f\x98", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xc3\"", "\"\\ufffd\\\"\"" },
		{ "\xe2\x82\xc3\xa9", "\"\\ufffd\\ufffd\xc3\xa9\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		expect_quoted(table[i].in, table[i].want);
}

static void objects_and_arrays_nest_with_commas_only_between(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct json j;

	(void)state;
	jsonout_init(&j, &out);
	jsonout_object_begin(&j, NULL);
	jsonout_string(&j, "a", "x");
	jsonout_array_begin(&j, "list");
	jsonout_number(&j, NULL, 1);
	jsonout_object_begin(&j, NULL);
	jsonout_bool(&j, "yes", true);
	jsonout_bool(&j, "no", false);
	jsonout_object_end(&j);
	jsonout_string(&j, NULL, NULL);
	jsonout_array_end(&j);
	jsonout_object_begin(&j, "none");
	jsonout_object_end(&j);
	jsonout_array_begin(&j, "nothing");
	jsonout_array_end(&j);
	jsonout_number(&j, "last", -1);
	jsonout_object_end(&j);
	assert_string_equal(out.data, "{\n"
				      "  \"a\": \"x\",\n"
				      "  \"list\": [\n"
				      "    1,\n"
				      "    {\n"
				      "      \"yes\": true,\n"
				      "      \"no\": false\n"
				      "    },\n"
				      "    null\n"
				      "  ],\n"
				      "  \"none\": {},\n"
				      "  \"nothing\": [],\n"
				      "  \"last\": -1\n"
				      "}\n");
}

static void empty_outermost_values_are_one_line(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct json j;

	(void)state;
	jsonout_init(&j, &out);
	jsonout_array_begin(&j, NULL);
	jsonout_array_end(&j);
	assert_string_equal(out.data, "[]\n");
}

static void keys_are_escaped_like_values(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct json j;

	(void)state;
	jsonout_init(&j, &out);
	jsonout_object_begin(&j, NULL);
	jsonout_bool(&j, "a\"\xff\n", true);
	jsonout_object_end(&j);
	assert_string_equal(out.data, "{\n  \"a\\\"\\ufffd\\n\": true\n}\n");
}

static void numbers_go_to_the_ends_of_64_bits(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct json j;

	(void)state;
	jsonout_init(&j, &out);
	jsonout_array_begin(&j, NULL);
	jsonout_number(&j, NULL, INT64_MIN);
	jsonout_number(&j, NULL, 0);
	jsonout_number(&j, NULL, INT64_MAX);
	jsonout_array_end(&j);
	assert_string_equal(out.data,
			    "[\n  -9223372036854775808,\n  0,\n  9223372036854775807\n]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_json_reserves_is_escaped),
		cmocka_unit_test(utf8_of_every_length_goes_through),
		cmocka_unit_test(bytes_that_are_no_utf8_become_the_replacement_character),
		cmocka_unit_test(objects_and_arrays_nest_with_commas_only_between),
		cmocka_unit_test(empty_outermost_values_are_one_line),
		cmocka_unit_test(keys_are_escaped_like_values),
		cmocka_unit_test(numbers_go_to_the_ends_of_64_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
