/* Targets: baselines with a file each or spelled by their axes, and how a name is understood. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_TARGET_H
#define SYSROOTS_TARGET_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "recipes/machine.h"
#include "recipes/recipe.h"

struct target_part {
	char *part; /* libc, linux-headers, standins; or a library: zlib */
	struct strv recipes; /* that can make it, in order of preference; empty: any of
				the catalog */
	bool library; /* compiled against the base parts */
	bool by_axis; /* recipes is empty, and what one provides decides whether it fits */
	struct recipe_place place;
};

/* A line "linux VERSION ARCH...": without architectures it holds for all. */
struct target_linux {
	char *version;
	struct strv archs;
};

struct target {
	char *name; /* canonical: centos7, or centos7+linux-5.10-aarch64+sqlite+zlib */
	char *base; /* centos7; glibc-2.28 for a target without a file */
	char *summary;
	struct strv aliases;
	struct strv archs; /* it is there for, the default first */
	struct strv cpus; /* levels that it asks for, at most one an architecture */
	struct target_linux *linuxes;
	size_t linux_count;
	char *libc; /* glibc or musl */
	char *libc_version;
	struct target_part *parts; /* base parts first, then libraries by name */
	size_t part_count;
	char *file; /* path of the file, for messages; NULL without one */

	/* Set by target_resolve(): what was chosen, or what the file says. */
	char *arch; /* x86_64 */
	char *triple; /* x86_64-linux-gnu */
	char *cpu; /* x86-64 */
	char *linux_version; /* of the kernel headers: 3.10 */
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

/* The part of a name, or NULL. It is t's, and may be changed where t may. */
struct target_part *target_find_part(const struct target *t, const char *name);

/* A new part at the end; all in order. For target_parse.c and target_resolve.c. */
struct target_part *target_add_part(struct target *t, const char *name, bool library);
void target_sort_parts(struct target *t);

/*
 * Understand what a user typed: BASE[+linux-VERSION][-ARCH][+CPU][+LIBRARY...].
 *
 * BASE is the name or alias of a target file, or glibc-VERSION or musl-VERSION,
 * which needs the kernel headers said. What is the default is left out of the
 * canonical name; libraries are sorted into it, each once. Recipes of a library
 * that the file does not pin, and of what an axis asks for, stay empty here:
 * the plan fills them from the catalog, and finds out whether there are any.
 * arch: of --arch, or NULL. *out: free with target_free().
 * Errors: ERR_UNKNOWN_NAME with the nearest name as the hint; ERR_USAGE for
 * axes that contradict each other, are said twice or miss; ERR_MISSING when the
 * target is not there for the architecture; ERR_FAILED when two files claim the
 * name; ERR_SYNTAX of the target's file, or, when no other has
 * the name, of a broken one.
 */
int target_resolve(const char *folder, const char *typed, const char *arch, struct target **out,
		   struct err *err) MUST_CHECK;

/*
 * The typed name with "-ARCH" put where it stands in canonical names, unless one
 * is there; the caller frees. For finding a built sysroot without reading files.
 */
char *target_name_with_arch(const char *typed, const char *arch);

#endif
