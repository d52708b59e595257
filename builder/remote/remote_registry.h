/* A repository in a registry, by the OCI distribution API. */
/* SPDX-License-Identifier: MIT */
#ifndef REMOTE_REGISTRY_H
#define REMOTE_REGISTRY_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "builder/remote/remote_http.h"
#include "builder/remote/remote_oci.h"
#include "builder/remote/remote_ref.h"
#include "cache/store/store.h"

/* How the user wants remote places to be spoken to and believed. */
struct remote_access {
	struct http_client http;
	const char *username; /* NULL: the login that docker left, if any */
	const char *password_file; /* as the user named it; read into password */
	char *password;
	struct strv keys; /* folders of trusted keys */
	bool unsigned_ok; /* take what is not signed */
	bool older_ok; /* let another sysroot take the place of the one of its name that is here */
	const char *sign; /* file of the secret key that what is pushed is signed with, or NULL */
	char *passphrase; /* of that key, or NULL */
};

struct registry;

/*
 * Speak to the registry for the first time: is it one, and by which scheme?
 * (https; for this very machine, http when that is what it speaks.) ref and
 * access are borrowed; what comes goes to the store's tmp/.
 * Errors of this and all that follow: ERR_MISSING (cannot be reached),
 * ERR_FAILED (refuses), ERR_MISMATCH and ERR_HOSTILE (it lies), ERR_SYSTEM,
 * ERR_INTERRUPTED; each names the repository.
 */
int registry_open(struct store *s, const struct remote_ref *ref, const struct remote_access *access,
		  struct registry **out, struct err *err) MUST_CHECK;
void registry_close(struct registry *r);

/* What it was opened with; borrowed. */
const struct remote_ref *registry_ref(const struct registry *r);
const struct remote_access *registry_access(const struct registry *r);

/*
 * The manifest of a tag, or of a digest, which it is held against. Appended to
 * text; digest may be NULL. Returns 1, 0 when there is none, or -1.
 */
int registry_get_manifest(struct registry *r, const char *tag, struct buf *text,
			  char digest[REMOTE_DIGEST], struct err *err) MUST_CHECK;

/*
 * Bring a blob to a file in the store's tmp/partial, going on from what an earlier
 * try left there, and hash it. The caller frees *path (absolute) and removes the
 * file when done with it.
 */
int registry_get_blob(struct registry *r, const struct oci_blob *b, char **path,
		      struct err *err) MUST_CHECK;

/* Upload a file as a blob, unless it is there. moved: set when it was not; may be NULL. */
int registry_put_blob(struct registry *r, const char *path, const struct oci_blob *b, bool *moved,
		      struct err *err) MUST_CHECK;

/* Put a manifest under a tag; its blobs are there. digest may be NULL. */
int registry_put_manifest(struct registry *r, const char *tag, const struct buf *text,
			  char digest[REMOTE_DIGEST], struct err *err) MUST_CHECK;

#endif
