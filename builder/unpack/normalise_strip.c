/* Private to the normaliser: what recipes strip from the files that they keep. */
/* SPDX-License-Identifier: MIT */
#include "builder/unpack/normalise_strip.h"

#include <string.h>

#include "builder/base/file.h"
#include "recipes/pattern.h"
#include "recipes/recipe_strip.h"
#include "sysroots/elf/elfstrip.h"

enum { STRIP_MAX = 1 << 30 }; /* bytes; the largest library of any package has a tenth of it */

static void mark_used(const struct recipe *r, const char *path, const struct strv *found,
		      bool *used)
{
	for (size_t i = 0; i < r->strip_count; i++) {
		const struct recipe_strip *s = &r->strips[i];

		if (pattern_matches(s->pattern, path) &&
		    (!s->section || strv_contains(found, s->section)))
			used[i] = true;
	}
}

int normalise_strip(int dirfd, const char *path, const struct stat *st, const struct recipe *r,
		    bool *used, struct err *err)
{
	AUTOSTRV struct strv sections = STRV_INIT, found = STRV_INIT;
	AUTOBUF struct buf in = BUF_INIT, out = BUF_INIT;
	struct elfstrip what = { .sections = &sections };
	int status;

	if (!recipe_strips(r, path, &what.debug, &sections))
		return 0;
	if (file_read(dirfd, path, STRIP_MAX, &in, err) < 0)
		return err_prefix(err, "recipe '%s'", r->name);
	status = elfstrip_file(in.data, in.len, path, &what, &out, &found, err);
	if (status < 0)
		return err_prefix(err, "recipe '%s'", r->name);
	mark_used(r, path, &found, used);
	if (status == 0)
		return 0;
	return file_write(dirfd, path, out.data, out.len, st->st_mode & S_IXUSR ? 0755 : 0644, err);
}

int normalise_strip_check(const struct recipe *r, const bool *used, struct err *err)
{
	for (size_t i = 0; i < r->strip_count; i++) {
		const struct recipe_strip *s = &r->strips[i];

		if (used[i])
			continue;
		if (s->section)
			err_set_at(err, ERR_FAILED, s->place.file, s->place.line, s->place.column,
				   "no file that the recipe keeps matches '%s' and has a section "
				   "'%s'",
				   s->pattern, s->section);
		else
			err_set_at(err, ERR_FAILED, s->place.file, s->place.line, s->place.column,
				   "no file that the recipe keeps matches '%s'", s->pattern);
		return err_hint(err, "patterns match paths before the tree is normalised, as with "
				     "keep and drop");
	}
	return 0;
}
