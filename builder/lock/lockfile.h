/* Lock files: exactly which recipes and inputs make a target, to be repeated elsewhere. */
/* SPDX-License-Identifier: MIT */
#ifndef LOCKFILE_H
#define LOCKFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/sha256.h"
#include "builder/base/strv.h"
#include "builder/plan/plan.h"
#include "recipes/recipe.h"

struct lock_input {
	char *name;
	char sha256[SHA256_HEX];
	uint64_t size; /* in bytes; 0: not known */
	struct recipe_place place;
};

struct lock_part {
	char *part;
	char *recipe; /* name */
	char canonical[SHA256_HEX]; /* sha256 of recipe_canonical() */
	char key[SHA256_HEX]; /* build key; "" when not known */
	char artifact[SHA256_HEX]; /* digest of what was made under that key; "" when nothing was */
	struct lock_input *inputs; /* sorted by name */
	size_t input_count;
	struct recipe_place place; /* of the recipe's name */
};

struct lock_tool { /* a "tool" line of the build keys */
	char *name;
	char digest[SHA256_HEX]; /* "-": there was none */
};

struct lockfile {
	char *file; /* its path, for messages */
	char *target; /* canonical name */
	char *arch, *cpu, *libc, *libc_version, *linux_version;
	char compose[SHA256_HEX]; /* what composing adds, compose_identity() */
	char sysroot[SHA256_HEX]; /* digest; "" when it was not built */
	struct lock_tool *tools; /* sorted by name */
	size_t tool_count;
	struct lock_part *parts; /* sorted by name */
	size_t part_count;
	struct recipe_place axes; /* of the line `arch`, for messages */
};

/*
 * What a plan comes to, as a lock. s: may be NULL; artifacts and the sysroot
 * are in it where they were made. Parts whose tools are not installed have no
 * key. *out: free with lockfile_free(). Errors: those of the store's records.
 */
int lockfile_make(const struct store *s, const struct plan *plan, struct lockfile **out,
		  struct err *err) MUST_CHECK;

/* Its text: one for one lock, whatever the machine's paths and clock. */
void lockfile_text(const struct lockfile *l, struct buf *out);

/*
 * Parse. *out: free with lockfile_free(). Errors: ERR_SYNTAX, ERR_SYSTEM.
 * Source: recipes/FORMAT.md, "Lock files".
 */
int lockfile_parse(const char *text, size_t len, const char *file, struct lockfile **out,
		   struct err *err) MUST_CHECK;
int lockfile_read(const char *path, struct lockfile **out, struct err *err) MUST_CHECK;
void lockfile_free(struct lockfile *l);

/* The part of a name, or NULL. */
const struct lock_part *lockfile_find(const struct lockfile *l, const char *part);

/*
 * Are the target and its recipes here those that were locked? ERR_MISMATCH
 * tells each that is not, where in both files, and what to do. ERR_SYNTAX and
 * the like of a recipe.
 */
int lockfile_check(const struct lockfile *l, struct catalog *catalog, const struct target *t,
		   struct err *err) MUST_CHECK;

/*
 * Lines of words about what differs between the machine of the lock and this
 * one, and so may change what is made: other tools, another version of this
 * program. None: the same bytes must come out.
 */
void lockfile_differences(const struct lockfile *l, const struct plan *plan, struct strv *told);

/*
 * Compare what was made with the lock. digest: of the sysroot. ERR_MISMATCH
 * when the sysroot is another, or an artifact where the lock has no digest of
 * the sysroot; the text says so when that is not for other tools but since a
 * recipe is not reproducible. told: a line about how the sysroot compares.
 */
int lockfile_check_built(const struct lockfile *l, const struct store *s, const struct plan *plan,
			 const char *digest, struct strv *told, struct err *err) MUST_CHECK;

#endif
