/* What we keep in a registry: OCI artifacts with one kit each. */
/* SPDX-License-Identifier: MIT */
#ifndef REMOTE_OCI_H
#define REMOTE_OCI_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/sha256.h"
#include "builder/remote/remote_ref.h"

#define OCI_MANIFEST_TYPE "application/vnd.oci.image.manifest.v1+json"
#define OCI_MANIFEST_MAX ((uint64_t)4 << 20) /* bytes: what registries take, too */
#define OCI_KIT_MAX ((uint64_t)16 << 30)
#define OCI_SIGNATURE_MAX ((uint64_t)64 << 10)
/* The config that an artifact without one has, "{}". */
#define OCI_EMPTY_DIGEST "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

struct oci_blob {
	char digest[REMOTE_DIGEST];
	uint64_t size; /* in bytes; 0: there is none */
};

/*
 * An image manifest with the artifact type application/vnd.sysroot.artifact.v1,
 * the empty config, and as layers a kit (application/vnd.sysroot.kit.v1+zstd)
 * and perhaps its signature (application/vnd.sysroot.kit.v1.minisig). The
 * annotations say what the kit carries; nothing but words relies on them.
 * Source: OCI image specification 1.1, "Guidelines for Artifact Usage".
 */
struct oci_manifest {
	struct oci_blob kit, signature;
	char *key; /* build key of the artifact, or NULL */
	char *target; /* name of the sysroot, or NULL */
	char *recipe; /* of the artifact, or NULL */
	char *tree; /* digest of the artifact's or the sysroot's tree, 64 hex digits, or NULL */
};

void oci_manifest_release(struct oci_manifest *m);

/* The manifest's text; the same for the same *m, byte for byte. */
void oci_manifest_text(const struct oci_manifest *m, struct buf *out);

/*
 * Parse one; *m zeroed before, released by the caller also after an error.
 * Errors: ERR_MISMATCH: no JSON, no manifest, or one of something else.
 */
int oci_manifest_parse(const char *text, size_t len, struct oci_manifest *m,
		       struct err *err) MUST_CHECK;

/*
 * The first message of a registry's error answer, "CODE: message", or NULL; the
 * caller frees. Source: OCI distribution specification 1.1, "Error Codes".
 */
char *oci_error_message(const char *text, size_t len);

#endif
