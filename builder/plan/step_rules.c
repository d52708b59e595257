/* The rules by which steps are run, as far as they can change what steps make. */
/* SPDX-License-Identifier: MIT */
#include "builder/plan/step_rules.h"

#include "builder/base/keytext.h"
#include "cache/store/store.h"

/*
 * The CPU level is said in words: compilers of newer distributions default to
 * x86-64-v2 or v3, and what they make then dies with SIGILL on older machines.
 */
char *step_rules_cflags(const struct target *t)
{
	return xasprintf("-O2 -march=%s", t->cpu);
}

void step_rules_key(const struct target *t, struct buf *text)
{
	AUTOFREE char *cflags = step_rules_cflags(t);

	keytext_line(text, "steps %d", STEP_RULES_VERSION);
	keytext_line(text, "cflags %s", cflags);
	keytext_line(text, "epoch %d", STORE_MTIME);
}
