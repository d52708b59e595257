/* An artifact's provenance, read back from its statement. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_PROVENANCE_H
#define CACHE_PROVENANCE_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "cache/store/store.h"

/* The types and URIs of a statement (builder/build/provenance_write.c writes it). */
#define PROVENANCE_STATEMENT "https://in-toto.io/Statement/v1"
#define PROVENANCE_PREDICATE "https://slsa.dev/provenance/v1"
#define PROVENANCE_BUILD_TYPE "urn:x-sysroot:recipe-build:1"
#define PROVENANCE_BUILDER "urn:x-sysroot:builder"
#define PROVENANCE_ARTIFACT "urn:x-sysroot:artifact:" /* and a build key */

/* Strings are bytes that somebody else may have written: escape them for a terminal. */
struct provenance_material {
	char *kind; /* input, patch, file, artifact or tool */
	char *name; /* "" when it has none */
	char *sha256; /* 64 hex digits */
	char *version; /* of a tool, as the tool said it; "" when that is not known */
	struct strv origins; /* "npm zlib@1.2", "https URL": of inputs; in the recipe's order */
};

struct provenance {
	char *recipe; /* subject: its name ... */
	char *digest; /* ... and the digest of its manifest */
	char *key; /* the build key */
	struct provenance_material *materials;
	size_t count;
};

/*
 * Read a statement. *p zeroed before, released by the caller with
 * provenance_release(), also after an error. name: for messages.
 * Errors: ERR_CORRUPT: no JSON, or no statement of an artifact of ours; sizes
 * are bounded by 16 MiB and 100,000 materials.
 * Source: in-toto Statement v1, SLSA provenance v1.
 */
int provenance_parse(const char *text, size_t len, const char *name, struct provenance *p,
		     struct err *err) MUST_CHECK;
void provenance_release(struct provenance *p);

/*
 * Does it speak of this artifact: its recipe, its key, the digest of its
 * manifest? why (may be NULL) gets what does not fit; the caller frees.
 */
bool provenance_fits(const struct provenance *p, const struct artifact *a, char **why);

#endif
