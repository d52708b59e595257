/* Errors: what they keep, what they say, and what they end the program with. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

static void setting_returns_minus_one_and_keeps_code_and_text(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(err_set(&err, ERR_MISMATCH, "'%s' has %d bytes", "a.tar", 7), -1);
	assert_int_equal(err.code, ERR_MISMATCH);
	assert_int_equal(err.sysno, 0);
	assert_string_equal(err.text, "'a.tar' has 7 bytes");
	assert_null(err.hint);
	err_clear(&err);
	assert_int_equal(err.code, ERR_NONE);
	assert_null(err.text);
}

static void a_later_error_replaces_all_of_an_earlier_one(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	errno = ENOSPC;
	err_sys(&err, "first");
	assert_non_null(err.hint);
	err_set(&err, ERR_FAILED, "second");
	assert_int_equal(err.code, ERR_FAILED);
	assert_int_equal(err.sysno, 0);
	assert_string_equal(err.text, "second");
	assert_null(err.hint);
	err_clear(&err);
}

static void an_argument_may_be_the_old_text(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	err_set(&err, ERR_FAILED, "inner");
	err_set(&err, ERR_STEP, "outer: %s", err.text);
	assert_string_equal(err.text, "outer: inner");
	errno = EIO;
	err_sys(&err, "again: %s", err.text);
	assert_string_equal(err.text, "again: outer: inner: Input/output error");
	err_hint(&err, "h");
	err_hint(&err, "%s%s", err.hint, err.hint);
	assert_string_equal(err.hint, "hh");
	err_prefix(&err, "%s", "x");
	err_prefix(&err, "<%s>", err.text);
	assert_string_equal(err.text, "<x: again: outer: inner: Input/output error>: "
				      "x: again: outer: inner: Input/output error");
	err_clear(&err);
}

static void the_systems_errors_carry_errno_and_its_words(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	errno = ENOENT;
	assert_int_equal(err_sys(&err, "cannot open '%s'", "x"), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_int_equal(err.sysno, ENOENT);
	assert_string_equal(err.text, "cannot open 'x': No such file or directory");
	assert_non_null(strstr(err.hint, "spelling"));
	err_clear(&err);
}

static void hints_say_what_to_do_where_that_is_known(void **state)
{
	static const struct {
		int number;
		const char *word;
	} table[] = {
		{ ENOSPC, "free some disk space" },
		{ EDQUOT, "free some disk space" },
		{ EROFS, "--store" },
		{ EACCES, "permissions" },
		{ EPERM, "permissions" },
		{ EMFILE, "ulimit -n" },
		{ ENFILE, "ulimit -n" },
	};
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		errno = table[i].number;
		err_sys(&err, "x");
		assert_non_null(err.hint);
		assert_non_null(strstr(err.hint, table[i].word));
	}
	err_clear(&err);
}

static void prefixes_stand_before_the_text_and_leave_the_rest(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	errno = ENOSPC;
	err_sys(&err, "cannot write");
	assert_int_equal(err_prefix(&err, "'%s'", "f"), -1);
	assert_string_equal(err.text, "'f': cannot write: No space left on device");
	assert_int_equal(err.sysno, ENOSPC);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_non_null(err.hint);
	err_clear(&err);
}

static void nobody_need_care_for_the_error(void **state)
{
	struct err from = ERR_INIT;

	(void)state;
	errno = EIO;
	assert_int_equal(err_set(NULL, ERR_FAILED, "x"), -1);
	assert_int_equal(err_sys(NULL, "x"), -1);
	assert_int_equal(err_hint(NULL, "x"), -1);
	assert_int_equal(err_prefix(NULL, "x"), -1);
	err_clear(NULL);
	err_set(&from, ERR_FAILED, "x");
	assert_int_equal(err_move(NULL, &from), -1);
	assert_null(from.text);
}

static void moving_leaves_the_old_place_clear(void **state)
{
	struct err from = ERR_INIT, to = ERR_INIT;

	(void)state;
	err_set(&to, ERR_FAILED, "old");
	err_hint(&to, "old hint");
	err_set(&from, ERR_HOSTILE, "new");
	assert_int_equal(err_move(&to, &from), -1);
	assert_int_equal(to.code, ERR_HOSTILE);
	assert_string_equal(to.text, "new");
	assert_null(to.hint);
	assert_int_equal(from.code, ERR_NONE);
	assert_null(from.text);
	err_clear(&to);
}

static void every_code_has_its_exit_status_and_word(void **state)
{
	(void)state;
	assert_int_equal(err_exit_status(ERR_NONE), 0);
	assert_int_equal(err_exit_status(ERR_FAILED), 1);
	assert_int_equal(err_exit_status(ERR_SYSTEM), 1);
	assert_int_equal(err_exit_status(ERR_USAGE), 2);
	assert_int_equal(err_exit_status(ERR_UNKNOWN_NAME), 2);
	assert_int_equal(err_exit_status(ERR_MISMATCH), 3);
	assert_int_equal(err_exit_status(ERR_HOSTILE), 3);
	assert_int_equal(err_exit_status(ERR_CORRUPT), 3);
	assert_int_equal(err_exit_status(ERR_INTERRUPTED), 130);
	assert_string_equal(err_word(ERR_UNKNOWN_NAME), "unknown-name");
	assert_string_equal(err_word(ERR_INTERRUPTED), "interrupted");
	for (int code = ERR_NONE; code <= ERR_INTERRUPTED; code++)
		assert_true(err_word((enum err_code)code)[0]);
}

static void a_place_is_in_the_text_and_in_fields(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(err_set_at(&err, ERR_SYNTAX, "a.recipe", 7, 3, "no '%s'", "part"), -1);
	assert_string_equal(err.text, "a.recipe:7:3: no 'part'");
	assert_string_equal(err.file, "a.recipe");
	assert_int_equal(err.line, 7);
	assert_int_equal(err.column, 3);
	err_set_at(&err, ERR_CORRUPT, err.file, 8, 0, "again: %s", err.text);
	assert_string_equal(err.text, "a.recipe:8: again: a.recipe:7:3: no 'part'");
	assert_int_equal(err.column, 0);
	err_prefix(&err, "x");
	err_place(&err, err.file, 9, 1);
	assert_string_equal(err.file, "a.recipe");
	assert_int_equal(err.line, 9);
	err_set(&err, ERR_FAILED, "elsewhere");
	assert_null(err.file);
	assert_int_equal(err.line, 0);
	assert_int_equal(err_set_at(NULL, ERR_FAILED, "f", 1, 1, "nobody"), -1);
	assert_int_equal(err_place(NULL, "f", 1, 1), -1);
	err_clear(&err);
}

static void a_copy_says_all_that_the_first_says(void **state)
{
	struct err err = ERR_INIT, copy = ERR_INIT;

	(void)state;
	errno = ENOSPC;
	err_sys(&err, "cannot write");
	err_place(&err, "f", 2, 4);
	err_set(&copy, ERR_FAILED, "before");
	assert_int_equal(err_copy(&copy, &err), -1);
	assert_int_equal(copy.code, ERR_SYSTEM);
	assert_int_equal(copy.sysno, ENOSPC);
	assert_string_equal(copy.text, err.text);
	assert_string_equal(copy.hint, err.hint);
	assert_string_equal(copy.file, "f");
	assert_int_equal(copy.line, 2);
	assert_int_equal(copy.column, 4);
	assert_ptr_not_equal(copy.text, err.text);
	err_clear(&copy);
	err_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_returns_minus_one_and_keeps_code_and_text),
		cmocka_unit_test(a_later_error_replaces_all_of_an_earlier_one),
		cmocka_unit_test(an_argument_may_be_the_old_text),
		cmocka_unit_test(the_systems_errors_carry_errno_and_its_words),
		cmocka_unit_test(hints_say_what_to_do_where_that_is_known),
		cmocka_unit_test(prefixes_stand_before_the_text_and_leave_the_rest),
		cmocka_unit_test(nobody_need_care_for_the_error),
		cmocka_unit_test(moving_leaves_the_old_place_clear),
		cmocka_unit_test(a_place_is_in_the_text_and_in_fields),
		cmocka_unit_test(a_copy_says_all_that_the_first_says),
		cmocka_unit_test(every_code_has_its_exit_status_and_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
