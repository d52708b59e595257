/* What the files of gc share. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_GC_INTERNAL_H
#define CACHE_GC_INTERNAL_H

#include "cache/gc/gc.h"
#include "cache/store/upkeep.h"

struct gc_object {
	char name[SHA256_HEX + 2]; /* "SHA256" or "SHA256.x" */
	size_t refs; /* holders that stay */
	uint64_t bytes;
	bool gone;
};

/* A tree or an artifact: what keeps objects. */
struct gc_holder {
	enum gc_kind kind; /* GC_TREE, GC_ARTIFACT */
	char id[SHA256_HEX];
	char *what; /* recipe of an artifact */
	int64_t used; /* when last, seconds since 1970 */
	uint64_t bytes; /* its own, without the objects; of trees: see gc_tree_bytes() */
	size_t roots; /* what needs it: names, pins, leases */
	bool gone;
	bool stays; /* it could not be removed */
	bool doomed; /* gc_remove(): a sysroot that goes has it */
	size_t *objects;
	size_t object_count;
	struct strv inputs; /* of an artifact: sha256 of what it was made from */
};

/* A sysroot that has a name. */
struct gc_name {
	char *name;
	int64_t used;
	bool fixed; /* pinned or leased */
	bool gone;
	size_t *holders; /* its tree and artifacts */
	size_t holder_count;
};

struct gc {
	struct store *s;
	struct index *ix;
	const struct gc_options *options;
	struct gc_report *report;
	int64_t now;
	struct strv fixed; /* pinned or leased things: "sysroots/NAME", "artifacts/KEY" */
	struct gc_object *objects; /* sorted by name */
	size_t object_count, object_cap;
	uint64_t folder_bytes; /* of the folders that objects are in */
	struct gc_holder *holders; /* trees, then artifacts; each sorted */
	size_t holder_count, holder_cap;
	size_t tree_count; /* how many of them are trees */
	struct gc_name *names;
	size_t name_count, name_cap;
	const struct gc_holder *oldest; /* gc_shrink(): the one whose turn it is */
};

/* --- gc_common.c --- */

/* Count what goes, and say it unless it is one of many. */
void gc_count(struct gc *g, enum gc_kind kind, uint64_t bytes);
void gc_say(struct gc *g, const struct gc_item *item);

/*
 * Something could not be removed, for the reason in errno or in why: 0 when that
 * is to be told and gone past (another user's), else -1 with err set.
 */
int gc_stays(struct gc *g, const char *path, struct err *why, struct err *err) MUST_CHECK;

/* Remove a file of the store, or only pretend to: 1, 0 when it stays, -1. */
int gc_unlink(struct gc *g, const char *path, struct err *err) MUST_CHECK;

/* The same for a folder that others must never see half. */
int gc_discard(struct gc *g, const char *path, struct err *err) MUST_CHECK;

/* Bytes that a file or folder takes on the disk. */
uint64_t gc_bytes(const struct stat *st);

/* --- gc_mark.c --- */

/* Read what there is and what needs it. */
int gc_mark(struct gc *g, struct err *err) MUST_CHECK;
void gc_release(struct gc *g);

/* Is it among the pinned and leased things? */
bool gc_is_fixed(const struct gc *g, const char *thing);

/* --- gc_sweep.c --- */

/* Bytes of a tree that are its own: folders, and files that are no hard links. */
uint64_t gc_tree_bytes(struct gc *g, const struct gc_holder *h);

/* Take away: a sysroot's name; the holders that pick chooses; objects that nothing keeps. */
int gc_drop_name(struct gc *g, struct gc_name *n, struct err *err) MUST_CHECK;
int gc_drop_holders(struct gc *g, bool (*pick)(const struct gc *g, const struct gc_holder *h),
		    struct err *err) MUST_CHECK;
int gc_drop_objects(struct gc *g, struct err *err) MUST_CHECK;

/* --- gc_loose.c --- */

/* Logs, leftovers, quarantine, idle locks: what no record is about. */
int gc_drop_loose(struct gc *g, struct err *err) MUST_CHECK;
int gc_drop_inputs(struct gc *g, struct err *err) MUST_CHECK;

/*
 * For room: logs of builds that are over, the oldest first, until so many bytes
 * are free. *freed: how many are.
 */
int gc_shrink_logs(struct gc *g, uint64_t excess, uint64_t *freed, struct err *err) MUST_CHECK;

/* Bytes of all that is neither a tree nor an object. */
uint64_t gc_loose_bytes(struct gc *g);

/* --- gc_remove.c --- */

/* Take away the sysroots that options->remove names, and what they alone needed. */
int gc_remove(struct gc *g, struct err *err) MUST_CHECK;

/* --- gc_size.c --- */

/* Go on until the store is no larger than it may be. */
int gc_shrink(struct gc *g, struct err *err) MUST_CHECK;

#endif
