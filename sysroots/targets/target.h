/* Targets: named baselines, one file each, and how a name is understood. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_TARGET_H
#define SYSROOTS_TARGET_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "recipes/recipe.h"

struct target_part {
	char *part; /* libc, linux-headers, standins; or a library: zlib */
	struct strv recipes; /* that can make it, in order of preference */
	bool library; /* compiled against the base parts */
	struct recipe_place place;
};

struct target {
	char *name; /* canonical: centos7, or centos7+sqlite+zlib */
	char *base; /* centos7 */
	char *summary;
	struct strv aliases;
	char *arch; /* x86_64 */
	char *triple; /* x86_64-linux-gnu */
	char *libc; /* glibc or musl */
	char *libc_version;
	char *linux_version;
	struct target_part *parts; /* base parts first, then libraries by name */
	size_t part_count;
	char *file; /* path of the file, for messages */
};

/*
 * Parse one target file. The libraries that it pins recipes for are all among
 * the parts. *out: free with target_free(). Errors: ERR_SYNTAX, ERR_SYSTEM.
 * Source: recipes/FORMAT.md, "Target files".
 */
int target_parse_file(const char *path, struct target **out, struct err *err) MUST_CHECK;
void target_free(struct target *t);

/* Names of the targets in a folder of NAME.target files, sorted. */
int target_names(const char *folder, struct strv *names, struct err *err) MUST_CHECK;

/*
 * Understand what a user typed: "centos7", an alias, with "+library" behind it
 * any number of times. Libraries are sorted into the canonical name, each once;
 * the recipe list of one that the target file does not pin stays empty here
 * (the plan fills it from the catalog). "+linux-3.10" is no library: it is
 * accepted, and left out of the name, when the target has that kernel.
 * *out: free with target_free().
 * Errors: ERR_UNKNOWN_NAME with the nearest name as the hint; ERR_USAGE for a
 * "+" without a name; ERR_FAILED when two files claim the name; ERR_SYNTAX of
 * the target's file, or, when no other has the name, of a broken one.
 */
int target_resolve(const char *folder, const char *typed, struct target **out,
		   struct err *err) MUST_CHECK;

#endif
