/* What the user sees while waiting: progress on a terminal, words on stderr. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/term.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "builder/base/buf.h"

static pthread_mutex_t term_lock = PTHREAD_MUTEX_INITIALIZER;
static bool term_quiet;
static bool term_line_shown;
static int64_t term_last_ms;

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

static void term_erase(void)
{
	if (term_line_shown)
		fputs("\r\033[K", stderr);
	term_line_shown = false;
}

void term_say(const char *fmt, ...)
{
	va_list ap;

	if (term_quiet)
		return;
	pthread_mutex_lock(&term_lock);
	term_erase();
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	fflush(stderr);
	pthread_mutex_unlock(&term_lock);
}

static int64_t term_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
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

static void term_draw(const char *what, uint64_t done, uint64_t total)
{
	int width = term_width(STDERR_FILENO) - 1;
	char a[16], b[16];
	struct buf line = BUF_INIT;

	if (total) {
		enum { CELLS = 24 };
		uint64_t cells = done >= total ? CELLS : done * CELLS / total;
		unsigned percent = done >= total ? 100 : (unsigned)(done * 100 / total);

		buf_addch(&line, '[');
		for (uint64_t i = 0; i < CELLS; i++)
			buf_addch(&line, i < cells ? '#' : '.');
		buf_addf(&line, "] %3u%% %s of %s  %s", percent, term_size(done, a),
			 term_size(total, b), what);
	} else if (done) {
		buf_addf(&line, "%s  %s", term_size(done, a), what);
	} else {
		buf_addstr(&line, what);
	}
	fprintf(stderr, "\r%.*s\033[K", term_fit(line.data, width), line.data);
	fflush(stderr);
	buf_release(&line);
	term_line_shown = true;
}

void term_progress(const char *what, uint64_t done, uint64_t total)
{
	int64_t now;

	if (term_quiet || !term_is_rich(STDERR_FILENO))
		return;
	pthread_mutex_lock(&term_lock);
	now = term_now_ms();
	if (!term_line_shown || now - term_last_ms >= 200) {
		term_last_ms = now;
		term_draw(what, done, total);
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
