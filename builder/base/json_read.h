/*
 * Reading JSON (RFC 8259), by jansson: the one reader of the program. It takes what others
 * wrote: text that is not UTF-8, a name that an object has twice, a NUL in a string, nesting
 * beyond 2,048 levels, anything behind the outermost value, and one that is neither an object
 * nor an array are errors.
 */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_JSON_READ_H
#define BASE_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/*
 * A value, which belongs to the text's outermost one. NULL is a value that is not there: every
 * call takes it, and what is looked up in it is not there either.
 */
struct json_t;

/*
 * Parse len bytes of text. Returns the outermost value; the caller releases it, and nothing of
 * it may be used afterwards. NULL with ERR_SYNTAX, "NAME:LINE:COLUMN: reason", when it is no
 * JSON, and with ERR_MISMATCH when it is longer than `most` bytes.
 */
struct json_t *jsonin_parse(const char *text, size_t len, size_t most, const char *name,
			    struct err *err) MUST_CHECK;
void jsonin_release(struct json_t *root);

/* The value at a path of names: jsonin_at(root, "config", "digest"). */
#define jsonin_at(...) jsonin_at_path(__VA_ARGS__, (const char *)NULL)
const struct json_t *jsonin_at_path(const struct json_t *object, ...) __attribute__((sentinel));

/* A string's text, borrowed from the value; NULL if the value is not a string. */
const char *jsonin_string(const struct json_t *value);

/* false, with *out unchanged, if the value is not an integer that fits in 64 bits. */
bool jsonin_number(const struct json_t *value, int64_t *out) MUST_CHECK;

/* The number of items, 0 if the value is not an array; and the item at index `at`, or NULL. */
size_t jsonin_count(const struct json_t *array);
const struct json_t *jsonin_item(const struct json_t *array, size_t at);

/*
 * Go through an object's members in the order of the text: *cursor is NULL at first, *name and
 * the member's value are borrowed. NULL at the end, or if the value is not an object.
 */
const struct json_t *jsonin_next(const struct json_t *object, void **cursor, const char **name);

static inline void jsonin_release_at(struct json_t **root)
{
	jsonin_release(*root);
}
#define AUTOJSON __attribute__((cleanup(jsonin_release_at)))

#endif
