/* Progress of several lines: drawn in place, cut to the terminal, gone before words. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/term_fixture.h"

/* The lines "one", "two", ... as many as count says, once the last ones are old enough. */
static void draw_lines(size_t n)
{
	static const char *const words[] = { "one", "two", "three", "four", "five" };
	AUTOSTRV struct strv lines = STRV_INIT;

	for (size_t i = 0; i < n; i++)
		strv_add(&lines, words[i]);
	sleep_ms(term_progress_due() ? 0 : 250);
	term_progress_lines(&lines);
}

static void several_lines_are_drawn_over_each_other(void **state)
{
	struct screen s;
	AUTOFREE char *more = NULL, *fewer = NULL;

	(void)state;
	screen_open(&s, true);
	screen_size(&s, 80, 24);
	draw_lines(2);
	draw_lines(3);
	more = screen_close(&s);
	assert_string_equal(more, "\rone\033[K\n\rtwo\033[K"
				  "\033[1A\rone\033[K\n\rtwo\033[K\n\rthree\033[K"
				  "\033[2A\r\033[J");
	screen_open(&s, true);
	screen_size(&s, 80, 24);
	draw_lines(3);
	draw_lines(1);
	fewer = screen_close(&s);
	assert_string_equal(fewer, "\rone\033[K\n\rtwo\033[K\n\rthree\033[K"
				   "\033[2A\rone\033[K\033[J"
				   "\r\033[K");
}

static void words_take_all_progress_lines_away_first(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL;

	(void)state;
	screen_open(&s, true);
	screen_size(&s, 80, 24);
	draw_lines(2);
	term_say("made");
	draw_lines(1);
	shown = screen_close(&s);
	assert_string_equal(shown, "\rone\033[K\n\rtwo\033[K\033[1A\r\033[Jmade\n"
				   "\rone\033[K\r\033[K");
}

static void there_are_never_more_lines_than_the_terminal_has(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL;

	(void)state;
	screen_open(&s, true);
	screen_size(&s, 80, 4);
	draw_lines(5);
	shown = screen_close(&s);
	assert_int_equal(screen_count(shown, "\n"), 2);
	assert_null(strstr(shown, "four"));
}

static void every_line_is_cut_to_the_width(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL;

	(void)state;
	screen_open(&s, true);
	screen_size(&s, 4, 24);
	draw_lines(3);
	shown = screen_close(&s);
	assert_string_equal(shown, "\rone\033[K\n\rtwo\033[K\n\rthr\033[K\033[2A\r\033[J");
}

/* "three" took one line of 10 columns; in a window of 4 it has become two. */
static void a_window_that_became_narrower_is_cleared_whole(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL;

	(void)state;
	screen_open(&s, true);
	screen_size(&s, 10, 24);
	draw_lines(3);
	screen_size(&s, 4, 24);
	term_progress_done();
	shown = screen_close(&s);
	assert_non_null(strstr(shown, "three\033[K\033[3A\r\033[J"));
}

static char *sunk;

static void take_line(void *arg, const char *line)
{
	assert_ptr_equal(arg, &sunk);
	free(sunk);
	sunk = xstrdup(line);
}

static void words_go_where_they_are_sent(void **state)
{
	struct screen s;
	AUTOFREE char *shown = NULL;

	(void)state;
	screen_open(&s, true);
	term_set_sink(take_line, &sunk);
	term_say("%s %d", "kept", 7);
	term_progress("progress", 0, 0);
	draw_lines(2);
	term_set_sink(NULL, NULL);
	shown = screen_close(&s);
	assert_string_equal(shown, "");
	assert_string_equal(sunk, "kept 7");
	free(sunk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		term_test(several_lines_are_drawn_over_each_other),
		term_test(words_take_all_progress_lines_away_first),
		term_test(there_are_never_more_lines_than_the_terminal_has),
		term_test(every_line_is_cut_to_the_width),
		term_test(a_window_that_became_narrower_is_cleared_whole),
		term_test(words_go_where_they_are_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
