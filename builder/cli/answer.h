/* What --json prints: one document a command, with its format number and its error. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/err.h"
#include "builder/base/json.h"
#include "builder/base/option.h"
#include "builder/base/strv.h"
#include "cache/store/store.h"
#include "recipes/recipe.h"
#include "sysroots/targets/target.h"

/*
 * Every document is an object that begins with "format" and "command" and ends with "error",
 * which is null or says why the command failed. Between them stands what the command adds to
 * answer_json(). docs/json.md describes each document, docs/json.schema.json is its schema: a
 * field added here is added there. A field that changes its meaning or goes makes this number
 * one larger.
 */
#define ANSWER_FORMAT 1

/* The row of an option table for --json. */
/* clang-format off */
#define CLI_OPTION_JSON \
	{ OPTION_FLAG, 0, "json", NULL, "print JSON", answer_flag() }
/* clang-format on */
bool *answer_flag(void);

/* Look for --json where no option table was found: a misspelt command is answered by a document
 * too. */
void answer_find_flag(int argc, char **argv);

/* The command that answers: "build", "kit list"; NULL if the user named one that does not exist. */
void answer_set_command(const char *name);

/*
 * The open document, whose fields the command adds; begun by the first call. NULL without --json:
 * the answer is text. What is in it when the command ends is printed, also when it failed, unless
 * it failed inside of an array or object of it, which nobody could read.
 */
struct json *answer_json(void);

/*
 * The end of the document, for main: add the error, if e has one, and print all on stdout. Nothing
 * without --json. Errors: ERR_SYSTEM when it cannot be written.
 */
int answer_print(const struct err *e, struct err *err) MUST_CHECK;

/* --- what has the same fields in every document; key: NULL in an array --- */

/* An object of an error: kind, message, hint, file, line, column; null when e is NULL or none. */
void answer_error(struct json *j, const char *key, const struct err *e);

/* The number, or null where 0 means that it is not known. */
void answer_number_or_null(struct json *j, const char *key, int64_t value);

/* The number, or null where it is negative: an age that is not known. */
void answer_seconds(struct json *j, const char *key, int64_t seconds);

/* "baseline": "glibc-2.17+linux-3.10"; null if one of them is NULL. */
void answer_baseline(struct json *j, const char *libc, const char *version, const char *linux);

void answer_strings(struct json *j, const char *key, const struct strv *words);

/* The path of a sysroot in its store; the caller frees. */
char *answer_path(const struct store *s, const char *name);

enum answer_state {
	ANSWER_BUILT,
	ANSWER_NOT_BUILT,
	ANSWER_OUT_OF_DATE, /* the next build makes another */
	ANSWER_UNKNOWN, /* built; what it was made from is not recorded here */
};
const char *answer_state_word(enum answer_state state);

/* What a command knows of a sysroot; zeroed but for the name, all is taken from its record. */
struct answer_sysroot {
	const char *name; /* canonical, or as typed where it was not understood */
	enum answer_state state;
	const struct target *target; /* of that name, or NULL */
	const struct tree_record *record; /* if it was read already (built_record.h), or NULL */
	const char *key; /* of what the next build makes, for one that is not built; or NULL */
	const char *reason; /* why it is in this state, a line each; or NULL */
};

/*
 * The fields of a sysroot, into an object that is open: target, arch, baseline, key, digest, path,
 * size, state, reason. What is not known is null. s: may be NULL.
 */
void answer_sysroot_fields(struct json *j, const struct store *s, const struct answer_sysroot *a);

/* An object of them for one that is built. */
void answer_built(struct json *j, const char *key, const struct store *s, const char *name);

/* An object of a part of a sysroot in an array: part, recipe, key, state. */
void answer_part(struct json *j, const struct tree_part *p, const char *state);

/* "place": "HOST/REPOSITORY", "tag": what is behind it, a digest perhaps. */
void answer_place(struct json *j, const char *host, const char *repo, const char *tag);

/* More of a target: summary, libc, libc_version, linux_version, triple, cpu. */
void answer_target_fields(struct json *j, const struct target *t);

/* An input: input, sha256, size, state. */
enum answer_input { ANSWER_INPUT_PRESENT, ANSWER_INPUT_MISSING, ANSWER_INPUT_UNKNOWN };
void answer_input_fields(struct json *j, const struct recipe_input *in, enum answer_input state);

#endif
