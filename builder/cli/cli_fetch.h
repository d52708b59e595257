/* Bringing the inputs of targets, for the commands that do. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_FETCH_H
#define CLI_FETCH_H

#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/fetch/fetch.h"

/*
 * Bring what the targets lack into the store. A part whose first recipe cannot be had gets its next
 * one. Says how much that is, what it does, and per target that there was nothing to do.
 *
 * j: an open array that gets an object for each target, with its inputs; NULL: none is wanted.
 * w: opened for writing. choice: of the command line. names: as they were typed.
 * Errors: cli_plan()'s; ERR_MISSING, ERR_MISMATCH when an input cannot be had, with what to do.
 */
int cli_fetch(struct workshop *w, struct cli_choice *choice, const struct fetch_options *options,
	      const struct strv *names, struct json *j, struct err *err) MUST_CHECK;

#endif
