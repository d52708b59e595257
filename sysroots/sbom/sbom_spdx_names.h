/* Names and relations of elements in an SPDX document. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_SBOM_SPDX_NAMES_H
#define SYSROOTS_SBOM_SPDX_NAMES_H

#include "builder/base/json.h"
#include "sysroots/sbom/sbom.h"

/*
 * "SPDXRef-KIND-NAME", or "SPDXRef-KIND" for the name "". Only letters, digits, '.' and '-' may be
 * in it (SPDX 2.3, 7.2): other bytes of the name are written ".XX". The caller frees.
 */
char *spdx_id(const char *kind, const char *name);

/* The element of a part. The caller frees. */
char *spdx_part_id(const struct sbom_part *p);

/* One relation, between jsonout_array_begin() and _end(); type as in SPDX 2.3, 11.1. */
void spdx_relation(struct json *j, const char *from, const char *type, const char *to);

#endif
