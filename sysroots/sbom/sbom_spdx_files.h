/* The files of an SPDX document, when they are asked for. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_SBOM_SPDX_FILES_H
#define SYSROOTS_SBOM_SPDX_FILES_H

#include "builder/base/json.h"
#include "sysroots/sbom/sbom.h"

/*
 * filesAnalyzed, and packageVerificationCode over the part's files: the SHA-1 of
 * their sorted SHA-1 digests (SPDX 2.3, 7.9). A part without files is not
 * analyzed. Errors: those of store_open_object().
 */
int spdx_verification(const struct sbom *b, const struct sbom_part *p, struct json *j,
		      struct err *err) MUST_CHECK;

/* The list of files with SHA-1, which SPDX wants of each, and SHA-256. */
int spdx_files(const struct sbom *b, struct json *j, struct err *err) MUST_CHECK;

/* Which part contains each; between jsonout_array_begin() and _end(). */
void spdx_file_relations(const struct sbom *b, struct json *j);

#endif
