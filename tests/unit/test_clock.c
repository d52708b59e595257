/* The clock that nobody sets: it counts milliseconds, and never goes back. */
/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "builder/base/clock.h"

static int64_t nanoseconds(void)
{
	struct timespec t;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &t), 0);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void it_is_the_machines_clock_in_whole_milliseconds(void **state)
{
	int64_t before = nanoseconds(), ms = clock_ms(), after = nanoseconds();

	(void)state;
	assert_true(ms > before / 1000000 - 1 && ms <= after / 1000000);
}

static void it_never_goes_back(void **state)
{
	int64_t last = clock_ms();

	(void)state;
	assert_true(last > 0);
	for (int i = 0; i < 100000; i++) {
		int64_t now = clock_ms();

		assert_true(now >= last);
		last = now;
	}
}

static void a_pause_has_its_milliseconds_and_seconds(void **state)
{
	const struct timespec pause = { 0, 60L * 1000 * 1000 };
	int64_t begun = clock_ms();
	int64_t took, after;
	double seconds;

	(void)state;
	nanosleep(&pause, NULL);
	took = clock_ms() - begun;
	seconds = clock_seconds_since(begun);
	after = clock_ms() - begun;
	assert_true(took >= 59); /* both ends are cut to whole milliseconds */
	assert_true(seconds >= (double)took / 1000 && seconds <= (double)after / 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_machines_clock_in_whole_milliseconds),
		cmocka_unit_test(it_never_goes_back),
		cmocka_unit_test(a_pause_has_its_milliseconds_and_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
