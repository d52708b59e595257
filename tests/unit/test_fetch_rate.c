/* How fast downloads come, and how long the rest takes. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/fetch/fetch_rate.h"

static char *describe(const struct fetch_rate *r, uint64_t left)
{
	struct buf out = BUF_INIT;

	fetch_rate_describe(r, left, &out);
	return out.data ? buf_steal(&out) : xstrdup("");
}

static void an_even_line_is_told_as_it_is(void **state)
{
	struct fetch_rate r = { 0 };
	AUTOFREE char *text = NULL;

	(void)state;
	for (int64_t ms = 1000; ms <= 21000; ms += 100)
		fetch_rate_note(&r, ms, (uint64_t)ms * 2000); /* 2 MB a second */
	text = describe(&r, 10000000);
	assert_string_equal(text, "2.0 MB/s, 5 s left");
}

static void nothing_is_told_before_it_is_known(void **state)
{
	struct fetch_rate r = { 0 };
	AUTOFREE char *first = NULL, *soon = NULL;

	(void)state;
	first = describe(&r, 1000);
	assert_string_equal(first, "");
	fetch_rate_note(&r, 5000, 0);
	fetch_rate_note(&r, 5100, 400000);
	soon = describe(&r, 1000);
	assert_string_equal(soon, "");
}

/* left 0: not known. */
static void without_sizes_there_is_a_rate_alone(void **state)
{
	struct fetch_rate r = { 0 };
	AUTOFREE char *text = NULL;

	(void)state;
	fetch_rate_note(&r, 1000, 0);
	fetch_rate_note(&r, 2000, 1500);
	text = describe(&r, 0);
	assert_string_equal(text, "1.5 kB/s");
}

static void a_line_that_stalls_promises_nothing(void **state)
{
	struct fetch_rate r = { 0 };
	AUTOFREE char *text = NULL;

	(void)state;
	fetch_rate_note(&r, 1000, 0);
	fetch_rate_note(&r, 2000, 100000);
	for (int64_t ms = 3000; ms < 60000; ms += 1000)
		fetch_rate_note(&r, ms, 100000);
	text = describe(&r, 1000000);
	assert_string_equal(text, "0 B/s");
}

/* What an origin brought does not count when the next one begins. */
static void bytes_that_go_are_no_negative_rate(void **state)
{
	struct fetch_rate r = { 0 };
	AUTOFREE char *text = NULL;

	(void)state;
	fetch_rate_note(&r, 1000, 5000000);
	fetch_rate_note(&r, 2000, 0);
	fetch_rate_note(&r, 3000, 2000000);
	text = describe(&r, 120000000);
	assert_string_equal(text, "2.0 MB/s, 60 s left");
}

/* A minute for a package list says nothing of the line. */
static void a_pause_does_not_count(void **state)
{
	struct fetch_rate r = { 0 };
	AUTOFREE char *paused = NULL, *after = NULL;

	(void)state;
	fetch_rate_note(&r, 1000, 0);
	fetch_rate_note(&r, 2000, 3000000);
	fetch_rate_pause(&r);
	paused = describe(&r, 3000000);
	assert_string_equal(paused, "");
	fetch_rate_note(&r, 62000, 3000000);
	fetch_rate_note(&r, 63000, 6000000);
	after = describe(&r, 3000000);
	assert_string_equal(after, "3.0 MB/s, 1 s left");
}

/* An origin that is so slow is given up: it is no measure of the rest. */
static void a_drip_promises_nothing(void **state)
{
	struct fetch_rate r = { 0 };
	AUTOFREE char *text = NULL;

	(void)state;
	fetch_rate_note(&r, 1000, 0);
	fetch_rate_note(&r, 2000, 900);
	text = describe(&r, 1000000);
	assert_string_equal(text, "900 B/s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_even_line_is_told_as_it_is),
		cmocka_unit_test(nothing_is_told_before_it_is_known),
		cmocka_unit_test(without_sizes_there_is_a_rate_alone),
		cmocka_unit_test(a_line_that_stalls_promises_nothing),
		cmocka_unit_test(a_pause_does_not_count),
		cmocka_unit_test(a_drip_promises_nothing),
		cmocka_unit_test(bytes_that_go_are_no_negative_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
