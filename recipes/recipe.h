/* A recipe: how one part of a sysroot is made. The text form is in FORMAT.md. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_RECIPE_H
#define RECIPES_RECIPE_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/sha256.h"
#include "builder/base/strv.h"

#define RECIPE_MAX_INPUT (UINT64_C(4) << 30) /* 4 GiB: no input may be larger */

/* Where a thing stands in a recipe, for messages. */
struct recipe_place {
	const char *file; /* borrowed from the recipe */
	int line; /* from 1 */
	int column; /* from 1, in bytes */
};

enum origin_kind {
	ORIGIN_HTTPS, /* words: URL */
	ORIGIN_APT, /* words: SUITE PACKAGE: a binary package */
	ORIGIN_APT_SOURCE, /* words: SUITE PACKAGE FILE: one file of a source package */
	ORIGIN_NPM, /* words: PACKAGE@VERSION */
	ORIGIN_FILE, /* words: PATH, absolute or beside the recipe */
};

struct recipe_origin {
	enum origin_kind kind;
	struct strv words; /* what follows the kind */
	struct recipe_place place;
};

struct recipe_input {
	char *name; /* file name, as upstream calls it */
	char sha256[SHA256_HEX];
	uint64_t size; /* in bytes; 0: not known (then at most
			  RECIPE_MAX_INPUT) */
	struct recipe_origin *origins; /* tried in this order */
	size_t origin_count;
	char *unpack_dir; /* where it is unpacked, below the source root;
			     "." by default; NULL: not unpacked (copied) */
	unsigned strip; /* leading path components dropped */
	struct strv inner; /* patterns of archives inside that are unpacked
			      in their place, outermost first */
	struct strv only; /* patterns of what is unpacked, on the path
			     after strip (unpack.h); empty: everything */
	struct recipe_place place;
};

struct recipe_file { /* a patch, or another file beside the recipe */
	char *name; /* relative to the recipe's folder */
	char sha256[SHA256_HEX]; /* of its content, computed when parsed */
	unsigned strip; /* patch -pN; 1 by default */
	struct recipe_place place;
};

struct recipe_step {
	char *name;
	char *script; /* POSIX shell, run with -eu */
	struct recipe_place place;
	int script_line; /* the line of the file on which the script begins */
};

struct recipe_select { /* what of the tree goes into the artifact */
	bool keep; /* else drop */
	char *pattern; /* pattern_matches() on the path below the root */
	struct recipe_place place;
};

struct recipe_strip { /* what is taken from files that are kept */
	char *section; /* sections of this name; NULL: debug information */
	char *pattern; /* pattern_matches() on the path below the root */
	struct recipe_place place;
};

struct recipe {
	char *name; /* musl-1.2.5; the file is NAME.recipe */
	char *folder; /* path of the folder it stands in */
	char *file; /* path of the file */
	char *part; /* libc, linux-headers, standins, zlib, sqlite, ...; the
		       folder's name in the catalog */
	char *version;
	char *summary;
	char *license; /* SPDX expression */
	char *homepage;
	char *fidelity; /* distro, source, toolchain or abi */
	struct strv archs; /* x86_64, ...; empty: any */
	char *cpu; /* level that what it makes needs at least; NULL: the
		      architecture's lowest */
	struct strv needs; /* parts that must stand in $SYSROOT while the steps
			      run; "base": all of the target that are no
			      libraries */
	struct strv tools; /* programs that the steps run: gcc is the target's
			      compiler, gcc-for-build the machine's own */
	struct strv provides; /* facts: "libc glibc 2.17", "linux 3.10.108",
				 "library zlib 1.2.13" */
	struct recipe_input *inputs;
	size_t input_count;
	struct recipe_file *patches;
	size_t patch_count;
	struct recipe_file *files;
	size_t file_count;
	struct recipe_step *steps;
	size_t step_count;
	char *root; /* what counts as "/" of the unpacked tree when there
		       are no steps ("" by default); with steps the tree
		       is $DESTDIR */
	struct recipe_select *selects; /* in order, the last that matches decides;
					  nothing matches: kept when there is no
					  keep at all */
	size_t select_count;
	struct recipe_strip *strips;
	size_t strip_count;
	struct recipe_place part_place; /* where `part` is said */
};

/*
 * Parse the recipe in a file, read the files it names beside it for their
 * digests, and check it whole.
 *
 * path: of the file. *out: the recipe, the caller owns it and frees it with
 * recipe_free().
 * Errors: ERR_SYNTAX "file:line:column: problem" with what was expected as the
 * hint; ERR_SYSTEM when a file cannot be read. Bounds: 1 MiB a file, 10,000
 * lines, 64 inputs.
 * Source: recipes/FORMAT.md.
 */
int recipe_parse_file(const char *path, struct recipe **out, struct err *err) MUST_CHECK;

/* The same from memory, under a name for messages; reads no other file unless folder is given. */
int recipe_parse(const char *text, size_t len, const char *file, const char *folder,
		 struct recipe **out, struct err *err) MUST_CHECK;

void recipe_free(struct recipe *r);

/*
 * The recipe as canonical text: every field that can change what it makes,
 * one a line, in fixed order; comments, spacing, summary, homepage and origins
 * are not in it. The caller frees. This is the recipe's share of a build key.
 */
char *recipe_canonical(const struct recipe *r);

#endif
