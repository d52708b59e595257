/* The log of a part's steps, of bounded size however much they print. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_STEP_LOG_H
#define BUILD_STEP_LOG_H

#include <stddef.h>
#include <sys/types.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/* Bytes that a log keeps of its beginning, and of its end. */
enum { STEP_LOG_HEAD = 16 * 1024 * 1024, STEP_LOG_TAIL = 16 * 1024 * 1024 };

struct step_log;

/*
 * Append to fd, a file that is open for it and stays the caller's, what is written
 * to step_log_fd(); name: what errors call it. At once up to `head` bytes; of what follows the last
 * `tail` bytes come when the log is closed, behind a line that says how much was left out between.
 * A thread of this process does it. *out: free with step_log_free(). Errors: ERR_SYSTEM.
 */
int step_log_open(int fd, const char *name, size_t head, size_t tail, struct step_log **out,
		  struct err *err) MUST_CHECK;

/* Where to write: the end of a pipe, borrowed; -1 once it is closed. */
int step_log_fd(const struct step_log *log);

/*
 * Write what is left, after everything that came before. What processes that are
 * left over write later is lost. Again: nothing. Errors: ERR_SYSTEM when some of
 * the log could not be written.
 */
int step_log_close(struct step_log *log, struct err *err) MUST_CHECK;

/* Close and free; takes NULL. */
void step_log_free(struct step_log *log);

#endif
