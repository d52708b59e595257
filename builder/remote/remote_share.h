/* Artifacts and sysroots, to a registry and from it. */
/* SPDX-License-Identifier: MIT */
#ifndef REMOTE_SHARE_H
#define REMOTE_SHARE_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/remote/remote_registry.h"
#include "cache/index/index.h"
#include "cache/store/store.h"

/*
 * Each is one OCI artifact whose layer is a kit (cache/kit/kit.h) that carries it
 * alone. An artifact has the tag "key-" and its build key, so that who wants to
 * make it can ask; a sysroot has the tag that the user gives.
 */

struct share_push {
	bool moved; /* it was not there as it is here: it went over */
	char digest[REMOTE_DIGEST]; /* of the OCI manifest that the tag names now */
};

/*
 * Push an artifact. What is there already, the same tree under the same key,
 * stays; it is replaced where it lacks a signature and one is to be made.
 * replace: put it in place of one that differs, which is else ERR_MISMATCH.
 */
int share_push_artifact(struct registry *r, struct store *s, const char *key, bool replace,
			struct share_push *done, struct err *err) MUST_CHECK;

/* Push a sysroot (its record and objects, no artifacts) under a tag, replacing what is there. */
int share_push_tree(struct registry *r, struct store *s, const char *name, const char *tag,
		    struct share_push *done, struct err *err) MUST_CHECK;

/*
 * Pull the artifact of a key, or a sysroot by tag or digest. What it carries is
 * looked at once its signature holds, and must be just what was asked for.
 * ix may be NULL. *name: of the sysroot; the caller frees.
 * Returns 1, 0 when the registry has it not, -1: also ERR_MISMATCH when it is
 * not signed, or with no key that is trusted, or when another sysroot of its name
 * is here (see remote_access.older_ok).
 */
int share_pull_artifact(struct registry *r, struct store *s, struct index *ix, const char *key,
			struct err *err) MUST_CHECK;
int share_pull_tree(struct registry *r, struct store *s, struct index *ix, const char *tag,
		    char **name, struct err *err) MUST_CHECK;

/*
 * Copy the artifact of a key from another store, which is only read: every
 * object is hashed. Returns 1, 0 when it has it not, -1: also ERR_CORRUPT.
 */
int share_copy_artifact(const struct store *from, struct store *s, const char *key,
			struct err *err) MUST_CHECK;

#endif
