/* Kits: one archive that carries parts of a store over an air gap, whole and from known hands. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_KIT_H
#define CACHE_KIT_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "cache/index.h"
#include "cache/store.h"

/*
 * A kit is a tar archive in one zstd frame, and beside it, as KIT.minisig, a
 * signature in minisign's format over the whole file. First in the archive
 * stands the manifest, a text; then come the members in the manifest's order,
 * each once, named by their digests. Every byte of the archive follows from the
 * manifest and the members' contents: the same store makes the same kit, and a
 * reader makes each tar header itself and compares, instead of parsing it.
 *
 *   manifest
 *   inputs/SHA256            what upstream made
 *   objects/SHA256[.x]       contents of artifacts and sysroots
 *   artifacts/KEY            records, as in the store
 *   records/NAME/DIGEST      sysroots, as in the store
 *   provenance/KEY           how an artifact was made: an in-toto statement
 *   programs/NAME            the program itself
 */

/* What a kit is to carry. */
struct kit_wish {
	const char *name; /* of the series that it belongs to, for the number; [a-z0-9._-] */
	uint64_t number; /* of this one in its series; an importer takes none below the last */
	struct strv inputs; /* sha256 */
	struct strv artifacts; /* build keys; with their objects and provenance */
	struct strv trees; /* names of built sysroots; with their objects, without artifacts */
	struct strv programs; /* paths of files that are carried under their last component */
	const struct strv *have; /* sorted names of members ("objects/...") that the other side has
				    already: they stay out, and the manifest says so; or NULL */
};

struct kit_summary {
	char *name; /* of the series */
	uint64_t number;
	size_t members; /* carried */
	size_t left_out; /* because the other side has them */
	uint64_t bytes; /* of the members, uncompressed */
	size_t inputs, artifacts, trees, programs; /* of each kind */
	char *signer; /* import: key id and comment of the trusted key; NULL: unsigned */
};
void kit_summary_release(struct kit_summary *k);

/*
 * Write a kit to fd. *summary may be NULL; else release it.
 * Errors: ERR_MISSING for what is not in the store, ERR_CORRUPT for what was
 * altered there, ERR_SYSTEM.
 */
int kit_write(struct store *s, const struct kit_wish *wish, int fd, struct kit_summary *summary,
	      struct err *err) MUST_CHECK;

struct kit_trust {
	const char *keys; /* folder of NAME.pub files in minisign's format */
	const char *signature; /* path of the signature; NULL: none is there */
	bool unsigned_ok; /* take a kit without a signature: the user said so */
	bool older_ok; /* take a number below the last one of its series: the user said so */
};

/*
 * Take in all that a kit carries, or nothing. The signature is checked over the
 * whole file before anything in it is parsed; what is read then must be what
 * was signed, block by block, even if the medium answers otherwise the second
 * time. Members are hashed while they stream into tmp/; only when all are there
 * and each record has its objects, they are moved in, records last.
 *
 * path: of the kit, a regular file. program_folder: where programs/ go, or NULL
 * to leave them out. summary as above.
 * Errors: ERR_MISMATCH (signature, digest, an older number, an unknown key),
 * ERR_HOSTILE (the archive is not one that kit_write() makes), ERR_MISSING (a
 * member that was left out is not in this store either), ERR_SYSTEM.
 */
int kit_import(struct store *s, struct index *ix, const char *path, const struct kit_trust *trust,
	       const char *program_folder, struct kit_summary *summary, struct err *err) MUST_CHECK;

#endif
