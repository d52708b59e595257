/* Writing JSON (RFC 8259) to a buffer, commas and escapes taken care of. json_ is jansson's. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/buf.h"

struct json {
	struct buf *out;
	bool need_comma;
	int depth;
};

void jsonout_init(struct json *j, struct buf *out);
/* In an object give the key, in an array NULL. */
void jsonout_object_begin(struct json *j, const char *key);
void jsonout_object_end(struct json *j);
void jsonout_array_begin(struct json *j, const char *key);
void jsonout_array_end(struct json *j);
void jsonout_string(struct json *j, const char *key, const char *value); /* NULL gives null */
void jsonout_number(struct json *j, const char *key, int64_t value);
void jsonout_hundredths(struct json *j, const char *key, int64_t value); /* 60 gives 0.6 */
void jsonout_bool(struct json *j, const char *key, bool value);
/* Bytes that are not UTF-8 become U+FFFD, so that the output is always valid. */

#endif
