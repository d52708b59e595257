/* What users call a place to share by: registry/repository:tag, or a folder. */
/* SPDX-License-Identifier: MIT */
#ifndef REMOTE_REF_H
#define REMOTE_REF_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

#define REMOTE_DIGEST 72 /* "sha256:", 64 lower-case hex digits and a NUL */

struct remote_ref {
	char *text; /* as it was typed, for messages */
	char *folder; /* of "dir:/path": a store; the rest is NULL then */
	char *host; /* "registry.example.org:5000" */
	char *repo; /* "farm/sysroots" */
	char *tag; /* NULL: none was typed */
	char *digest; /* "sha256:HEX"; NULL: none was typed */
};

/*
 * Understand "HOST[:PORT]/REPOSITORY[:TAG][@sha256:HEX]" or "dir:/FOLDER". The
 * host must be named: it has a dot or a port, or is localhost. *ref zeroed
 * before; release it also after an error. Source: the grammar of names and tags
 * in the OCI distribution specification 1.1, "Pulling manifests".
 * Errors: ERR_USAGE.
 */
int remote_ref_parse(const char *text, struct remote_ref *ref, struct err *err) MUST_CHECK;
void remote_ref_release(struct remote_ref *ref);

/* Is a host ("localhost:5000", "127.0.0.1", "[::1]:5000") this very machine, by its name alone? */
bool remote_host_is_loopback(const char *host);

/* Is text "sha256:" and 64 lower-case hex digits? */
bool remote_digest_ok(const char *text);

#endif
