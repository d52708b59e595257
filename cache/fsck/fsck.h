/* Checking the store: every missing, altered or foreign thing in it. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_FSCK_H
#define CACHE_FSCK_H

#include "cache/index/index.h"
#include "cache/store/store.h"

struct fsck_report {
	size_t inputs, objects, artifacts, trees; /* checked */
	size_t problems;
	size_t index_problems; /* of them: of the index, which can be made again */
	uint64_t bytes; /* hashed */
};

/*
 * Check everything: inputs and objects against their digests, modes and times,
 * artifacts' keys and objects, the trees' files on disk against their
 * manifests, names and records, the index against the records; and what stands
 * in the store that is not the store's. say is called with one line a problem,
 * what it hurts and what to do (a tree with very many: the first few, then how
 * many more). What cannot be read is a problem like others. What the index does
 * not know yet is none, unless it knows nothing at all.
 * repair: move bad, unreadable and foreign things to quarantine/, drop artifacts and trees
 * that lost an object (so that the next build makes them again) and take them
 * out of the index if that is open for writing. What the index lacks, only
 * index_rebuild() brings.
 * Of a store that was exported the trees and names are checked, and nothing is repaired.
 * s: opened for writing when repair. ix: may be NULL (not looked at).
 * Returns 0 when it came to the end (problems counts what it found), -1 else:
 * when mending failed; process_interrupted() ends it (ERR_INTERRUPTED).
 */
int fsck_run(struct store *s, struct index *ix, bool repair,
	     void (*say)(const char *line, void *arg), void *arg, struct fsck_report *report,
	     struct err *err) MUST_CHECK;

/*
 * Hold every row of an open index that fsck_run() found sound against one that is
 * made in memory from the store, and count and say what differs.
 */
int fsck_index_rows(struct store *s, struct index *ix, index_reader *reader,
		    void (*say)(const char *line, void *arg), void *arg, struct fsck_report *report,
		    struct err *err) MUST_CHECK;

#endif
