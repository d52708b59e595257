/* JSON that every reader takes: escapes, broken UTF-8, commas, nesting. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/json.h"
#include "builder/base/json_read.h"

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

static void compact_text_has_no_blank_and_no_newline(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct json j;

	(void)state;
	jsonout_init_compact(&j, &out);
	jsonout_object_begin(&j, NULL);
	jsonout_string(&j, "a", "x y");
	jsonout_array_begin(&j, "list");
	jsonout_number(&j, NULL, 1);
	jsonout_object_begin(&j, NULL);
	jsonout_object_end(&j);
	jsonout_array_end(&j);
	jsonout_bool(&j, "last", true);
	jsonout_object_end(&j);
	assert_string_equal(out.data, "{\"a\":\"x y\",\"list\":[1,{}],\"last\":true}");
}

/* --- reading --- */

static void what_is_read_is_found_by_its_path(void **state)
{
	static const char text[] = "{\"b\": {\"c\": {\"d\": \"deep\"}}, \"a\": [1, \"two\", 1.5, "
				   "9223372036854775807, null], \"\\u00e9\": true}";
	struct err err = ERR_INIT;
	struct json_t AUTOJSON *root = jsonin_parse(text, strlen(text), 1000, "x.json", &err);
	const struct json_t *a = jsonin_at(root, "a");
	AUTOBUF struct buf names = BUF_INIT;
	const char *name;
	void *cursor = NULL;
	int64_t n = -7;

	(void)state;
	assert_non_null(root);
	assert_ptr_equal(jsonin_at(root), root);
	assert_string_equal(jsonin_string(jsonin_at(root, "b", "c", "d")), "deep");
	assert_null(jsonin_string(jsonin_at(root, "b")));
	assert_int_equal(jsonin_count(a), 5);
	assert_true(jsonin_number(jsonin_item(a, 0), &n));
	assert_int_equal(n, 1);
	assert_false(jsonin_number(jsonin_item(a, 1), &n));
	assert_false(jsonin_number(jsonin_item(a, 2), &n));
	assert_int_equal(n, 1);
	assert_true(jsonin_number(jsonin_item(a, 3), &n));
	assert_true(n == INT64_MAX);
	while (jsonin_next(root, &cursor, &name))
		buf_addf(&names, "%s ", name);
	assert_string_equal(names.data, "b a \xc3\xa9 ");
}

static void what_is_not_there_gives_nothing(void **state)
{
	struct json_t AUTOJSON *root = jsonin_parse("[{}]", 4, 4, "x", NULL);
	const char *name;
	void *cursor = NULL;
	int64_t n = 3;

	(void)state;
	assert_non_null(root);
	assert_null(jsonin_at(root, "a", "b"));
	assert_null(jsonin_at(NULL, "a"));
	assert_null(jsonin_item(root, 1));
	assert_null(jsonin_item(NULL, 0));
	assert_null(jsonin_string(NULL));
	assert_false(jsonin_number(NULL, &n));
	assert_int_equal(jsonin_count(jsonin_item(root, 0)), 0);
	assert_int_equal(jsonin_count(NULL), 0);
	assert_null(jsonin_next(root, &cursor, &name));
	assert_null(jsonin_next(jsonin_item(root, 0), &cursor, &name));
	jsonin_release(NULL);
}

static void what_is_no_json_is_refused_with_its_place(void **state)
{
	static const char *const wrong[] = {
		"",
		"{",
		"}",
		"{\"a\":1}x",
		"{\"a\":1,\"a\":2}",
		"[1,]",
		"[01]",
		"1",
		"\"text\"",
		"[\"\xff\"]",
		"[\"\\u0000\"]",
		"{'a':1}",
		"nul",
		"[1e]",
		"[\"\\ud800\"]",
		"[99999999999999999999]",
	};
	AUTOBUF struct buf deep = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		if (jsonin_parse(wrong[i], strlen(wrong[i]), 1000, "file", &err))
			fail_msg("'%s' was taken", wrong[i]);
		assert_int_equal(err.code, ERR_SYNTAX);
		assert_memory_equal(err.text, "file:1:", 7);
		err_clear(&err);
	}
	for (int i = 0; i < 100000; i++)
		buf_addch(&deep, '[');
	assert_null(jsonin_parse(deep.data, deep.len, deep.len, "deep", &err));
	assert_int_equal(err.code, ERR_SYNTAX);
	err_clear(&err);
	assert_null(jsonin_parse("[1]", 3, 2, "long", &err));
	assert_int_equal(err.code, ERR_MISMATCH);
	assert_string_equal(err.text, "long: it is longer than 2 bytes");
	err_clear(&err);
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
		cmocka_unit_test(compact_text_has_no_blank_and_no_newline),
		cmocka_unit_test(what_is_read_is_found_by_its_path),
		cmocka_unit_test(what_is_not_there_gives_nothing),
		cmocka_unit_test(what_is_no_json_is_refused_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
