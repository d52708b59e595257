/* What a sysroot is made of, all that a bill of materials says of it. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_SBOM_H
#define SYSROOTS_SBOM_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/clock.h"
#include "builder/base/err.h"
#include "cache/store/store.h"
#include "recipes/catalog.h"
#include "sysroots/sbom/key_materials.h"

/* An input, patch or file that a part was made of. */
struct sbom_material {
	enum material_kind kind;
	char *name; /* NULL of a patch whose name nobody knows any more */
	char sha256[SHA256_HEX];
	unsigned strip; /* of a patch: -pN */
	char *purl; /* package URL, or NULL */
	char *url; /* where it can be downloaded, or NULL */
	struct strv origins; /* as the recipe words them: "npm zlib@1.2" */
};

/* How a part got into a binary; see binary_match.h for what each figure means. */
struct sbom_link {
	bool is_static, is_dynamic;
	size_t by_content, by_symbol; /* members of archives, object files */
	size_t bytes; /* of the binary, that were compared and are the part's */
	struct strv objects; /* "usr/lib/libc.a(printf.o)", sonames; sorted */
};

struct sbom_part {
	char *part, *name; /* libc, glibc */
	char *recipe; /* "" for what the composer itself adds */
	char *version, *license, *fidelity, *sandbox; /* "" where not known */
	char key[SHA256_HEX], digest[SHA256_HEX]; /* build key and digest of the artifact, or "" */
	char *purl; /* or NULL */
	struct sbom_material *materials;
	size_t material_count;
	struct strv needs; /* parts that stood in the sysroot while it was built, sorted */
	struct sbom_link *link; /* of a binary's bill; NULL: not linked in */
};

/* A module that Go says it linked in. */
struct sbom_module {
	char *path, *version, *sum; /* sum: "h1:...", or "" */
};

struct sbom {
	struct tree_record tree; /* the sysroot's */
	struct sbom_part *parts; /* the record's, then what the composer adds */
	size_t count;
	char created[CLOCK_TEXT]; /* $SOURCE_DATE_EPOCH, or STORE_MTIME */
	const struct store *store; /* to hash the files by SHA-1; NULL: no files in the bill */

	/* Of a binary's bill only; binary NULL: of the sysroot. */
	char *binary; /* its file name */
	char binary_sha256[SHA256_HEX];
	struct strv missing; /* sonames that no part of the sysroot has */
	struct sbom_module *modules; /* of a Go program */
	size_t module_count;
	char *go_version; /* "go1.23.4", or NULL */
};

/*
 * Gather what the store knows of a built sysroot: its record, its artifacts' key
 * texts and, for origins and the names of patches, their provenance. Where an
 * artifact has none, origins come from the catalog, if its recipe of that name
 * still has an input of that digest. catalog: may be NULL. What is not known is
 * left open; a lost artifact leaves a part with what the sysroot's record says.
 *
 * *b zeroed before, released by the caller with sbom_release(), also after an
 * error. Errors: ERR_MISSING (not built), ERR_CORRUPT, ERR_USAGE
 * ($SOURCE_DATE_EPOCH is no time).
 */
int sbom_collect(const struct store *s, struct catalog *catalog, const char *name, struct sbom *b,
		 struct err *err) MUST_CHECK;
void sbom_release(struct sbom *b);

/*
 * Append the bill as SPDX 2.3 or CycloneDX 1.6 JSON. Equal records give equal
 * bytes: its UUID is made of them. With files (b->store): ERR_CORRUPT, ERR_MISSING for
 * an object that cannot be read.
 */
int sbom_spdx(const struct sbom *b, struct buf *out, struct err *err) MUST_CHECK;
int sbom_cyclonedx(const struct sbom *b, struct buf *out, struct err *err) MUST_CHECK;

/*
 * Set a material's purl and url from its origins and its name: pkg:deb, pkg:rpm,
 * pkg:apk by the file's name, pkg:npm, else pkg:generic with the digest.
 * Source: package-url's PURL-SPECIFICATION and PURL-TYPES.
 */
void sbom_set_purl(struct sbom_material *m);

/* "pkg:generic/NAME@VERSION"; version may be "". The caller frees. */
char *sbom_purl_generic(const char *name, const char *version);

/* "pkg:golang/PATH@VERSION"; the caller frees. */
char *sbom_purl_go(const struct sbom_module *m);

/* --- what both formats use --- */

/* The place that sbom_put_uuid() fills in. */
#define SBOM_NO_UUID "00000000-0000-0000-0000-000000000000"

/*
 * Put a UUID in the place of the first SBOM_NO_UUID from begin on: version 8 (RFC 9562), of
 * the SHA-256 of the text from there, in which everything else stands already.
 */
void sbom_put_uuid(struct buf *out, size_t begin);

/* Is this the first part that has this material (by kind and digest)? */
bool sbom_is_first(const struct sbom *b, size_t part, size_t material);

/* The origins joined by "; ", or NULL without any. The caller frees. */
char *sbom_origins(const struct sbom_material *m);

/* How a part was found in the binary, in words. The caller frees. */
char *sbom_link_words(const struct sbom_link *l);

/* Does the bill have this part? That of a binary has only what is linked in. */
bool sbom_has(const struct sbom *b, const struct sbom_part *p);

#endif
