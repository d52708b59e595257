/* Tables: columns that line up for the reader, and nothing at line ends. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/cli/table.h"

static void columns_are_as_wide_as_their_widest_cell(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct table t;

	(void)state;
	table_init(&t, 3);
	table_row(&t, "NAME", "N", "LAST");
	table_row(&t, "a", "1000", "x");
	table_row(&t, "longest", "2", "a longer one");
	table_print(&t, &out);
	assert_string_equal(out.data, "NAME     N     LAST\n"
				      "a        1000  x\n"
				      "longest  2     a longer one\n");
	table_release(&t);
}

static void a_loose_cell_moves_its_row_alone(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct table t;

	(void)state;
	table_init(&t, 3);
	t.loose = 1;
	t.loose_width = 4;
	table_row(&t, "NAME", "N", "LAST");
	table_row(&t, "a", "1000", "x");
	table_row(&t, "b", "10000000", "y");
	table_row(&t, "c", "2", "z");
	table_print(&t, &out);
	assert_string_equal(out.data, "NAME  N     LAST\n"
				      "a     1000  x\n"
				      "b     10000000  y\n"
				      "c     2     z\n");
	table_release(&t);
}

static void characters_count_not_bytes(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct table t;

	(void)state;
	table_init(&t, 2);
	table_row(&t, "Größe", "b");
	table_row(&t, "abcde", "c");
	table_row(&t, "€", "d");
	table_row(&t, "\xf0\x9d\x84\x9e!", "e");
	table_print(&t, &out);
	assert_string_equal(out.data, "Größe  b\n"
				      "abcde  c\n"
				      "€      d\n"
				      "\xf0\x9d\x84\x9e!     e\n");
	table_release(&t);
}

static void cells_without_content_show_as_a_dash(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct table t;

	(void)state;
	table_init(&t, 3);
	table_row(&t, NULL, "", "x");
	table_row(&t, "ab", NULL, "");
	table_print(&t, &out);
	assert_string_equal(out.data, "-   -  x\n"
				      "ab  -  -\n");
	table_release(&t);
}

static void a_long_name_stands_above_its_row(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct table t;

	(void)state;
	table_init(&t, 2);
	t.widest = 4;
	table_row(&t, "A", "B");
	table_row(&t, "1234", "x");
	table_row(&t, "12345", "y");
	table_print(&t, &out);
	assert_string_equal(out.data, "A     B\n"
				      "1234  x\n"
				      "12345\n"
				      "      y\n");
	table_release(&t);
}

static void lines_never_end_in_blanks(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct table t;

	(void)state;
	table_init(&t, 2);
	table_row(&t, "a", "a very long last cell");
	table_row(&t, "b", "short");
	table_row(&t, "c", NULL);
	table_print(&t, &out);
	assert_null(strstr(out.data, " \n"));
	table_release(&t);
}

static void a_table_without_rows_is_nothing(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct table t;

	(void)state;
	table_init(&t, 4);
	table_print(&t, &out);
	assert_string_equal(out.data, "");
	table_release(&t);
}

static void one_column_is_a_list(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct table t;

	(void)state;
	table_init(&t, 1);
	table_row(&t, "long word");
	table_row(&t, "w");
	table_print(&t, &out);
	assert_string_equal(out.data, "long word\nw\n");
	table_release(&t);
}

static void the_table_keeps_copies_and_prints_the_same_again(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;
	char cell[] = "cell";
	struct table t;

	(void)state;
	table_init(&t, 2);
	table_row(&t, cell, cell);
	cell[0] = 'X';
	table_print(&t, &out);
	table_print(&t, &out);
	assert_string_equal(out.data, "cell  cell\ncell  cell\n");
	table_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_as_wide_as_their_widest_cell),
		cmocka_unit_test(a_loose_cell_moves_its_row_alone),
		cmocka_unit_test(characters_count_not_bytes),
		cmocka_unit_test(cells_without_content_show_as_a_dash),
		cmocka_unit_test(a_long_name_stands_above_its_row),
		cmocka_unit_test(lines_never_end_in_blanks),
		cmocka_unit_test(a_table_without_rows_is_nothing),
		cmocka_unit_test(one_column_is_a_list),
		cmocka_unit_test(the_table_keeps_copies_and_prints_the_same_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
