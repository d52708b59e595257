/* Reading JSON (RFC 8259), by jansson: the one reader of the program. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/json_read.h"

#include <inttypes.h>
#include <stdarg.h>

#include <jansson.h>

struct json_t *jsonin_parse(const char *text, size_t len, size_t most, const char *name,
			    struct err *err)
{
	json_error_t where;
	json_t *root;

	if (len > most) {
		err_set(err, ERR_MISMATCH, "%s: it is longer than %zu bytes", name, most);
		return NULL;
	}
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &where);
	if (!root)
		err_set_at(err, ERR_SYNTAX, name, where.line, where.column, "%s", where.text);
	return root;
}

void jsonin_release(struct json_t *root)
{
	json_decref(root);
}

const struct json_t *jsonin_at_path(const struct json_t *object, ...)
{
	const char *key;
	va_list ap;

	va_start(ap, object);
	while (object && (key = va_arg(ap, const char *)))
		object = json_object_get(object, key);
	va_end(ap);
	return object;
}

const char *jsonin_string(const struct json_t *value)
{
	return json_string_value(value);
}

bool jsonin_number(const struct json_t *value, int64_t *out)
{
	if (!json_is_integer(value))
		return false;
	*out = (int64_t)json_integer_value(value);
	return true;
}

size_t jsonin_count(const struct json_t *array)
{
	return json_array_size(array);
}

const struct json_t *jsonin_item(const struct json_t *array, size_t at)
{
	return json_array_get(array, at);
}

const struct json_t *jsonin_next(const struct json_t *object, void **cursor, const char **name)
{
	/* jansson's walk takes no const, and changes nothing. */
	json_t *o = (json_t *)object;

	*cursor = *cursor ? json_object_iter_next(o, *cursor) : json_object_iter(o);
	if (!*cursor)
		return NULL;
	*name = json_object_iter_key(*cursor);
	return json_object_iter_value(*cursor);
}
