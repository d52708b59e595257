/* Private to fetch: what an origin is given, and how it runs its programs. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_ORIGIN_H
#define FETCH_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "cache/store/store.h"
#include "recipes/recipe.h"

/* All of it belongs to one forked worker, which brings one input. */
struct origin {
	struct store *store;
	const struct recipe_input *input;
	const char *recipe_folder; /* may be NULL */
	const char *temp; /* absolute path of an empty folder for this origin alone */
	long timeout; /* seconds without a byte */
	int report; /* the worker's line to its parent, -1: nobody is told; see origin_tell() */
};

/* What a worker tells its parent, and the text of it. */
enum origin_message {
	ORIGIN_BYTES, /* bytes of the file that arrived so far */
	ORIGIN_NOTE, /* what it does now, for the progress line; "" for nothing special */
	ORIGIN_WHY, /* an origin's reason for not serving */
	ORIGIN_MISMATCH, /* something came whose digest is wrong */
	ORIGIN_REPLACED, /* a suite has a newer package in its place */
	ORIGIN_THERE, /* another process has brought it meanwhile */
	ORIGIN_LACKS, /* a program that is not installed here, and would serve */
	ORIGIN_UNRESOLVED, /* the host of the origin that fails next is not to be found */
	ORIGIN_NO_HOST, /* the origin that fails next asked none */
	ORIGIN_DONE, /* "BYTES ORIGIN": it is in the store */
};

void origin_tell(const struct origin *o, enum origin_message kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Bring the input by one origin, into the store. 0, or -1 with ERR_MISSING
 * (this origin has it not), ERR_MISMATCH (what it has is not the input), or
 * ERR_SYSTEM (no use to go on).
 */
int origin_https_get(struct origin *o, const struct recipe_origin *from,
		     struct err *err) MUST_CHECK;
int origin_apt_get(struct origin *o, const struct recipe_origin *from, struct err *err) MUST_CHECK;
int origin_npm_get(struct origin *o, const struct recipe_origin *from, struct err *err) MUST_CHECK;
int origin_file_get(struct origin *o, const struct recipe_origin *from, struct err *err) MUST_CHECK;

/*
 * Hash the file that arrived and take it into the store. On ERR_MISMATCH the
 * text names both digests, and both sizes where they differ.
 */
int origin_accept(struct origin *o, const char *path, struct err *err) MUST_CHECK;

struct origin_command {
	const char *const *argv;
	const struct strv *env; /* "NAME=value" over the caller's environment; may be NULL */
	const char *cwd; /* NULL: the caller's */
	const char *watch; /* file or folder that grows; NULL: no stall is noticed */
	bool counts; /* what watch holds is the input itself: tell its size */
	uint64_t limit; /* bytes in watch at which it is ended; 0: none */
	const char *out; /* file that gets stdout */
	const char *log; /* file that gets stderr, and stdout without out */
};

/*
 * Run a program to its end. *status: exit status, or 128 + signal. ERR_MISSING
 * when it is not installed (which the parent is told), when nothing has grown in
 * watch for the timeout, or when watch went over the limit.
 */
int origin_run(struct origin *o, const struct origin_command *c, int *status,
	       struct err *err) MUST_CHECK;

/*
 * The most telling line of a program's log: the first that begins with one of
 * the prefixes (tried in order), without it; else the last line. The caller
 * frees; never NULL.
 */
char *origin_log_line(const char *log, const char *const *prefixes, size_t count);

/* Does one of these words stand in a program's log? */
bool origin_log_has(const char *log, const char *const *words, size_t count);

/*
 * A full disk makes every tool fail in its own words: if the store's is full,
 * make of the error one that says so (ERR_SYSTEM). To be called before what
 * fills it is removed.
 */
void origin_blame_disk(const struct origin *o, struct err *err);

/* Bytes in a file or in all files of a folder; 0 when it is not there. */
uint64_t origin_size(const char *path);

/* Only these bytes, and does not begin with '-' or '.'? Words go on command lines. */
bool origin_word_ok(const char *word, const char *allowed);
#define ORIGIN_ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

#endif
