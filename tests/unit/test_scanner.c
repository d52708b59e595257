/* Words, blocks and places of the scanner, and every way a line can be wrong. */
/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "recipes/scanner.h"

/* The whole text scanned, as "[word][word]{" a line; or the error. */
static char *scan_all(const char *text, size_t len)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct scanner *s = scanner_new(text, len, "f");
	const struct scan_line *line;
	struct err err = ERR_INIT;
	int rc;

	while ((rc = scanner_next(s, &line, &err)) > 0) {
		buf_addf(&out, "%d:", line->place.line);
		for (size_t i = 0; i < line->count; i++)
			buf_addf(&out, "[%s@%d]", line->words[i].text, line->words[i].place.column);
		buf_addstr(&out, line->opens ? "{\n" : line->closes ? "}\n" : "\n");
	}
	if (rc < 0) {
		assert_int_equal(err.code, ERR_SYNTAX);
		buf_addf(&out, "error %s", err.text);
	}
	err_clear(&err);
	scanner_free(s);
	return buf_steal(&out);
}

static void expect(const char *text, const char *want)
{
	AUTOFREE char *got = scan_all(text, strlen(text));

	assert_string_equal(got, want);
}

static void splits_lines_into_words_with_their_columns(void **state)
{
	(void)state;
	expect("a bc  d\n", "1:[a@1][bc@3][d@7]\n");
	expect("\n\n\tx\n", "3:[x@2]\n");
	expect("last line without newline", "1:[last@1][line@6][without@11][newline@19]\n");
	expect("", "");
	expect("\n \t \n", "");
}

static void drops_comments_to_the_end_of_the_line(void **state)
{
	(void)state;
	expect("# all of it\na # rest\nb\n", "2:[a@1]\n3:[b@1]\n");
	expect("a \"#\" # \"\n", "1:[a@1][#@3]\n");
}

static void reads_quoted_words_with_escapes(void **state)
{
	(void)state;
	expect("a \"b c\" \"\"\n", "1:[a@1][b c@3][@9]\n");
	expect("\"q\\\"b\\\\s\\tt\"\n", "1:[q\"b\\s\tt@1]\n");
	expect("\"{\" \"}\"\n", "1:[{@1][}@5]\n");
	expect("\"n\\nl\"\n", "1:[n\nl@1]\n");
}

static void tells_blocks(void **state)
{
	(void)state;
	expect("a {\n\tb\n}\n", "1:[a@1]{\n2:[b@2]\n3:}\n");
	expect("a { # why\n} # done\n", "1:[a@1]{\n2:}\n");
}

static void names_the_place_of_what_is_wrong(void **state)
{
	(void)state;
	expect("ok\na b\"c\n", "1:[ok@1]\nerror f:2:4: '\"' in the middle of a word");
	expect("a#b\n", "error f:1:2: '#' in the middle of a word");
	expect("a{\n", "error f:1:2: '{' in the middle of a word");
	expect("a \"b\n", "error f:1:3: unterminated quoted word");
	expect("a \"b", "error f:1:3: unterminated quoted word");
	expect("a \"b\"c\n", "error f:1:6: text directly after a quoted word");
	expect("a \"\\x\"\n", "error f:1:4: unknown escape in a quoted word");
	expect("a \"\\", "error f:1:4: unknown escape in a quoted word");
	expect("{\n", "error f:1:1: '{' without a key");
	expect("a }\n", "error f:1:3: '}' after other words");
	expect("a {b\n", "error f:1:3: text directly after '{'");
	expect("a { b\n", "error f:1:5: text after '{'");
	expect("} b\n", "error f:1:3: text after '}'");
	expect("a {\n} }\n", "1:[a@1]{\nerror f:2:3: text after '}'");
	expect("a\r\n", "error f:1:2: carriage return in the file");
	expect("a \"\x01\"\n", "error f:1:4: control byte 0x01 in the file");
	expect("a \x7f\n", "error f:1:3: control byte 0x7f in the file");
}

static void refuses_nul_bytes(void **state)
{
	static const char text[] = "a b\0c\n";
	AUTOFREE char *got = scan_all(text, sizeof(text) - 1);

	(void)state;
	assert_string_equal(got, "error f:1:4: control byte 0x00 in the file");
}

static void bounds_lines_and_bytes(void **state)
{
	AUTOBUF struct buf lines = BUF_INIT;
	AUTOBUF struct buf bytes = BUF_INIT;
	char *got;

	(void)state;
	for (int i = 0; i < SCANNER_MAX_LINES; i++)
		buf_addch(&lines, '\n');
	got = scan_all(lines.data, lines.len);
	assert_string_equal(got, "");
	free(got);
	buf_addstr(&lines, "a\n");
	got = scan_all(lines.data, lines.len);
	assert_string_equal(got, "error f:10001:1: file has too many lines");
	free(got);
	buf_reserve(&bytes, SCANNER_MAX_BYTES + 1);
	memset(bytes.data, ' ', SCANNER_MAX_BYTES + 1);
	got = scan_all(bytes.data, SCANNER_MAX_BYTES);
	assert_string_equal(got, "");
	free(got);
	got = scan_all(bytes.data, SCANNER_MAX_BYTES + 1);
	assert_string_equal(got, "error f:1:1: file of 1048577 bytes is too large");
	free(got);
}

static int raw_block(const char *text, char **block, int *first, char **next, struct err *err)
{
	struct scanner *s = scanner_new(text, strlen(text), "f");
	const struct scan_line *line;
	int rc;

	*next = NULL;
	assert_int_equal(scanner_next(s, &line, err), 1);
	assert_true(line->opens);
	rc = scanner_raw_block(s, block, first, err);
	if (rc == 0 && scanner_next(s, &line, err) == 1)
		*next = xasprintf("%s@%d", line->words[0].text, line->place.line);
	scanner_free(s);
	return rc;
}

static void takes_raw_blocks_as_they_are_less_one_tab(void **state)
{
	AUTOFREE char *block = NULL;
	AUTOFREE char *next = NULL;
	struct err err = ERR_INIT;
	int first;

	(void)state;
	assert_int_equal(raw_block("# c\nstep x {\n\techo \"a { # }\n\t\tb\n\n  c\n\t}\n}\nnext\n",
				   &block, &first, &next, &err),
			 0);
	assert_string_equal(block, "echo \"a { # }\n\tb\n\n  c\n}\n");
	assert_int_equal(first, 3);
	assert_string_equal(next, "next@9");
}

static void ends_a_raw_block_at_the_end_of_the_file_too(void **state)
{
	AUTOFREE char *block = NULL;
	AUTOFREE char *next = NULL;
	struct err err = ERR_INIT;
	int first;

	(void)state;
	assert_int_equal(raw_block("step x {\n\ta\n} \t", &block, &first, &next, &err), 0);
	assert_string_equal(block, "a\n");
	assert_null(next);
}

static void says_where_an_open_raw_block_began(void **state)
{
	AUTOFREE char *next = NULL;
	char *block = NULL;
	struct err err = ERR_INIT;
	int first;

	(void)state;
	assert_int_equal(raw_block("\n step x {\n\ta\n\t}\n", &block, &first, &next, &err), -1);
	assert_string_equal(err.text, "f:2:2: block is not closed");
	assert_string_equal(err.hint, "close it with a line that is just }, in column 1");
	err_clear(&err);
}

static void knows_names(void **state)
{
	char longest[102];

	(void)state;
	memset(longest, 'a', sizeof(longest));
	longest[100] = '\0';
	assert_true(scan_is_name("musl-1.2.5", ".-"));
	assert_true(scan_is_name(longest, ""));
	longest[100] = 'a';
	longest[101] = '\0';
	assert_false(scan_is_name(longest, ""));
	assert_false(scan_is_name("", "."));
	assert_false(scan_is_name(".a", "."));
	assert_false(scan_is_name("-a", ".-"));
	assert_false(scan_is_name("a/b", ".-"));
	assert_false(scan_is_name("a b", ".-"));
	assert_false(scan_is_name("\xc3\xa4", ".-"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_lines_into_words_with_their_columns),
		cmocka_unit_test(drops_comments_to_the_end_of_the_line),
		cmocka_unit_test(reads_quoted_words_with_escapes),
		cmocka_unit_test(tells_blocks),
		cmocka_unit_test(names_the_place_of_what_is_wrong),
		cmocka_unit_test(refuses_nul_bytes),
		cmocka_unit_test(bounds_lines_and_bytes),
		cmocka_unit_test(takes_raw_blocks_as_they_are_less_one_tab),
		cmocka_unit_test(ends_a_raw_block_at_the_end_of_the_file_too),
		cmocka_unit_test(says_where_an_open_raw_block_began),
		cmocka_unit_test(knows_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
