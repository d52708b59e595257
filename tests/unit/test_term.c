/* What is shown while waiting: on a terminal, on a dumb one, in a file, in silence. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/term_fixture.h"

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void only_a_terminal_that_is_not_dumb_is_rich(void **state)
{
	struct screen s, file;

	(void)state;
	screen_open(&s, true);
	free(screen_close(&s));
	screen_open(&s, true);
	bool rich = term_is_rich(2);
	setenv("TERM", "dumb", 1);
	bool dumb = term_is_rich(2);
	setenv("TERM", "", 1);
	bool empty = term_is_rich(2);
	unsetenv("TERM");
	bool none = term_is_rich(2);
	setenv("TERM", "xterm", 1);
	screen_open(&file, false);
	bool piped = term_is_rich(2);
	free(screen_close(&file));
	free(screen_close(&s));
	assert_true(rich);
	assert_false(dumb);
	assert_false(empty);
	assert_false(none);
	assert_false(piped);
	assert_false(term_is_rich(-1));
}

static void the_width_is_the_terminals_or_80(void **state)
{
	struct screen s;
	int wide, unknown;

	(void)state;
	screen_open(&s, true);
	screen_size(&s, 132, 24);
	wide = term_width(2);
	screen_size(&s, 0, 24);
	unknown = term_width(2);
	free(screen_close(&s));
	assert_int_equal(wide, 132);
	assert_int_equal(unknown, 80);
	assert_int_equal(term_width(-1), 80);
}

/* Does the terminal get colour with NO_COLOR and TERM of these values (NULL: unset)? */
static bool coloured(bool terminal, const char *no_color, const char *kind)
{
	struct screen s;
	bool answer;

	screen_open(&s, terminal);
	if (no_color)
		setenv("NO_COLOR", no_color, 1);
	if (kind)
		setenv("TERM", kind, 1);
	else
		unsetenv("TERM");
	answer = strcmp(term_colour("31"), "\033[31m") == 0;
	if (!answer && *term_colour("31"))
		answer = true;
	unsetenv("NO_COLOR");
	free(screen_close(&s));
	return answer;
}

static void colour_obeys_no_color_and_the_kind_of_terminal(void **state)
{
	(void)state;
	assert_true(coloured(true, NULL, "xterm"));
	assert_true(coloured(true, "", "xterm")); /* empty counts as not set */
	assert_false(coloured(true, "1", "xterm"));
	assert_false(coloured(true, "0", "xterm"));
	assert_false(coloured(true, NULL, "dumb"));
	assert_false(coloured(true, NULL, NULL));
	assert_false(coloured(false, NULL, "xterm"));
}

static void colours_are_known_by_their_codes(void **state)
{
	struct screen s;
	AUTOFREE char *got = NULL;

	(void)state;
	screen_open(&s, true);
	got = xasprintf("%s|%s|%s|%s|%s", term_colour("1"), term_colour("2"), term_colour("31"),
			term_colour("0"), term_colour("77"));
	free(screen_close(&s));
	assert_string_equal(got, "\033[1m|\033[2m|\033[31m|\033[0m|");
}

static void words_are_lines_on_stderr(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL, *piped = NULL;

	(void)state;
	screen_open(&s, true);
	term_say("%s %d", "fetched", 7);
	shown = screen_close(&s);
	assert_string_equal(shown, "fetched 7\n");
	screen_open(&s, false);
	term_say("a");
	term_say("b");
	piped = screen_close(&s);
	assert_string_equal(piped, "a\nb\n");
}

static void quiet_means_no_words_and_no_progress(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL;

	(void)state;
	screen_open(&s, true);
	term_set_quiet(true);
	term_say("words");
	term_progress("progress", 1, 2);
	term_progress_done();
	shown = screen_close(&s);
	assert_string_equal(shown, "");
}

static void progress_shows_how_far_it_is(void **state)
{
	struct screen s;
	AUTOFREE char *half = NULL, *more = NULL, *unknown = NULL, *start = NULL;

	(void)state;
	screen_open(&s, true);
	term_progress("musl", 24300000, 48600000);
	half = screen_close(&s);
	assert_string_equal(half, "\r[############............]  50% 24.3 MB of 48.6 MB  musl\033[K"
				  "\r\033[K");
	screen_open(&s, true);
	term_progress("musl", 50, 40); /* more came than was said */
	more = screen_close(&s);
	assert_string_equal(more, "\r[########################] 100% 50 B of 40 B  musl\033[K"
				  "\r\033[K");
	screen_open(&s, true);
	term_progress("musl", 1500, 0);
	unknown = screen_close(&s);
	assert_string_equal(unknown, "\r1.5 kB  musl\033[K\r\033[K");
	screen_open(&s, true);
	term_progress("musl", 0, 0);
	start = screen_close(&s);
	assert_string_equal(start, "\rmusl\033[K\r\033[K");
}

static void progress_is_nothing_but_on_a_rich_terminal(void **state)
{
	struct screen s;
	AUTOFREE char *piped = NULL, *dumb = NULL;

	(void)state;
	screen_open(&s, false);
	term_progress("musl", 1, 2);
	piped = screen_close(&s);
	assert_string_equal(piped, "");
	screen_open(&s, true);
	setenv("TERM", "dumb", 1);
	term_progress("musl", 1, 2);
	dumb = screen_close(&s);
	assert_string_equal(dumb, "");
}

static void progress_is_drawn_five_times_a_second_at_most(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL;
	double start, took;
	size_t draws;

	(void)state;
	screen_open(&s, true);
	start = seconds();
	for (uint64_t i = 0; i < 500; i++)
		term_progress("musl", i, 1000);
	sleep_ms(250);
	for (uint64_t i = 500; i < 1000; i++)
		term_progress("musl", i, 1000);
	took = seconds() - start;
	shown = screen_close(&s);
	draws = screen_count(shown, "musl");
	assert_true(draws >= 2);
	assert_true((double)draws <= took * 5 + 1);
}

static void progress_never_runs_over_the_line(void **state)
{
	static const unsigned short widths[] = { 10, 20, 40, 80, 1 };
	AUTOFREE char *what = xmalloc(301);

	(void)state;
	memset(what, 'w', 300);
	what[300] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		struct screen s;
		AUTOFREE char *shown = NULL;

		screen_open(&s, true);
		screen_size(&s, widths[i], 24);
		term_progress(what, 1, 2);
		shown = screen_close(&s);
		assert_int_equal(shown[0], '\r');
		assert_int_equal(strcspn(shown + 1, "\033"), widths[i] - 1);
	}
}

/* A character of several bytes is shown whole or not at all. */
static void progress_cuts_no_character_in_two(void **state)
{
	static const char *const want[] = {
		"",
		"\xc3\xa9",
		"\xc3\xa9\xe2\x82\xac",
		"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
		"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80x",
		"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80x",
	};

	(void)state;
	for (unsigned short i = 0; i < ARRAY_LEN(want); i++) {
		AUTOFREE char *line = xasprintf("\r%s\033[K\r\033[K", want[i]);
		AUTOFREE char *shown = NULL;
		struct screen s;

		screen_open(&s, true);
		screen_size(&s, (unsigned short)(i + 1), 24);
		term_progress("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80x", 0, 0);
		shown = screen_close(&s);
		assert_string_equal(shown, line);
	}
}

static void words_take_the_progress_line_away_first(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL;

	(void)state;
	screen_open(&s, true);
	term_progress("musl", 0, 0);
	term_say("done");
	term_say("all");
	term_progress("musl", 0, 0); /* drawn again at once: nothing is shown now */
	shown = screen_close(&s);
	assert_string_equal(shown, "\rmusl\033[K\r\033[Kdone\nall\n\rmusl\033[K\r\033[K");
}

static void done_without_progress_shows_nothing(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL;

	(void)state;
	screen_open(&s, true);
	term_progress_done();
	term_progress_done();
	shown = screen_close(&s);
	assert_string_equal(shown, "");
}

static void sizes_are_rounded_to_one_digit_and_the_unit_that_fits(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *want;
	} table[] = {
		{ 0, "0 B" },
		{ 1, "1 B" },
		{ 999, "999 B" },
		{ 1000, "1.0 kB" },
		{ 1049, "1.0 kB" },
		{ 1051, "1.1 kB" },
		{ 999900, "999.9 kB" },
		{ 999949, "999.9 kB" },
		{ 999950, "1.0 MB" }, /* never "1000.0 kB" */
		{ 999999, "1.0 MB" },
		{ 1000000, "1.0 MB" },
		{ 48600000, "48.6 MB" },
		{ 999949999, "999.9 MB" },
		{ 999950000, "1.0 GB" },
		{ 1200000000, "1.2 GB" },
		{ UINT64_C(999950000000), "1.0 TB" },
		{ UINT64_C(5000000000000000), "5000.0 TB" },
		{ UINT64_MAX, "18446744.1 TB" },
	};
	char got[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		assert_ptr_equal(term_size(table[i].bytes, got), got);
		assert_string_equal(got, table[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		term_test(only_a_terminal_that_is_not_dumb_is_rich),
		term_test(the_width_is_the_terminals_or_80),
		term_test(colour_obeys_no_color_and_the_kind_of_terminal),
		term_test(colours_are_known_by_their_codes),
		term_test(words_are_lines_on_stderr),
		term_test(quiet_means_no_words_and_no_progress),
		term_test(progress_shows_how_far_it_is),
		term_test(progress_is_nothing_but_on_a_rich_terminal),
		term_test(progress_is_drawn_five_times_a_second_at_most),
		term_test(progress_never_runs_over_the_line),
		term_test(progress_cuts_no_character_in_two),
		term_test(words_take_the_progress_line_away_first),
		term_test(done_without_progress_shows_nothing),
		term_test(sizes_are_rounded_to_one_digit_and_the_unit_that_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
