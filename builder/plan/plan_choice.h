/* Private to plan: which recipe of several is taken. */
/* SPDX-License-Identifier: MIT */
#ifndef PLAN_CHOICE_H
#define PLAN_CHOICE_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/plan/plan.h"

/*
 * Can the recipe make that part of the target? ERR_FAILED tells why not: it
 * makes another part, is for another machine, or provides another version.
 */
int plan_check_recipe(const struct recipe *r, const struct target *t,
		      const struct target_part *part, struct err *err) MUST_CHECK;

/* What to try: the one that the user named (*chosen), or plan_candidates(). */
int plan_choices(struct catalog *catalog, const struct target *t, const struct target_part *part,
		 const struct plan_options *o, struct strv *names, bool *chosen,
		 struct err *err) MUST_CHECK;

/* Why this one of the names was taken, for people; the caller frees. */
char *plan_why(const struct recipe *taken, const struct strv *names, const struct plan_options *o,
	       bool chosen);

#endif
