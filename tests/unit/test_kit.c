/* Kits: what one store gives, another has; all of it or nothing. */
/* SPDX-License-Identifier: MIT */
#include "kit_fixture.h"

#include "cache/fsck.h"

static int import(struct kit_fixture *f, struct kit_summary *summary)
{
	return kit_import(f->to, NULL, NULL, f->kit, &f->trust, NULL, summary, &f->err);
}

static void expect_refused(struct kit_fixture *f, int rc, enum err_code code, const char *text)
{
	assert_int_equal(rc, -1);
	if (f->err.code != code || !strstr(f->err.text, text))
		fail_msg("'%s' (%s) instead of '%s'", f->err.text, err_word(f->err.code), text);
	assert_non_null(f->err.hint);
	err_clear(&f->err);
}

static void said(const char *line, void *arg)
{
	(void)arg;
	print_message("fsck: %s\n", line);
}

static void fsck_is_clean(struct kit_fixture *f)
{
	struct fsck_report report;

	ok(fsck_run(f->to, NULL, false, said, NULL, &report, &f->err), &f->err);
	assert_int_equal(report.problems, 0);
	assert_int_equal(report.trees, 2);
	assert_int_equal(report.artifacts, 2);
	assert_int_equal(report.inputs, 1);
}

static void carries_all_from_store_to_store(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_summary summary = { 0 };
	AUTOFREE char *there = NULL;
	AUTOFREE char *here = NULL;
	AUTOFREE char *number = path_join(f->place, "kits/farm");

	kit_make(f, "farm", 7);
	ok(import(f, &summary), &f->err);
	assert_string_equal(summary.name, "farm");
	assert_int_equal(summary.number, 7);
	assert_int_equal(summary.trees, 2);
	assert_int_equal(summary.artifacts, 2);
	assert_int_equal(summary.inputs, 1);
	assert_true(summary.added > 0);
	assert_non_null(strstr(summary.signer, "ours"));
	kit_summary_release(&summary);
	fsck_is_clean(f);
	assert_int_equal(unlink(number), 0);
	here = kit_snapshot(f->from.place);
	there = kit_snapshot(f->place);
	assert_string_equal(here, there);
}

static void says_when_there_was_nothing_to_do(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_summary summary = { 0 };
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;

	kit_make(f, "farm", 1);
	ok(import(f, NULL), &f->err);
	before = kit_snapshot(f->place);
	ok(import(f, &summary), &f->err);
	assert_int_equal(summary.added, 0);
	kit_summary_release(&summary);
	after = kit_snapshot(f->place);
	assert_string_equal(before, after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		kit_test(carries_all_from_store_to_store),
		kit_test(says_when_there_was_nothing_to_do),
	};
	(void)expect_refused;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
