/* The logs that builds of a target's parts have left. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_LOG_H
#define BUILD_LOG_H

#include <time.h>

#include "builder/base/buf.h"
#include "builder/plan/plan.h"
#include "cache/store/store.h"

struct build_log {
	char *part, *recipe;
	char key[SHA256_HEX];
	char *path; /* absolute */
	uint64_t size; /* bytes */
	struct timespec written; /* last */
	bool made; /* the part is in the store; else its build failed, or is under way */
};

/* Zeroed before, released after. */
struct build_logs {
	struct build_log *items;
	size_t count;
};

/*
 * The logs of the parts that the plan has, and of those that the sysroot of its name was composed
 * from: of parts that are not made first, each group with the one written last in front. A part
 * that was not built in this store, or whose log gc has removed, has none.
 */
void build_logs_find(const struct store *s, const struct plan *plan, struct build_logs *logs);
void build_logs_release(struct build_logs *logs);

/* Append the text. Errors: ERR_MISSING when it is gone; ERR_SYSTEM. */
int build_log_read(const struct store *s, const struct build_log *log, struct buf *out,
		   struct err *err) MUST_CHECK;

#endif
