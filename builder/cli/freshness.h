/* Is a sysroot that is built the one that the next build would make? */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_FRESHNESS_H
#define CLI_FRESHNESS_H

#include "builder/base/strv.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"

/* What it is looked up in; opened once for many sysroots. */
struct freshness {
	const struct store *store; /* borrowed */
	struct index *index; /* NULL: without one */
	struct catalog *catalog;
};

/* Errors: cli_open_catalog()'s. Close in any case. */
int freshness_open(struct freshness *f, const struct store *s, struct err *err) MUST_CHECK;
void freshness_close(struct freshness *f);

/*
 * The state of the sysroot of this target, which is built. reasons: why it is out of date, a line
 * each, as plan_changes() has them; for ANSWER_UNKNOWN why that is not known, or nothing for a
 * store that was exported.
 */
enum answer_state freshness_of(const struct freshness *f, struct target *target,
			       struct strv *reasons);

#endif
