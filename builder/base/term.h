/* What the user sees while waiting: progress on a terminal, words on stderr. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_TERM_H
#define BASE_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/buf.h"
#include "builder/base/strv.h"

/* Silence words and progress (-q). Errors still come. */
void term_set_quiet(bool quiet);

/* Say what term_say_more() is given (-v). */
void term_set_verbose(bool verbose);

/* Is fd a terminal that is not dumb? */
bool term_is_rich(int fd);

/* Columns and lines of the terminal on fd, 80 and 24 when it is none. */
int term_width(int fd);
int term_height(int fd);

/* Columns that a UTF-8 text takes, one a character. */
int term_columns(const char *text);

/*
 * An escape sequence for stderr ("1" bold, "31" red, "2" dim, "0" off), or ""
 * when stderr is no rich terminal or NO_COLOR is set. Static.
 */
const char *term_colour(const char *code);

/*
 * A line of words on stderr, unless quiet; keeps the progress lines whole. What the texts of
 * others in it hold steers no terminal (plain.h).
 */
void term_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same, only with -v: what is worth knowing to those who ask why. */
void term_say_more(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
bool term_is_verbose(void);

/* The same with the word "failed" before it, in red where there are colours; a sink gets the line
 * alone. */
void term_say_failed(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * What every line of term_say() becomes before it is shown; render: returns what the caller frees.
 */
void term_set_render(char *(*render)(const char *line));

/*
 * From now on term_say() hands its lines to say() instead, and there is no
 * progress: for a child process whose parent has the terminal.
 */
void term_set_sink(void (*say)(void *arg, const char *line), void *arg);

/*
 * The progress line: redrawn at most five times a second, only on a rich
 * terminal; elsewhere nothing. term_progress_done() removes it. total 0: not
 * known. Thread-safe.
 */
void term_progress(const char *what, uint64_t done, uint64_t total);
void term_progress_done(void);

/* What term_progress() shows, appended to a line. */
void term_bar(const char *what, uint64_t done, uint64_t total, struct buf *line);

/*
 * The same with several lines, each cut to the terminal's width, and as many as
 * it has room for. Call term_progress_due() first where making the lines is work.
 */
void term_progress_lines(const struct strv *lines);
bool term_progress_due(void);

/* "48.6 MB", "1.2 GB", "512 B" into buf of at least 16 bytes; returns buf. */
char *term_size(uint64_t bytes, char buf[16]);

/* "40 s", "12 min", "5 h", "1 day", "30 days" into buf of at least 24 bytes; returns buf. */
char *term_duration(int64_t seconds, char buf[24]);

#endif
