/* The records' text: what an artifact or a sysroot is, on disk. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_STORE_RECORD_H
#define CACHE_STORE_RECORD_H

#include "builder/base/buf.h"
#include "cache/store/store.h"

/*
 * A record is text. Its first line is "sysroot artifact 1 SHA256", "sysroot tree 1
 * SHA256" or "sysroot provenance 1 SHA256": the digest of everything behind that
 * line, so that a record that was altered or cut is known. Then comes, of
 * provenance, the statement as it was given; of the others lines "WORD VALUE", in
 * fixed order, control bytes and % in values written as %XX.
 *
 * Of an artifact:
 *   key, recipe, part, version, license, fidelity, sandbox
 *   key-text BYTES        followed by so many bytes and \n
 *   manifest              followed by the manifest's text, to the end
 * Of a tree (a sysroot):
 *   name, request-key, digest
 *   fact TEXT             any number
 *   part PART\tRECIPE\tVERSION\tKEY\tFIDELITY\tLICENSE\tWHY    any number
 *   manifest              followed by lines "PART MANIFEST-LINE", to the end;
 *                         PART is - for an entry of no part
 */
void artifact_record_text(const struct artifact *a, struct buf *out);
void tree_record_text(const struct tree_record *t, struct buf *out);
void provenance_record_text(const char *text, size_t len, struct buf *out);

/*
 * Parse; *a and *t zeroed before, released by the caller also after an error.
 * file: for messages. The manifest is checked as manifest_parse() does.
 * Errors: ERR_CORRUPT.
 */
int artifact_record_parse(const char *text, size_t len, const char *file, struct artifact *a,
			  struct err *err) MUST_CHECK;
int tree_record_parse(const char *text, size_t len, const char *file, struct tree_record *t,
		      struct err *err) MUST_CHECK;

/* The statement is appended to out, which may be NULL. */
int provenance_record_parse(const char *text, size_t len, const char *file, struct buf *out,
			    struct err *err) MUST_CHECK;

/*
 * The request key from the first bytes of a tree's record; the caller frees
 * *key. The record's digest is not looked at. Errors: ERR_CORRUPT.
 */
int tree_record_request(const char *text, size_t len, const char *file, char **key,
			struct err *err) MUST_CHECK;

#endif
