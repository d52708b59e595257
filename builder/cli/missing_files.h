/* The input files that plans lack: how many, and how large together. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_MISSING_FILES_H
#define CLI_MISSING_FILES_H

#include <stdint.h>

#include "builder/base/buf.h"
#include "builder/base/strv.h"
#include "builder/plan/plan.h"

/* Zeroed before, released after. A file that several parts are made from counts once. */
struct missing_files {
	struct strv names; /* as their recipes call them */
	struct strv sha256; /* of each */
	uint64_t bytes; /* of all whose size is known */
	size_t unknown; /* how many give no size */
};

/* Add what a plan's parts lack of the recipes that it takes. */
void missing_files_add(struct missing_files *m, const struct plan *plan);

/*
 * Append "2 files to carry (48.7 MB)", "3 files (at least 1.2 MB; the size of 1 is unknown)".
 * what: "", or more words with a blank before them.
 */
void missing_files_describe(const struct missing_files *m, const char *what, struct buf *out);

/* Append "2 files to carry (48.7 MB): 'a', 'b'"; of many, the first. */
void missing_files_to_carry(const struct missing_files *m, struct buf *out);

void missing_files_release(struct missing_files *m);

#endif
