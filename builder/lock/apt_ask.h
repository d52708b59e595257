/* Asking suites of Debian what they have now: for pinning packages anew. */
/* SPDX-License-Identifier: MIT */
#ifndef LOCK_APT_ASK_H
#define LOCK_APT_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "cache/store/store.h"
#include "recipes/recipe.h"

/* What stands in a suite under a package's name. */
struct apt_offer {
	char *version; /* of the package, with its epoch */
	char *file; /* name of the file, no folder */
	char sha256[SHA256_HEX];
	uint64_t size; /* in bytes */
};

struct apt_question {
	const struct recipe_origin *from; /* apt or apt-source; borrowed */
	const char *sha256; /* of the input as it is pinned; borrowed */

	/* The answer. */
	bool current; /* the suite has the pinned file still */
	struct apt_offer newest; /* of the package, or of the source package's file of that
				    kind; version NULL: there is none */
	char *why; /* the suite could not be asked: apt's own words; else NULL */
};

/*
 * Answer all questions, each package list read once. Lists are brought anew
 * unless that was done in the last minutes; their signatures are checked by apt,
 * against the keys of the machine's own sources and of Debian. Not to be called
 * in a program that catches interrupts: nothing here polls for them.
 * timeout: seconds without a byte. A suite that cannot be asked is its questions'
 * `why`. Errors: ERR_SYSTEM, ERR_INTERRUPTED while waiting for another process.
 */
int apt_ask(struct store *s, struct apt_question *questions, size_t count, long timeout,
	    struct err *err) MUST_CHECK;

void apt_question_release(struct apt_question *q);

#endif
