/* Before gc and rm remove sysroots that have a name. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_GC_ASK_H
#define CLI_GC_ASK_H

#include "cache/gc/gc.h"

/* Sysroots that go, or are gone. Zeroed before, released after. */
struct gc_going {
	struct strv names;
	struct strv ages; /* of each: gc_age() */
	uint64_t *bytes; /* that each gives back, with what it alone kept */
};

/* What gc_options.say is for it; arg: a struct gc_going. */
void gc_going_note(const struct gc_item *item, void *arg);
void gc_going_release(struct gc_going *going);

/*
 * May those sysroots go that have a name and would have to, for the store to come to
 * options->max_size? Looks what these are, removing nothing, and asks on the terminal whether they
 * may go; the store is free for others meanwhile. names becomes those that may, sorted, and is
 * empty when no named sysroot has to go. Errors: ERR_FAILED when the answer is no, or when there is
 * no terminal to ask on; ERR_INTERRUPTED; those of gc_run().
 */
int gc_ask(struct store *s, const struct gc_options *options, struct strv *names,
	   struct err *err) MUST_CHECK;

/* The same for the sysroots that options->remove names. */
int gc_ask_remove(struct store *s, const struct gc_options *options, struct err *err) MUST_CHECK;

/* ", unused for 3 days"; "" when it is not known. unused: in seconds. The caller frees. */
char *gc_age(int64_t unused);

#endif
