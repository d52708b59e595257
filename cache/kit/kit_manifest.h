/* The manifest of a kit: what it carries, in which order, and what it leaves out. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_KIT_MANIFEST_H
#define CACHE_KIT_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/sha256.h"

enum kit_kind {
	KIT_ARTIFACT,
	KIT_INPUT,
	KIT_OBJECT,
	KIT_PROGRAM,
	KIT_PROVENANCE,
	KIT_RECORD,
	KIT_KINDS,
};

struct kit_member {
	char *name; /* "objects/SHA256.x" */
	enum kit_kind kind;
	uint64_t size; /* bytes */
	char sha256[SHA256_HEX]; /* of the content; of what is left out: empty */
};

/* A list of members, sorted by name when all are in. */
struct kit_members {
	struct kit_member *items;
	size_t count, cap;
};

/*
 * The text, every line ended by \n:
 *   sysroot kit 1
 *   name NAME                of the series
 *   number NUMBER            in it; 0: it is of none
 *   needs SIZE NAME          what is left out since the other side has it; any number
 *   member SHA256 SIZE NAME  what is carried; any number
 * Both lists are sorted by name, no name is in both or twice; numbers are
 * decimal without zeros in front. A manifest has exactly one text.
 */
struct kit_manifest {
	char *name; /* of the series */
	uint64_t number; /* 0: it is of none */
	struct kit_members needs, members;
};

/* A kit may not be larger than that, whatever it says of itself. */
#define KIT_MANIFEST_MAX ((size_t)256 << 20) /* bytes of the manifest */
#define KIT_MEMBERS_MAX ((size_t)1000000) /* of both lists */
#define KIT_BYTES_MAX ((uint64_t)1 << 42) /* of all members together */
#define KIT_RECORD_MAX ((uint64_t)512 << 20) /* of an artifact's or sysroot's record */
#define KIT_PROVENANCE_MAX ((uint64_t)16 << 20)
#define KIT_NAME_MAX 100 /* bytes of a series' or program's name */

/* [a-z0-9][a-z0-9._-]*: the name of a series. */
bool kit_name_is_valid(const char *name);

/* [A-Za-z0-9_][A-Za-z0-9._+-]*: the name that a program is carried under. */
bool kit_program_is_valid(const char *name);

/*
 * Of which kind is a member of this name? False when no member can have it:
 * then nothing that is made of the name stays inside the store.
 */
bool kit_kind_of(const char *name, enum kit_kind *kind);

/* The digest or key in a name: its last 64 hex digits. Borrowed; may have ".x" behind it. */
const char *kit_digest_in(const struct kit_member *m);

/* The sysroot's name in the name of a KIT_RECORD; the caller frees. */
char *kit_tree_name(const struct kit_member *m);
bool kit_is_executable(const struct kit_member *m);

/* Copies name and sha256 (NULL: empty); the name must be one. */
void kit_members_add(struct kit_members *l, const char *name, uint64_t size, const char *sha256);
void kit_members_sort_unique(struct kit_members *l);
/* Borrowed, or NULL. The list is sorted. */
struct kit_member *kit_members_find(const struct kit_members *l, const char *name);
void kit_members_release(struct kit_members *l);

void kit_manifest_text(const struct kit_manifest *m, struct buf *out);

/* *m zeroed before; released by the caller, also after an error. Errors: ERR_HOSTILE. */
int kit_manifest_parse(const char *text, size_t len, struct kit_manifest *m,
		       struct err *err) MUST_CHECK;
void kit_manifest_release(struct kit_manifest *m);

#endif
