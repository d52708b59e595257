/* The origin `file`: a file at an absolute path, or beside the recipe. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/origin.h"

#include <string.h>
#include <sys/stat.h>

#include "builder/base/file.h"

int origin_file_get(struct origin *o, const struct recipe_origin *from, struct err *err)
{
	const char *word = from->words.items[0];
	AUTOFREE char *path = NULL;
	struct stat st;

	if (*word == '/')
		path = xstrdup(word);
	else if (!path_is_safe(word))
		return err_set(err, ERR_MISSING, "'%s' is outside the recipe's directory", word);
	else
		path = path_join(o->recipe_folder ? o->recipe_folder : ".", word);
	/* stat first: to open a pipe or a device can wait for ever. */
	if (stat(path, &st) < 0) {
		err_sys(err, "cannot read '%s'", path);
		err->code = ERR_MISSING;
		return -1;
	}
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_MISSING, "'%s' is not a file", path);
	if (access(path, R_OK) < 0) {
		err_sys(err, "cannot read '%s'", path);
		err->code = ERR_MISSING;
		return -1;
	}
	return origin_accept(o, path, err);
}
