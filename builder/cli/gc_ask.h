/* Before gc removes sysroots that have a name. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_GC_ASK_H
#define CLI_GC_ASK_H

#include "cache/gc/gc.h"

/*
 * May those sysroots go that have a name and would have to, for the store to come to
 * options->max_size? Looks what these are, removing nothing, and asks on the terminal whether they
 * may go; the store is free for others meanwhile. names becomes those that may, sorted, and is
 * empty when no named sysroot has to go. Errors: ERR_FAILED when the answer is no, or when there is
 * no terminal to ask on; ERR_INTERRUPTED; those of gc_run().
 */
int gc_ask(struct store *s, const struct gc_options *options, struct strv *names,
	   struct err *err) MUST_CHECK;

/* ", unused for 3 days"; "" when it is not known. unused: in seconds. The caller frees. */
char *gc_age(int64_t unused);

#endif
