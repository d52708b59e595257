/* What this store has of what kits carry: the list that the other side makes a kit from. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <fcntl.h>
#include <string.h>

#define MAGIC "sysroot have 1"

/* Add "FOLDER/NAME" for every name that a member can have. */
static int add_folder(const struct store *s, const char *real, const char *folder,
		      struct strv *names, struct err *err)
{
	AUTOSTRV struct strv files = STRV_INIT;

	if (store_list(s, real, &files, err))
		return -1;
	for (size_t i = 0; i < files.len; i++) {
		char *name = path_join(folder, files.items[i]);
		enum kit_kind kind;

		if (kit_kind_of(name, &kind))
			strv_take(names, name);
		else
			free(name);
	}
	return 0;
}

/* The same for a folder of folders: "inputs/ab/SHA256" is the member "inputs/SHA256". */
static int add_folders(const struct store *s, const char *top, bool keep_middle, struct strv *names,
		       struct err *err)
{
	AUTOSTRV struct strv middle = STRV_INIT;

	if (store_list(s, top, &middle, err))
		return -1;
	for (size_t i = 0; i < middle.len; i++) {
		AUTOFREE char *real = path_join(top, middle.items[i]);

		if (!store_is_folder(s, real))
			continue;
		if (add_folder(s, real, keep_middle ? real : top, names, err))
			return -1;
	}
	return 0;
}

int kit_have(const struct store *s, struct strv *names, struct err *err)
{
	if (add_folder(s, "artifacts", "artifacts", names, err) ||
	    add_folders(s, "inputs", false, names, err) ||
	    add_folders(s, "objects", false, names, err) ||
	    add_folder(s, "provenance", "provenance", names, err) ||
	    add_folders(s, "records", true, names, err))
		return -1;
	strv_sort_unique(names);
	return 0;
}

void kit_have_text(const struct strv *names, struct buf *out)
{
	buf_addstr(out, MAGIC "\n");
	for (size_t i = 0; i < names->len; i++) {
		buf_addstr(out, names->items[i]);
		buf_addch(out, '\n');
	}
}

int kit_have_parse(const char *text, size_t len, const char *file, struct strv *names,
		   struct err *err)
{
	const char *end = text + len;
	size_t line = 0;

	while (text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		AUTOFREE char *name = eol ? xstrndup(text, (size_t)(eol - text)) : NULL;
		enum kit_kind kind;

		line++;
		if (!name || !(line == 1 ? strcmp(name, MAGIC) == 0 : kit_kind_of(name, &kind))) {
			err_set(err, ERR_SYNTAX,
				"'%s' is not a list of a store's contents: line %zu", file, line);
			return err_hint(err, "'sysroot kit have' prints such a list");
		}
		if (line > 1)
			strv_take(names, STEAL_POINTER(name));
		text = eol + 1;
	}
	strv_sort_unique(names);
	return 0;
}
