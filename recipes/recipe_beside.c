/* Files and patches that lie beside a recipe. */
/* SPDX-License-Identifier: MIT */
#include "recipes/recipe_beside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/alloc.h"
#include "builder/base/decimal.h"
#include "builder/base/file.h"
#include "builder/base/sha256.h"

#define MAX_FILES 64 /* and as many patches */
#define MAX_PATCH_STRIP 16

/*
 * Hash the file that a recipe names beside it. Links are followed, but what
 * they lead to must be in the folder too: a recipe reads nothing else.
 */
static int hash_beside(const char *recipe_folder, struct recipe_file *file, const char *what,
		       struct err *err)
{
	AUTOFREE char *path = path_join(recipe_folder, file->name);
	AUTOFREE char *hint = xasprintf("expected it in '%s'", recipe_folder);
	AUTOFREE char *folder = realpath(recipe_folder, NULL);
	AUTOFREE char *real = folder ? realpath(path, NULL) : NULL; /* last: errno is read */
	size_t len = folder ? strlen(folder) : 0;
	struct stat st;

	if (!real && folder && (errno == ENOENT || errno == ENOTDIR))
		return scan_error(err, &file->place, hint, "%s '%s' is missing", what, file->name);
	if (!real)
		return err_sys(err, "cannot find '%s'", path);
	if (len > 1 && (strncmp(real, folder, len) != 0 || real[len] != '/'))
		return scan_error(err, &file->place, hint,
				  "%s '%s' is outside the recipe's directory", what, file->name);
	if (stat(real, &st) < 0)
		return err_sys(err, "cannot read '%s'", path);
	if (!S_ISREG(st.st_mode))
		return scan_error(err, &file->place, hint, "%s '%s' is not a regular file", what,
				  file->name);
	return sha256_file(AT_FDCWD, real, file->sha256, NULL, err);
}

int recipe_beside_parse(const char *folder, const struct scan_line *line,
			struct recipe_file **files, size_t *count, const char *what,
			struct err *err)
{
	const struct scan_word *name = &line->words[1];
	struct recipe_file *file;
	unsigned strip = 1;

	if (!path_is_safe(name->text))
		return scan_error(err, &name->place, "expected a path below the recipe's directory",
				  "%s '%s' is outside the recipe's directory", what, name->text);
	for (size_t i = 0; i < *count; i++)
		if (strcmp((*files)[i].name, name->text) == 0)
			return scan_error(err, &name->place, "name it once", "duplicate %s '%s'",
					  what, name->text);
	if (line->count == 3 || (line->count == 4 && strcmp(line->words[2].text, "strip") != 0))
		return scan_error(err, &line->words[2].place, "expected: patch FILE [strip N]",
				  "unexpected word '%s'", line->words[2].text);
	if (line->count == 4) {
		uint64_t n;

		if (!decimal_parse(line->words[3].text, MAX_PATCH_STRIP, &n))
			return scan_error(err, &line->words[3].place, "expected 0 to 16",
					  "invalid number of components '%s'", line->words[3].text);
		strip = (unsigned)n;
	}
	if (*count == MAX_FILES)
		return scan_error(err, &line->place, NULL, "more than %d '%s' lines", MAX_FILES,
				  what);
	*files = xreallocarray(*files, *count + 1, sizeof(**files));
	file = &(*files)[(*count)++];
	*file = (struct recipe_file){ .name = xstrdup(name->text),
				      .strip = strip,
				      .place = name->place };
	return folder ? hash_beside(folder, file, what, err) : 0;
}
