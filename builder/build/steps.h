/* Running a recipe's steps in the sandbox, with a log that tells the line. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_STEPS_H
#define BUILD_STEPS_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/sandbox/sandbox.h"
#include "recipes/recipe.h"
#include "sysroots/targets/target.h"

struct steps_run {
	const struct recipe *recipe;
	const struct target *target;
	enum sandbox_tier tier;
	const char *build; /* host path of the build folder: src/ is in it */
	const char *sysroot; /* host path of the sysroot of what it needs, or NULL */
	int log_fd; /* the log file, to be read and appended to */
	const char *log; /* its host path, for errors */
	int jobs; /* $JOBS, and make's -j without a jobserver */
	const int *jobserver; /* descriptors of the pool of jobs (jobserver.h), or NULL */
	/* Told what is under way ("step build"); may be NULL. */
	void (*doing)(void *arg, const char *what);
	void *doing_arg;
};

/*
 * Apply the recipe's patches to src/, copy its files into it, run its steps one
 * after the other, each a POSIX shell with -eu in src/; they leave the tree in
 * out/ ($DESTDIR).
 *
 * The log holds every command with the file, the recipe's or one beside it,
 * and the line before it ("+ musl-1.2.5.recipe:31: make"). It is bounded: see
 * step_log.h.
 * Errors: ERR_STEP "step 'build' of recipe 'x' failed at FILE:LINE (exit status
 * 2)" with the log's last lines and its place as the hint; ERR_INTERRUPTED.
 */
int steps_run(const struct steps_run *run, struct err *err) MUST_CHECK;

/* The last lines of a log that is open, at most `lines`, each with prefix; the caller frees. */
char *steps_log_tail(int log, size_t lines, const char *prefix);

#endif
