/* One error: a code, the system's errno where there was one, a text, a hint. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * Every kind of error there is, with the exit status it ends the program with
 * (0 done, 1 failed, 2 misused, 3 something did not match its digest or
 * signature) and the word that `--json` shows.
 */
#define ERR_CODES(X)                                                                               \
	X(ERR_NONE, 0, "none")                                                                     \
	X(ERR_FAILED, 1, "failed")                                                                 \
	X(ERR_SYSTEM, 1, "system")                                                                 \
	X(ERR_USAGE, 2, "usage")                                                                   \
	X(ERR_UNKNOWN_NAME, 2, "unknown-name")                                                     \
	X(ERR_SYNTAX, 1, "syntax")                                                                 \
	X(ERR_MISSING, 1, "missing")                                                               \
	X(ERR_MISMATCH, 3, "mismatch")                                                             \
	X(ERR_HOSTILE, 3, "hostile")                                                               \
	X(ERR_CORRUPT, 3, "corrupt")                                                               \
	X(ERR_STEP, 1, "step")                                                                     \
	X(ERR_INTERRUPTED, 130, "interrupted")

enum err_code {
#define X(code, status, word) code,
	ERR_CODES(X)
#undef X
};

struct err {
	enum err_code code;
	int sysno; /* errno of the call that failed, or 0 */
	char *text; /* the problem, lower case, no full stop; NULL when none */
	char *hint; /* what to do about it, or NULL; may have several lines */
	char *file; /* the file that the problem is in, or NULL; the text names it too */
	int line, column; /* there, from 1; 0: not known */
};

#define ERR_INIT                                                                                   \
	{                                                                                          \
		ERR_NONE, 0, NULL, NULL, NULL, 0, 0                                                \
	}

/*
 * Set the error, replacing what was there. err may be NULL (the caller does
 * not care). Returns -1 always, so that `return err_set(...)` reads well.
 */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The same for a problem at a place in a file: the text gets "FILE:LINE:COLUMN: " before it,
 * without a column where that is 0.
 */
int err_set_at(struct err *err, enum err_code code, const char *file, int line, int column,
	       const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* Set the place of an error that is set, whose text names it already. Returns -1. */
int err_place(struct err *err, const char *file, int line, int column);

/*
 * ERR_SYSTEM from errno: the text gets ": No space left on device" or the like
 * behind it, and for ENOSPC, EROFS, EACCES, EMFILE a hint. Returns -1.
 */
int err_sys(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Add or replace the hint of an error that is set. Returns -1. */
int err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * For an error of a path below /proc: the hint that /proc is not mounted, where that is why the
 * path does not exist. Returns -1.
 */
int err_hint_proc(struct err *err);

/* Add lines behind the hint, if there is one. Returns -1. */
int err_hint_more(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Put a "prefix: " before the text of an error that is set. Returns -1. */
int err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Forget the error and free its texts. */
void err_clear(struct err *err);

/* Move an error to another place; from is clear afterwards. Returns -1. */
int err_move(struct err *to, struct err *from);

/* A copy, with all that it says. Returns -1. */
int err_copy(struct err *to, const struct err *from);

/* The exit status and the word of a code. The word is static. */
int err_exit_status(enum err_code code);
const char *err_word(enum err_code code);

#endif
