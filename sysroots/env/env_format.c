/* Printing variables so that a shell, make or a program can take them over. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/env_format.h"

#include <string.h>

#include "builder/base/strv.h"
#include "sysroots/env/env_format_files.h"
#include "sysroots/env/env_format_shell.h"

const char *const ENV_FORMAT_WORDS[] = {
#define X(format, word, print, failure, is_file, can_undo) word,
	ENV_FORMATS(X)
#undef X
		NULL,
};

static const struct {
	const char *word;
	int (*print)(const struct variables *v, struct buf *out, struct err *err);
	const char *failure;
	bool is_file, can_undo;
} formats[] = {
#define X(format, word, print, failure, is_file, can_undo)                                         \
	{ word, print, failure, is_file, can_undo },
	ENV_FORMATS(X)
#undef X
};

bool env_format_is_file(enum env_format format)
{
	return formats[format].is_file;
}

bool env_format_can_undo(enum env_format format)
{
	return formats[format].can_undo;
}

int env_format_parse(const char *word, enum env_format *format, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOFREE char *all = NULL;
	const char *nearest;

	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (strcmp(word, formats[i].word) == 0) {
			*format = (enum env_format)i;
			return 0;
		}
		strv_add(&words, formats[i].word);
	}
	all = strv_join(&words, ", ");
	nearest = strv_nearest(&words, word);
	err_set(err, ERR_USAGE, "unknown format '%s'", word);
	if (nearest)
		return err_hint(err, "did you mean '%s'? the choices are %s", nearest, all);
	return err_hint(err, "the choices are %s", all);
}

const char *env_format_failure(enum env_format format)
{
	return formats[format].failure;
}

int env_format_print(enum env_format format, const struct variables *v, struct buf *out,
		     struct err *err)
{
	return formats[format].print(v, out, err);
}
