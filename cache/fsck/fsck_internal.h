/* What the files of fsck share. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_FSCK_INTERNAL_H
#define CACHE_FSCK_INTERNAL_H

#include "cache/fsck/fsck.h"
#include "cache/index/index_internal.h"
#include "cache/store/upkeep.h"

struct fsck {
	struct store *s;
	struct index *ix; /* or NULL */
	bool repair;
	bool exported; /* the store was written by 'sysroot export'; repair is false then */
	void (*say)(const char *line, void *arg);
	void *arg;
	struct fsck_report *report;
	struct strv bad_objects; /* "SHA256" or "SHA256.x", sorted */
	struct strv bad_trees; /* digests, sorted */
	struct strv bad_inputs; /* sha256, sorted */
	struct strv named_trees; /* "DIGEST NAME", sorted */
};

/* --- fsck_common.c --- */

/* What to do about a problem: usual, but in an exported store, where only one thing helps. */
const char *fsck_cure(const struct fsck *f, const char *usual);

/* Count one problem and say it. */
void fsck_problem(struct fsck *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Count problems that are not said one by one. */
void fsck_count(struct fsck *f, size_t problems);

/* Move a file or folder of the store to quarantine/ (only when repairing). */
int fsck_quarantine(struct fsck *f, const char *path, struct err *err) MUST_CHECK;

/* Say that what stands there is not the store's, and quarantine it. */
int fsck_foreign(struct fsck *f, const char *path, struct err *err) MUST_CHECK;

/* The same for what cannot be read: that it cannot be moved either is said, and no failure. */
void fsck_put_aside(struct fsck *f, const char *path);

/* Names in a folder of the store; that it cannot be listed is one problem, and no name. */
void fsck_list(struct fsck *f, const char *folder, struct strv *names);

/*
 * Check what has a name in a folder of the store ("pins"), with its path ("pins/NAME"), until one
 * check fails. optional: an older store, or one of another use, does not have the folder.
 */
typedef int fsck_check(struct fsck *f, const char *path, const char *name, struct err *err);
int fsck_each(struct fsck *f, const char *folder, bool optional, fsck_check *check,
	      struct err *err) MUST_CHECK;

/* Is the object of this entry there, of the right size, and was it found sound? */
bool fsck_object_is_good(const struct fsck *f, const struct entry *e);

/* --- fsck_files.c --- */
int fsck_inputs(struct fsck *f, struct err *err) MUST_CHECK;
int fsck_objects(struct fsck *f, struct err *err) MUST_CHECK;
int fsck_artifacts(struct fsck *f, struct err *err) MUST_CHECK;

/* --- fsck_top.c --- */
int fsck_top(struct fsck *f, struct err *err) MUST_CHECK;

/* --- fsck_exported.c --- */
int fsck_exported(struct fsck *f, struct err *err) MUST_CHECK;

/* --- fsck_provenance.c --- */
int fsck_provenance(struct fsck *f, struct err *err) MUST_CHECK;

/* --- fsck_tree.c --- */
int fsck_trees(struct fsck *f, struct err *err) MUST_CHECK;
int fsck_names(struct fsck *f, struct err *err) MUST_CHECK;

/* --- fsck_records.c --- */
int fsck_records(struct fsck *f, struct err *err) MUST_CHECK;
int fsck_pins(struct fsck *f, struct err *err) MUST_CHECK;

/* --- fsck_kits.c --- */
int fsck_kits(struct fsck *f, struct err *err) MUST_CHECK;

/* --- fsck_share.c --- */
int fsck_shares(struct fsck *f, struct err *err) MUST_CHECK;

/* --- fsck_index.c --- */
int fsck_index(struct fsck *f, struct err *err) MUST_CHECK;

#endif
