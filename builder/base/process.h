/* Running programs: start, wait, capture, and a clean stop on Ctrl-C. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"

struct process {
	const char *const *argv; /* argv[0] is looked up on PATH if it has no slash */
	const char *const *env; /* NULL: the caller's environment */
	const char *cwd; /* NULL: the caller's */
	int in, out, err; /* descriptors to become 0, 1, 2; -1: in is
			     /dev/null, out and err are the caller's */
	bool own_group; /* lead a process group of its own, which is ended as a whole */
	bool ends_with_us; /* killed when this process ends, however it does */
	const int *keep_fds; /* more descriptors that stay open, -1 behind them; or NULL */
	/* Between fork and exec, in the child; may be NULL. Returns 0 to go on. */
	int (*prepare)(void *arg);
	/*
	 * A few times a second while process_run() waits; may be NULL. -1 with err set: the process
	 * is ended, and process_run() fails with that.
	 */
	int (*tick)(void *arg, struct err *err);
	void *arg;
};
#define PROCESS_INIT                                                                               \
	{                                                                                          \
		.in = -1, .out = -1, .err = -1                                                     \
	}

/*
 * Start it, with no other descriptors open than these. 0 and *pid, or -1 (not found, cannot be run)
 * with err set. */
int process_start(const struct process *p, pid_t *pid, struct err *err) MUST_CHECK;

/*
 * Wait for pid. *status is the exit status, or 128 + signal. When this program
 * was interrupted meanwhile, the process group of pid is ended (SIGTERM, then
 * SIGKILL after two seconds) and ERR_INTERRUPTED is set.
 */
int process_wait(pid_t pid, int *status, struct err *err) MUST_CHECK;

/* process_start and process_wait; what it leaves behind in a group of its own is killed. */
int process_run(const struct process *p, int *status, struct err *err) MUST_CHECK;

/*
 * Run argv and append at most max bytes of what it writes on stdout to out
 * (stderr goes to /dev/null). *status as above. ERR_MISSING if not installed.
 */
int process_capture(const char *const *argv, size_t max, struct buf *out, int *status,
		    struct err *err) MUST_CHECK;

/* Full path of a program on PATH, the caller frees; NULL if there is none. */
char *process_find(const char *name);

/* The same on another search path, "/usr/bin:/bin"; name has no slash. */
char *process_find_in(const char *path, const char *name);

/*
 * From now on SIGINT, SIGTERM and SIGHUP only set a flag that
 * process_interrupted() tells; a second SIGINT ends the program at once.
 */
void process_catch_interrupts(void);
bool process_interrupted(void);

#endif
