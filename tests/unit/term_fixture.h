/* What the tests of the terminal share: a terminal (or a file) in the place of stderr. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_TERM_FIXTURE_H
#define TESTS_TERM_FIXTURE_H

#include "tests/unit/base_fixture.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>

#include "builder/base/term.h"

/* stderr stands for a terminal (or a file) between screen_open and screen_close. */
struct screen {
	int master; /* what was shown is read here */
	int slave;
	int kept; /* the true stderr */
};

static inline void screen_open(struct screen *s, bool terminal)
{
	int ends[2];

	if (terminal) {
		struct termios raw;

		s->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
		assert_true(s->master >= 0);
		assert_int_equal(grantpt(s->master) || unlockpt(s->master), 0);
		s->slave = open(ptsname(s->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
		assert_true(s->slave >= 0);
		assert_int_equal(tcgetattr(s->slave, &raw), 0);
		cfmakeraw(&raw);
		assert_int_equal(tcsetattr(s->slave, TCSANOW, &raw), 0);
	} else {
		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		s->master = ends[0];
		s->slave = ends[1];
	}
	assert_int_equal(fcntl(s->master, F_SETFL, O_NONBLOCK), 0);
	fflush(stderr);
	s->kept = fcntl(2, F_DUPFD_CLOEXEC, 3);
	assert_int_equal(dup2(s->slave, 2), 2);
}

static inline void screen_size(const struct screen *s, unsigned short columns, unsigned short rows)
{
	const struct winsize ws = { .ws_row = rows, .ws_col = columns };

	ioctl(s->slave, TIOCSWINSZ, &ws);
}

/* What was shown; the caller frees. Nothing may be asserted before this. */
static inline char *screen_close(struct screen *s)
{
	struct buf shown = BUF_INIT;
	char chunk[4096];
	ssize_t n;

	term_progress_done();
	term_set_quiet(false);
	fflush(stderr);
	dup2(s->kept, 2);
	close(s->kept);
	while ((n = read(s->master, chunk, sizeof(chunk))) > 0)
		buf_add(&shown, chunk, (size_t)n);
	close(s->slave);
	close(s->master);
	return buf_steal(&shown);
}

static inline int rich_setup(void **state)
{
	(void)state;
	unsetenv("NO_COLOR");
	return setenv("TERM", "xterm", 1);
}

#define term_test(f) cmocka_unit_test_setup(f, rich_setup)

static inline size_t screen_count(const char *text, const char *piece)
{
	size_t n = 0;

	for (; (text = strstr(text, piece)); text += strlen(piece))
		n++;
	return n;
}

static inline void sleep_ms(long ms)
{
	const struct timespec t = { 0, ms * 1000 * 1000 };

	nanosleep(&t, NULL);
}

#endif
