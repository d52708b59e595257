/* What an artifact was made of, read from the text that its build key is the hash of. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_KEY_MATERIALS_H
#define SYSROOTS_KEY_MATERIALS_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/sha256.h"

enum material_kind {
	MATERIAL_INPUT, /* what a recipe fetches */
	MATERIAL_PATCH, /* a patch beside the recipe; the text has no name of it */
	MATERIAL_FILE, /* another file beside the recipe: a script, a source of ours */
	MATERIAL_NEED, /* the artifact of another part; sha256 is its build key */
	MATERIAL_TOOL, /* a program that the steps ran: "gcc", "gcc/cc1" */
};

struct key_material {
	enum material_kind kind;
	char *name; /* NULL of a patch */
	char sha256[SHA256_HEX];
	unsigned strip; /* of a patch: -pN */
};

struct key_materials {
	struct key_material *items; /* in the text's order */
	size_t count;
	char *arch, *triple; /* of the target; may be NULL */
};

/*
 * Read a key's text (an artifact's key_text). *m zeroed before, released by the
 * caller with key_materials_release(), also after an error. Lines of other kinds
 * are passed over, the steps' scripts by their length: nothing in a script is
 * taken for a line of the text. Errors: ERR_CORRUPT.
 * Source: recipe_canonical() and plan_key(), which write it.
 */
int key_materials_read(const char *text, struct key_materials *m, struct err *err) MUST_CHECK;
void key_materials_release(struct key_materials *m);

/* "input", "patch", "file", "artifact" or "tool". Static. */
const char *material_word(enum material_kind kind);

#endif
