/* Relock: bringing the new packages, and putting the new recipe in its place. */
/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "builder/base/hex.h"
#include "builder/base/process.h"
#include "builder/fetch/fetch.h"
#include "builder/lock/relock.h"
#include "builder/lock/relock_edit.h"
#include "recipes/scanner.h"

/* The new text, and the recipe that it is; the caller frees both. */
/*
 * Is the new text the old recipe with other pins and nothing else? Not when
 * somebody changed the file meanwhile.
 */
static bool only_pins_differ(const struct relock_recipe *r, const struct recipe *parsed)
{
	const struct recipe *old = r->recipe;

	if (strcmp(parsed->name, old->name) != 0 || parsed->input_count != old->input_count ||
	    parsed->step_count != old->step_count || parsed->file_count != old->file_count ||
	    parsed->patch_count != old->patch_count || parsed->select_count != old->select_count)
		return false;
	for (size_t i = 0; i < old->step_count; i++)
		if (strcmp(parsed->steps[i].script, old->steps[i].script) != 0)
			return false;
	for (size_t i = 0; i < old->input_count; i++) {
		const char *wanted = r->inputs[i].state == RELOCK_NEW ? r->inputs[i].offer.sha256
								      : old->inputs[i].sha256;

		if (strcmp(parsed->inputs[i].sha256, wanted) != 0)
			return false;
	}
	return true;
}

static int edit(const struct relock_recipe *r, char **text, struct recipe **parsed, struct err *err)
{
	AUTOBUF struct buf old = BUF_INIT;

	*text = NULL;
	if (file_read(AT_FDCWD, r->recipe->file, SCANNER_MAX_BYTES, &old, err) < 0 ||
	    relock_edit(r, old.data, old.len, text, err) < 0)
		return -1;
	if (recipe_parse(*text, strlen(*text), r->recipe->file, r->recipe->folder, parsed, err) <
	    0) {
		free(*text);
		*text = NULL;
		return err_prefix(err, "the recipe with the new packages would be invalid");
	}
	if (only_pins_differ(r, *parsed))
		return 0;
	recipe_free(*parsed);
	*parsed = NULL;
	free(*text);
	*text = NULL;
	err_set(err, ERR_FAILED, "the recipe '%s' has changed in the meantime", r->recipe->file);
	return err_hint(err, "nothing was written; run the command again");
}

int relock_try(struct relock_recipe *r, struct strv *told, struct err *err)
{
	AUTOFREE char *text = NULL;
	struct recipe *parsed = NULL;

	if (edit(r, &text, &parsed, err) < 0)
		return -1;
	relock_leftovers(r, text, told);
	recipe_free(parsed);
	return 0;
}

/* Its SHA-1 (only a name, at snapshot.debian.org): by coreutils, which every machine has. */
static int take_sha1(struct store *s, struct relock_input *in, struct err *err)
{
	AUTOFREE char *below = store_input_path(in->offer.sha256);
	AUTOFREE char *path = path_join(store_path(s), below);
	AUTOBUF struct buf out = BUF_INIT;
	const char *argv[] = { "sha1sum", "--", path, NULL };
	const char *line;
	int status;

	if (process_capture(argv, 8192, &out, &status, err) < 0)
		return -1;
	/* A backslash before it says that the name is written with escapes. */
	line = out.data + (out.data[0] == '\\');
	if (status != 0 || hex_span(line) != sizeof(in->sha1) - 1)
		return err_set(err, ERR_FAILED, "'sha1sum' cannot compute the SHA-1 of '%s'",
			       in->offer.file);
	memcpy(in->sha1, line, sizeof(in->sha1) - 1);
	return 0;
}

/* From the suites alone: the address at snapshot.debian.org is the old file's still. */
static void take_apt_origins(struct recipe_input *copy, const struct recipe_input *in)
{
	*copy = *in;
	copy->origins = xcalloc(in->origin_count, sizeof(*copy->origins));
	copy->origin_count = 0;
	for (size_t i = 0; i < in->origin_count; i++)
		if (in->origins[i].kind != ORIGIN_HTTPS)
			copy->origins[copy->origin_count++] = in->origins[i];
}

/* Bring all that is NEW; parsed has the new digests. */
static int bring(struct store *s, struct relock_recipe *r, const struct recipe *parsed,
		 long timeout, struct err *err)
{
	const struct fetch_options options = { .timeout = timeout };
	size_t n = 0, count = parsed->input_count;
	AUTOFREE struct recipe_input *inputs = xcalloc(count, sizeof(*inputs));
	AUTOFREE struct fetch_job *jobs = xcalloc(count, sizeof(*jobs));
	int rc;

	for (size_t i = 0; i < count; i++) {
		if (r->inputs[i].state != RELOCK_NEW)
			continue;
		take_apt_origins(&inputs[n], &parsed->inputs[i]);
		jobs[n] = (struct fetch_job){ .input = &inputs[n],
					      .recipe = parsed->name,
					      .recipe_folder = parsed->folder };
		n++;
	}
	rc = fetch_inputs(s, jobs, n, &options, err);
	for (size_t i = 0; i < n; i++) {
		free(inputs[i].origins);
		fetch_job_release(&jobs[i]);
	}
	for (size_t i = 0; i < count && rc == 0; i++)
		if (r->inputs[i].state == RELOCK_NEW)
			rc = take_sha1(s, &r->inputs[i], err);
	return rc;
}

/* A link to the recipe stays one: what it points at is replaced. */
static char *real_file(const struct recipe *r)
{
	char *file = realpath(r->file, NULL);

	return file ? file : xstrdup(r->file);
}

int relock_check_writable(const struct recipe *r, struct err *err)
{
	AUTOFREE char *file = real_file(r);
	const char *base = path_basename(file);
	AUTOFREE char *folder = base == file ? xstrdup(".") : xstrndup(file, (size_t)(base - file));

	if (access(folder, W_OK) == 0)
		return 0;
	err_sys(err, "cannot replace the recipe '%s'", file);
	return err_hint(err, "copy the directory that holds recipes/catalog and sysroots/targets "
			     "to a place of your own,\n"
			     "and run the command again with SYSROOT_DATA set to it");
}

/* The same mode as before, whoever may read it. */
static int replace_file(const struct recipe *r, const char *text, struct err *err)
{
	AUTOFREE char *file = real_file(r);
	struct stat st;

	if (stat(file, &st) < 0)
		return err_sys(err, "cannot stat '%s'", file);
	return file_write(AT_FDCWD, file, text, strlen(text), st.st_mode & 0777, err);
}

int relock_write(struct store *s, struct relock_recipe *r, long timeout, struct strv *told,
		 struct err *err)
{
	AUTOFREE char *text = NULL;
	AUTOFREE char *whole = NULL;
	struct recipe *parsed = NULL;
	int rc;

	if (relock_check_writable(r->recipe, err) < 0 || edit(r, &text, &parsed, err) < 0)
		return -1;
	assert(parsed);
	rc = bring(s, r, parsed, timeout, err);
	recipe_free(parsed);
	parsed = NULL;
	if (rc < 0 || edit(r, &whole, &parsed, err) < 0)
		return -1;
	assert(whole);
	recipe_free(parsed);
	if (replace_file(r->recipe, whole, err) < 0)
		return -1;
	r->written = true;
	relock_leftovers(r, whole, told);
	return 0;
}
