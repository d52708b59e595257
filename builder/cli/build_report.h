/* What 'build' tells at its end: the built sysroots, a table of all, each failure once. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_BUILD_REPORT_H
#define CLI_BUILD_REPORT_H

#include "builder/build/build.h"

/* One target of the command. */
struct build_item {
	char *name; /* canonical, or as typed when it is not understood */
	struct target *target; /* NULL when the name is not understood */
	struct plan *plan; /* NULL when it cannot be planned */
	struct err err; /* why not */
	bool impossible; /* and that is no failure: nothing went wrong here */
	struct build_result result; /* with a plan */
};

struct build_report {
	struct build_item *items;
	size_t count;
	bool all; /* --all: what is missing is no failure */
	double seconds; /* it took */
	const struct store *store;
};

void build_item_release(struct build_item *item);

/* The answer: a line for each built sysroot, or all targets in the document of --json. */
void build_report_answer(const struct build_report *r, struct buf *out);

/* The table and the counts, in words on stderr. */
void build_report_say(const struct build_report *r);

/*
 * Returns 0 when nothing failed; else -1 and the error: the one failure as it is,
 * or one that names each of many once.
 */
int build_report_error(struct build_report *r, struct err *err) MUST_CHECK;

#endif
