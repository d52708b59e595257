/* Collecting garbage: what nothing in the store needs any more goes. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_GC_H
#define CACHE_GC_H

#include <stdbool.h>
#include <stdint.h>

#include "cache/index/index.h"
#include "cache/store/store.h"

/*
 * What is needed: the sysroots that have a name, with their trees and the
 * artifacts they were made of; what the user pinned; what running commands have
 * leased (store_lease()). Objects are needed by the trees and artifacts that
 * stay, and by nothing else.
 */

enum gc_kind {
	GC_SYSROOT, /* a name with its record; only to come below max_size */
	GC_TREE,
	GC_ARTIFACT, /* with its provenance */
	GC_OBJECT,
	GC_INPUT,
	GC_LOG,
	GC_QUARANTINE,
	GC_LEFTOVER, /* records without a name, downloads that nobody went on with */
	GC_KINDS,
};

/* "artifact", "artifacts". Static. */
const char *gc_word(enum gc_kind kind, bool many);

/* One thing that goes; objects and leftovers are only counted. */
struct gc_item {
	enum gc_kind kind;
	const char *name; /* name, digest, key, file */
	const char *what; /* of an artifact: its recipe; else NULL */
	uint64_t bytes; /* on the disk, without its objects */
	uint64_t frees; /* the same with the objects that nothing else keeps */
	int64_t unused; /* seconds since it was used last; -1: not known */
};

struct gc_options {
	bool dry_run; /* remove nothing; the store need not be open for writing */
	int64_t keep; /* seconds: what nothing needs stays if it was used within them */
	uint64_t max_size; /* bytes on the disk: go on, least recently used first, until the
			      store is no larger; 0: do not */
	const struct strv *names; /* for max_size only these sysroots go, sorted; NULL: any */
	const struct strv *remove; /* only these sysroots go, whenever they were used, each with its
				      tree where nothing else needs that: all, or none when one is
				      not there, pinned or in use; NULL: collect */
	bool parts; /* with remove: their artifacts too that nothing else needs */
	bool inputs; /* inputs too, that no artifact which stays was made from, and that are */
	const struct strv *wanted; /* not among these: sha256, sorted */
	bool quarantine; /* what fsck put aside, too */
	void (*say)(const struct gc_item *item, void *arg); /* may be NULL */
	void (*warn)(const char *line, void *arg); /* what cannot be removed; may be NULL */
	void (*busy)(void *arg); /* told once when other commands must be waited for */
	void *arg;
};

struct gc_report {
	size_t count[GC_KINDS]; /* gone, or with dry_run: that would go */
	uint64_t bytes[GC_KINDS]; /* on the disk */
	size_t stayed; /* could not be removed: another user's, perhaps */
	uint64_t size; /* of the store afterwards; only with max_size */
};

/*
 * Collect. While it looks and removes, other commands wait before they next look
 * into the store or put something in. Killed at any point it leaves a store in
 * order: names go before trees, records before objects, rows of the index before
 * what they speak of.
 *
 * s: opened for writing, unless dry_run. ix: for writing; NULL: nothing goes that
 * an index may know (so that a disk too full for the index can be helped).
 * Errors: ERR_CORRUPT when a record that must be read is damaged: nothing goes
 * that it may have needed; ERR_SYSTEM; ERR_INTERRUPTED. With remove: ERR_MISSING for a
 * name that is not there, ERR_FAILED for one that is pinned, in use or cannot be removed.
 */
int gc_run(struct store *s, struct index *ix, const struct gc_options *options,
	   struct gc_report *report, struct err *err) MUST_CHECK;

#endif
