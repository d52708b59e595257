/*
 * Writing JSON (RFC 8259) to a buffer, commas and escapes taken care of: the one writer of the
 * program. The same calls give the same bytes. json_ is jansson's, which reads (json_read.h).
 */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/buf.h"

struct json {
	struct buf *out;
	bool need_comma;
	bool compact;
	int depth;
};

/* One member a line, two blanks a level, and a newline behind the outermost value. */
void jsonout_init(struct json *j, struct buf *out);
/* No blank and no newline: where the bytes are agreed upon, or a line holds a value. */
void jsonout_init_compact(struct json *j, struct buf *out);
/* In an object give the key, in an array NULL. */
void jsonout_object_begin(struct json *j, const char *key);
void jsonout_object_end(struct json *j);
void jsonout_array_begin(struct json *j, const char *key);
void jsonout_array_end(struct json *j);
void jsonout_string(struct json *j, const char *key, const char *value); /* NULL gives null */
void jsonout_number(struct json *j, const char *key, int64_t value);
void jsonout_hundredths(struct json *j, const char *key, int64_t value); /* 60 gives 0.6 */
void jsonout_bool(struct json *j, const char *key, bool value);
/* In keys and strings, bytes that are not UTF-8 become U+FFFD: the output is always valid. */

#endif
