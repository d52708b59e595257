/* The text of a build key: what is written is read, and nothing else is. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/keytext.h"
#include "builder/base/sha256.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HEAD "sysroot key 2\n"

static const char *const scripts[] = {
	"",
	"true\n",
	"no newline at the end",
	"tool one " A64 "\n",
	"input " A64 " \"x\"\nneed libc " A64 "\nstep 5\n",
	"step 99999\n",
	"cat <<E\nsysroot key 2\ntool sh is not installed\n",
	"\n\n\"\\\n",
};

static void expect_line(const struct keytext *k, size_t i, const char *word, const char *values)
{
	AUTOFREE char *got = NULL;

	assert_true(i < k->count);
	got = strv_join(&k->lines[i].values, "|");
	assert_string_equal(k->lines[i].word, word);
	assert_string_equal(got, values);
}

static void what_is_written_is_read(void **state)
{
	AUTOSTRV struct strv values = STRV_INIT;

	(void)state;
	strv_add(&values, "two words");
	strv_add(&values, "a \"b\\\nstep 3");
	strv_add(&values, "");
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		AUTOKEYTEXT struct keytext k = { 0 };
		AUTOBUF struct buf text = BUF_INIT;
		struct keytext_tool tool;
		struct err err = ERR_INIT;

		keytext_begin(&text);
		keytext_line(&text, "arch %s", "x86_64");
		keytext_quoted(&text, "only 7", &values);
		keytext_quoted_one(&text, "input " A64, "x.tar");
		keytext_script(&text, scripts[i]);
		keytext_script(&text, scripts[ARRAY_LEN(scripts) - 1 - i]);
		keytext_tool(&text, &(struct keytext_tool){ "awk", A64, "mawk" });
		keytext_tool(&text, &(struct keytext_tool){ "gcc/cc1", B64, "cc1" });
		keytext_tool(&text, &(struct keytext_tool){ "gcc/as", "-", NULL });
		ok(keytext_read(text.data, &k, &err), &err);
		assert_int_equal(k.format, 2);
		assert_int_equal(k.count, 8);
		expect_line(&k, 0, "arch", "x86_64");
		expect_line(&k, 1, "only", "7|two words|a \"b\\\nstep 3|");
		assert_string_equal(k.lines[3].script, scripts[i]);
		assert_true(keytext_is_tool(&k.lines[5], &tool));
		assert_string_equal(tool.file, "mawk");
		assert_true(keytext_is_tool(&k.lines[6], &tool));
		assert_string_equal(tool.name, "gcc/cc1");
		assert_null(tool.file);
		assert_false(keytext_lacks_tool(text.data));
		keytext_tool(&text, &(struct keytext_tool){ .name = "ld" });
		assert_true(keytext_lacks_tool(text.data));
	}
}

static void inputs_are_those_of_the_recipe(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		AUTOBUF struct buf text = BUF_INIT;
		AUTOSTRV struct strv inputs = STRV_INIT;

		keytext_begin(&text);
		keytext_quoted_one(&text, "input " B64, "x.tar");
		keytext_script(&text, scripts[i]);
		keytext_inputs(text.data, &inputs);
		assert_int_equal(inputs.len, 1);
		assert_string_equal(inputs.items[0], B64);
	}
}

/* Who keeps inputs keeps those of a text of a later format. */
static void inputs_of_a_later_format_are_kept(void **state)
{
	AUTOSTRV struct strv inputs = STRV_INIT;

	(void)state;
	keytext_inputs("sysroot key 3\nsomething {\ninput " A64 " \"x\"\n}\n", &inputs);
	assert_int_equal(inputs.len, 1);
}

static void nothing_else_is_read(void **state)
{
	static const char *const bad[] = {
		"",
		"sysroot key 0\n",
		"sysroot key 3\n",
		"sysroot key 22\n",
		"sysroot key 2",
		"arch x86_64\n",
		HEAD "arch x86_64",
		HEAD "arch\n",
		HEAD "arch a b\n",
		HEAD "arch  a\n",
		HEAD "arch a \n",
		HEAD " arch a\n",
		HEAD "\n",
		HEAD "root \"a\n",
		HEAD "root \"a\nb\"\n",
		HEAD "root \"a\\x\"\n",
		HEAD "root \"a\"b\n",
		HEAD "root a\"b\"\n",
		HEAD "step\n",
		HEAD "step 5\nfour",
		HEAD "step -1\n",
		HEAD "step 1x\ny",
		HEAD "step 99999999999999999999999\n",
		HEAD "step 1 1\nx",
		HEAD "input " A64 "\n",
		HEAD "input " A64 "0 \"x\"\n",
		HEAD "input \"x\" " A64 "\n",
		HEAD "input " A64 " x\n",
		HEAD "recipe x\n",
		HEAD "keep \"x\" y\n",
		HEAD "tool awk " A64 " mawk\n",
		HEAD "tool awk\n",
		HEAD "tool awk - \"x\"\n",
		HEAD "tool awk one\n",
		HEAD "tool awk is not here\n",
		HEAD "need libc x\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct keytext k = { 0 };
		struct err err = ERR_INIT;

		if (keytext_read(bad[i], &k, &err) == 0)
			fail_msg("read: '%s'", bad[i]);
		assert_int_equal(err.code, ERR_CORRUPT);
		err_clear(&err);
		keytext_release(&k);
		assert_true(keytext_lacks_tool(bad[i]));
		assert_false(keytext_same_but_tools(bad[i], bad[i]));
	}
}

/* Of format 1 are stores and kits made before; a newline stood in quotes as it was. */
static void the_first_format_is_read_and_may_be_the_same(void **state)
{
	static const char one[] =
		"sysroot key 1\nroot \"a\\\"b\nc\"\nstep 9\ntool one\ntool sh " A64 "\ntool cp " B64
		"\nkeep \"x\"\n";
	static const char two[] =
		"sysroot key 2\nroot \"a\\\"b\\nc\"\nstep 9\ntool one\nkeep \"x\"\ntool sh " B64
		" \"dash\"\n";
	static const char other[] =
		"sysroot key 2\nroot \"a\\\"b\\nc\"\nstep 9\ntool two\nkeep \"x\"\ntool sh " B64
		" \"dash\"\n";
	static const char longer[] =
		"sysroot key 2\nroot \"a\\\"b\\nc\"\nstep 9\ntool one\nkeep \"x\"\nkeep \"x\"\n";

	(void)state;
	assert_true(keytext_same_but_tools(one, two));
	assert_true(keytext_same_but_tools(two, one));
	assert_false(keytext_same_but_tools(one, other));
	assert_false(keytext_same_but_tools(two, other));
	assert_false(keytext_same_but_tools(two, longer));
	assert_false(keytext_same_but_tools(longer, two));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(inputs_are_those_of_the_recipe),
		cmocka_unit_test(inputs_of_a_later_format_are_kept),
		cmocka_unit_test(nothing_else_is_read),
		cmocka_unit_test(the_first_format_is_read_and_may_be_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
