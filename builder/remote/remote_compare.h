/* Two machines made one build key: is it the same? */
/* SPDX-License-Identifier: MIT */
#ifndef REMOTE_COMPARE_H
#define REMOTE_COMPARE_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "builder/remote/remote_registry.h"
#include "cache/store/store.h"

enum compare_end { COMPARE_EQUAL, COMPARE_DIFFERS, COMPARE_ABSENT };

struct comparison {
	enum compare_end end;
	char ours[SHA256_HEX]; /* digest of the artifact's manifest */
	char theirs[SHA256_HEX]; /* empty when it is absent */
	struct strv paths; /* what differs, a line each, the first ones: "usr/lib/libc.a",
			      "only here: PATH", "only there: PATH" */
	size_t differing; /* how many there are in all */
	char *our_making, *their_making; /* from the provenance: when, on what; NULL: not known */
};

struct comparer;

/* Compare with what a place has; nothing of it enters the store. place, access are borrowed. */
int compare_open(struct store *s, const struct remote_ref *place,
		 const struct remote_access *access, struct comparer **out,
		 struct err *err) MUST_CHECK;
void compare_close(struct comparer *c);

/*
 * Our artifact of a key with theirs. *out zeroed before; the caller releases it.
 * Errors: those of the registry; ERR_MISMATCH, ERR_HOSTILE when it lies;
 * ERR_CORRUPT: a folder's artifact was altered.
 */
int compare_artifact(struct comparer *c, const char *key, struct comparison *out,
		     struct err *err) MUST_CHECK;
void comparison_release(struct comparison *c);

/* "2026-11-21T05:00:00Z, Linux 6.1.0 x86_64, bubblewrap" of a statement, or NULL; caller frees. */
char *compare_making(const char *statement, size_t len);

/* For tests: fill in paths and differing. */
void compare_manifests(const struct manifest *ours, const struct manifest *theirs,
		       struct comparison *out);

#endif
