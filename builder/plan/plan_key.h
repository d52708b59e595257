/* Private to plan: build keys, and the request key of a whole sysroot. */
/* SPDX-License-Identifier: MIT */
#ifndef PLAN_KEY_H
#define PLAN_KEY_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/plan/plan.h"

/*
 * Key the part of a plan as recipe r would make it; the parts that it needs are
 * keyed. Sets key, key_text, lacks and advice: a tool that is not installed is no error.
 * ix: for the remembered digests of tools; may be NULL.
 */
int plan_key(const struct plan *plan, struct plan_part *part, const struct recipe *r,
	     struct index *ix, struct err *err) MUST_CHECK;

/* Set the plan's request_key, once all parts are keyed. */
void plan_request_key(struct plan *plan);

#endif
