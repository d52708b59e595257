/* Private to build: many plans under way at once. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_INTERNAL_H
#define BUILD_INTERNAL_H

#include "builder/build/build.h"
#include "builder/build/build_part.h"
#include "builder/build/build_worker.h"
#include "builder/build/jobserver.h"

enum unit_state {
	UNIT_WAITING,
	UNIT_RUNNING,
	UNIT_MADE, /* or taken from a remote */
	UNIT_FAILED,
	UNIT_LACKING, /* its inputs are missing, and no remote has it */
};

/* What has to be made under one build key, for however many plans. */
struct build_unit {
	struct plan *plan; /* one that has it, and where in it */
	size_t part;
	enum unit_state state;
	char *label; /* the recipe, and where that is not enough the target */
	struct build_worker worker; /* while it runs */
	struct err err; /* UNIT_FAILED: why */
};

struct builder {
	struct store *store;
	struct index *index;
	struct plan *const *plans;
	struct build_result *results; /* of each plan */
	size_t plan_count;
	struct build_unit *units; /* in the order in which they are begun */
	size_t unit_count;
	struct crew crew; /* the workers of those that run */
	struct jobserver pool;
	struct build_part_run run; /* what all parts have in common */
	struct err unable; /* why nothing can be made here; parts may be taken all the same */
	bool keep_going;
	bool verify;
	bool stopping; /* nothing new is begun */
	bool full; /* the disk is: what runs is ended too */
	int64_t begun_ms; /* of clock_ms() */
};

/* --- build_unit.c --- */

const struct plan_part *build_unit_part(const struct build_unit *u);

/* Find out what must be made for the plans whose end is not settled. */
void build_units_find(struct builder *b);
void build_units_free(struct builder *b);

/* Are its inputs missing, so that it can only be taken from a remote? */
bool build_unit_lacks(const struct build_unit *u);

/* Is everything there that it needs? */
bool build_unit_is_ready(const struct build_unit *u);

/* Its artifact is in the store, made or taken: every plan that has it shall know. */
void build_unit_made(struct builder *b, struct build_unit *u, bool taken);

/* Has the plan a part whose inputs are missing, and that no remote has? */
bool build_units_lack(const struct builder *b, const struct plan *plan);

/* The unit of the plan that has failed, or NULL. */
const struct build_unit *build_units_failed(const struct builder *b, const struct plan *plan);

/* --- build_tree.c --- */

/* Compose the sysroot of a plan whose parts are all there, register it, point its name at it. */
int build_tree(struct store *s, struct index *ix, const struct plan *plan, char digest[SHA256_HEX],
	       struct err *err) MUST_CHECK;

/* --- build_show.c --- */

/* The progress lines: what runs, how far the whole is. composing: a target, or NULL. */
void build_show(const struct builder *b, const char *composing);

#endif
