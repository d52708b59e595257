/* What the user sees while waiting: progress on a terminal, words on stderr. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/term.h"

#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/clock.h"
#include "builder/base/plain.h"

enum { TERM_MOST_LINES = 64 }; /* of progress */

static pthread_mutex_t term_lock = PTHREAD_MUTEX_INITIALIZER;
static bool term_quiet;
static bool term_verbose;
static int term_shown; /* lines of progress that stand on the terminal */
static int term_shown_columns[TERM_MOST_LINES]; /* of each */
static int64_t term_last_ms;
static void (*term_sink)(void *arg, const char *line);
static void *term_sink_arg;

void term_set_quiet(bool quiet)
{
	term_quiet = quiet;
}

bool term_is_rich(int fd)
{
	const char *kind = getenv("TERM");

	return isatty(fd) && kind && *kind && strcmp(kind, "dumb") != 0;
}

int term_width(int fd)
{
	struct winsize ws;

	if (ioctl(fd, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0)
		return ws.ws_col;
	return 80;
}

int term_height(int fd)
{
	struct winsize ws;

	if (ioctl(fd, TIOCGWINSZ, &ws) == 0 && ws.ws_row > 0)
		return ws.ws_row;
	return 24;
}

int term_columns(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

const char *term_colour(const char *code)
{
	static const struct {
		const char *code, *sequence;
	} table[] = {
		{ "0", "\033[0m" },   { "1", "\033[1m" },   { "2", "\033[2m" },
		{ "31", "\033[31m" }, { "32", "\033[32m" }, { "33", "\033[33m" },
	};
	const char *no = getenv("NO_COLOR");

	if ((no && *no) || !term_is_rich(STDERR_FILENO))
		return "";
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].code, code) == 0)
			return table[i].sequence;
	return "";
}

void term_set_sink(void (*say)(void *arg, const char *line), void *arg)
{
	term_sink = say;
	term_sink_arg = arg;
	term_shown = 0; /* it is the parent's now */
}

/* How to get to the first of the lines that are shown; returns how many rows they take. */
static int term_rewind(struct buf *out)
{
	int width = term_width(STDERR_FILENO), rows = 0;

	/* A window that became narrower since has broken the lines in pieces. */
	for (int i = 0; i < term_shown; i++)
		rows += term_shown_columns[i] ? (term_shown_columns[i] - 1) / width + 1 : 1;
	if (rows > 1)
		buf_addf(out, "\033[%dA", rows - 1);
	return rows;
}

static void term_erase(void)
{
	struct buf out = BUF_INIT;

	if (term_shown == 0)
		return;
	buf_addstr(&out, term_rewind(&out) > 1 ? "\r\033[J" : "\r\033[K");
	fputs(out.data, stderr);
	buf_release(&out);
	term_shown = 0;
}

static char *(*term_render)(const char *line);

void term_set_render(char *(*render)(const char *line))
{
	term_render = render;
}

/* own: words of the program's own before the line, already with their colour. */
__attribute__((format(printf, 2, 0))) static void term_say_behind(const char *own, const char *fmt,
								  va_list ap)
{
	AUTOFREE char *rendered = NULL, *shown = NULL;
	AUTOBUF struct buf line = BUF_INIT;

	if (term_quiet)
		return;
	buf_vaddf(&line, fmt, ap);
	if (term_sink) {
		term_sink(term_sink_arg, line.data);
		return;
	}
	pthread_mutex_lock(&term_lock);
	/* Behind the lock: rendering need not be safe for threads. */
	rendered = term_render ? term_render(line.data) : NULL;
	shown = plain_text(rendered ? rendered : line.data);
	term_erase();
	fprintf(stderr, "%s%s\n", own, shown);
	fflush(stderr);
	pthread_mutex_unlock(&term_lock);
}

void term_say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	term_say_behind("", fmt, ap);
	va_end(ap);
}

void term_set_verbose(bool verbose)
{
	term_verbose = verbose;
}

bool term_is_verbose(void)
{
	return term_verbose;
}

void term_say_more(const char *fmt, ...)
{
	va_list ap;

	if (!term_verbose)
		return;
	va_start(ap, fmt);
	term_say_behind("", fmt, ap);
	va_end(ap);
}

void term_say_failed(const char *fmt, ...)
{
	AUTOFREE char *own = xasprintf("%sfailed%s   ", term_colour("31"), term_colour("0"));
	va_list ap;

	va_start(ap, fmt);
	term_say_behind(own, fmt, ap);
	va_end(ap);
}

/* How many bytes of a UTF-8 text fit into so many columns, one a character. */
static int term_fit(const char *text, int columns)
{
	int n = 0;

	for (; text[n]; n++)
		if (((unsigned char)text[n] & 0xc0) != 0x80 && columns-- <= 0)
			break;
	return n;
}

/* Put lines in the place of those that are shown. */
static void term_draw(char *const *lines, int count)
{
	int width = term_width(STDERR_FILENO) - 1;
	int room = term_height(STDERR_FILENO) - 1, rows;
	struct buf out = BUF_INIT; /* in one write, or the terminal shows it half done */

	room = room > TERM_MOST_LINES ? TERM_MOST_LINES : room < 1 ? 1 : room;
	count = count > room ? room : count;
	rows = term_rewind(&out);
	for (int i = 0; i < count; i++) {
		AUTOFREE char *line = plain_text(lines[i]);
		int columns = term_columns(line);

		buf_addf(&out, "\r%.*s\033[K%s", term_fit(line, width), line,
			 i + 1 < count ? "\n" : "");
		term_shown_columns[i] = columns < width ? columns : width;
	}
	if (rows > count)
		buf_addstr(&out, "\033[J");
	fputs(out.data, stderr);
	fflush(stderr);
	buf_release(&out);
	term_shown = count;
}

static bool term_is_due(void)
{
	return term_shown == 0 || clock_ms() - term_last_ms >= 200;
}

static bool term_shows_progress(void)
{
	return !term_quiet && !term_sink && term_is_rich(STDERR_FILENO);
}

bool term_progress_due(void)
{
	bool due;

	if (!term_shows_progress())
		return false;
	pthread_mutex_lock(&term_lock);
	due = term_is_due();
	pthread_mutex_unlock(&term_lock);
	return due;
}

void term_progress_lines(const struct strv *lines)
{
	if (!term_shows_progress() || lines->len == 0)
		return;
	pthread_mutex_lock(&term_lock);
	if (term_is_due()) {
		term_last_ms = clock_ms();
		term_draw(lines->items, lines->len < INT_MAX ? (int)lines->len : INT_MAX);
	}
	pthread_mutex_unlock(&term_lock);
}

void term_bar(const char *what, uint64_t done, uint64_t total, struct buf *line)
{
	char a[16], b[16];

	if (total) {
		enum { CELLS = 24 };
		uint64_t cells = done >= total ? CELLS : done * CELLS / total;
		unsigned percent = done >= total ? 100 : (unsigned)(done * 100 / total);

		buf_addch(line, '[');
		for (uint64_t i = 0; i < CELLS; i++)
			buf_addch(line, i < cells ? '#' : '.');
		buf_addf(line, "] %3u%% %s of %s", percent, term_size(done, a),
			 term_size(total, b));
	} else if (done) {
		buf_addstr(line, term_size(done, a));
	}
	buf_addf(line, "%s%s", line->len && *what ? "  " : "", what);
}

void term_progress(const char *what, uint64_t done, uint64_t total)
{
	struct buf line = BUF_INIT;

	if (!term_shows_progress())
		return;
	pthread_mutex_lock(&term_lock);
	if (term_is_due()) {
		term_last_ms = clock_ms();
		term_bar(what, done, total, &line);
		term_draw(&line.data, 1);
		buf_release(&line);
	}
	pthread_mutex_unlock(&term_lock);
}

void term_progress_done(void)
{
	pthread_mutex_lock(&term_lock);
	term_erase();
	fflush(stderr);
	pthread_mutex_unlock(&term_lock);
}

char *term_size(uint64_t bytes, char buf[16])
{
	static const char *const units[] = { "kB", "MB", "GB", "TB" };
	double value = (double)bytes;
	size_t unit = 0;

	if (bytes < 1000) {
		snprintf(buf, 16, "%u B", (unsigned)bytes);
		return buf;
	}
	value /= 1000;
	while (value >= 999.95 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		value /= 1000;
		unit++;
	}
	snprintf(buf, 16, "%.1f %s", value, units[unit]);
	return buf;
}

char *term_duration(int64_t seconds, char buf[24])
{
	const int64_t minute = 60, hour = 60 * minute, day = 24 * hour;

	/* Twice a unit at least: "1 min" would be anything up to two. */
	if (seconds < 2 * minute)
		snprintf(buf, 24, "%d s", seconds > 0 ? (int)seconds : 0);
	else if (seconds < 2 * hour)
		snprintf(buf, 24, "%d min", (int)(seconds / minute));
	else if (seconds < day)
		snprintf(buf, 24, "%d h", (int)(seconds / hour));
	else
		snprintf(buf, 24, "%lld day%s", (long long)(seconds / day),
			 seconds < 2 * day ? "" : "s");
	return buf;
}
