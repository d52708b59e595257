/* Writing JSON (RFC 8259) to a buffer, commas and escapes taken care of. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/buf.h"

/* jansson, which is linked in too, has a json_string(): one file includes one of both headers. */
#define json_string json_write_string

struct json {
	struct buf *out;
	bool need_comma;
	int depth;
};

void json_init(struct json *j, struct buf *out);
/* In an object give the key, in an array NULL. */
void json_object_begin(struct json *j, const char *key);
void json_object_end(struct json *j);
void json_array_begin(struct json *j, const char *key);
void json_array_end(struct json *j);
void json_string(struct json *j, const char *key, const char *value); /* NULL gives null */
void json_number(struct json *j, const char *key, int64_t value);
void json_hundredths(struct json *j, const char *key, int64_t value); /* 60 gives 0.6 */
void json_bool(struct json *j, const char *key, bool value);
/* Bytes that are not UTF-8 become U+FFFD, so that the output is always valid. */

#endif
