/* Remembering what variables were before, so that `sysroot env --undo` can bring it back. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/env_undo.h"

#include <string.h>

#include "builder/base/percent.h"
#include "builder/base/strv.h"

void env_undo_encode(const struct variables *originals, struct buf *out)
{
	for (size_t i = 0; i < originals->len; i++) {
		const struct variable *at = &originals->items[i];

		if (i)
			buf_addch(out, ',');
		buf_addstr(out, at->name);
		if (!at->value)
			continue;
		buf_addch(out, '=');
		percent_add(out, at->value, variable_byte_plain);
	}
}

int env_undo_decode(const char *text, struct variables *originals, struct err *err)
{
	AUTOSTRV struct strv items = STRV_INIT;

	strv_split(&items, text, ",");
	for (size_t i = 0; i < items.len; i++) {
		char *escaped = strchr(items.items[i], '=');
		AUTOFREE char *value =
			escaped ? percent_read(escaped + 1, strlen(escaped + 1)) : NULL;

		if (escaped)
			*escaped = '\0';
		/* A name goes into a shell's eval as it is. */
		if (!variable_name_valid(items.items[i]) || (escaped && !value)) {
			err_set(err, ERR_FAILED, "%s is damaged", ENV_UNDO_VARIABLE);
			return err_hint(err, "unset %s, or start a new shell", ENV_UNDO_VARIABLE);
		}
		variables_set(originals, items.items[i], value);
	}
	return 0;
}

const char *env_undo_original(const struct variables *before, const char *name)
{
	const struct variable *at = variables_find(before, name);

	return at ? at->value : getenv(name);
}

void env_undo_record(const struct variables *before, struct variables *v)
{
	struct variables AUTOVARIABLES originals = VARIABLES_INIT;
	AUTOBUF struct buf text = BUF_INIT;

	for (size_t i = 0; i < v->len; i++)
		variables_set(&originals, v->items[i].name,
			      env_undo_original(before, v->items[i].name));
	for (size_t i = 0; i < before->len; i++)
		if (!variables_find(v, before->items[i].name))
			variables_set(v, before->items[i].name, before->items[i].value);
	env_undo_encode(&originals, &text);
	variables_set(v, ENV_UNDO_VARIABLE, text.data);
}

void env_undo_restore(const struct variables *before, struct variables *v)
{
	for (size_t i = 0; i < before->len; i++)
		variables_set(v, before->items[i].name, before->items[i].value);
	variables_set(v, ENV_UNDO_VARIABLE, NULL);
}
