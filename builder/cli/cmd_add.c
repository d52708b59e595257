/* sysroot add: take in input files that a person carried over. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/option.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"

/* Which input of the catalog has this digest, or this file name? Borrowed. */
static int add_find(struct catalog *catalog, const char *sha256, const char *name,
		    const struct recipe_input **by_digest, const struct recipe_input **by_name,
		    const struct recipe **recipe, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	*by_digest = *by_name = NULL;
	if (catalog_names(catalog, NULL, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		const struct recipe *r;

		/* A broken recipe is told by who needs it. */
		if (catalog_get(catalog, names.items[i], &r, NULL) < 0)
			continue;
		for (size_t j = 0; j < r->input_count; j++) {
			if (strcmp(r->inputs[j].sha256, sha256) == 0 && !*by_digest) {
				*by_digest = &r->inputs[j];
				*recipe = r;
			}
			if (strcmp(r->inputs[j].name, name) == 0 && !*by_name)
				*by_name = &r->inputs[j];
		}
	}
	return 0;
}

/*
 * Only a regular file of a size that an input can have is read: a pipe or device
 * might never end.
 */
static int add_check(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return err_sys(err, "cannot open '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_FAILED, "'%s' is not a regular file", path);
	if ((uint64_t)st.st_size > RECIPE_MAX_INPUT)
		return err_set(err, ERR_FAILED, "'%s' is larger than the limit for inputs", path);
	return 0;
}

static int add_one(struct workshop *w, const char *path, struct err *err)
{
	const struct recipe_input *by_digest, *by_name;
	const struct recipe *recipe = NULL;
	char sha256[SHA256_HEX];

	if (add_check(path, err) < 0 || sha256_file(AT_FDCWD, path, sha256, NULL, err) < 0)
		return -1;
	if (add_find(w->catalog, sha256, path_basename(path), &by_digest, &by_name, &recipe, err) <
	    0)
		return -1;
	if (!by_digest && by_name) {
		err_set(err, ERR_MISMATCH, "'%s' is not the file that the recipes need", path);
		return err_hint(err,
				"its sha256 is %s\n"
				"expected      %s\n"
				"copy it again; it may have been truncated",
				sha256, by_name->sha256);
	}
	if (!by_digest) {
		err_set(err, ERR_MISMATCH, "no recipe needs '%s' (sha256 %s)", path, sha256);
		return err_hint(err, "'sysroot show TARGET' lists what is needed");
	}
	if (store_add_input(w->store, AT_FDCWD, path, by_digest->sha256, NULL, err) < 0)
		return -1;
	term_say("added '%s' for recipe '%s'", by_digest->name, recipe->name);
	return 0;
}

int cmd_add(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv files = STRV_INIT;
	const struct option_def table[] = { { OPTION_END, 0, NULL, NULL, NULL, NULL } };
	const struct option_usage usage = {
		.command = "add",
		.arguments = "FILE...",
		.summary = "Add input files that you carried over. A file is identified by its "
			   "SHA-256,\n"
			   "whatever its name; one that no recipe needs is rejected.",
		.table = table,
	};
	struct workshop w;
	int status = option_parse(&usage, argc, argv, &files, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (files.len == 0)
		return cli_want("add", "at least one file", err);
	if (cli_open(&w, true, err) < 0)
		return -1;
	process_catch_interrupts();
	for (size_t i = 0; i < files.len && !process_interrupted(); i++) {
		struct err e = ERR_INIT;

		/* One that is refused keeps none of the others out. */
		if (add_one(&w, files.items[i], &e) == 0)
			continue;
		if (status < 0)
			term_say("%s%s%s", e.text, e.hint ? "\n" : "", e.hint ? e.hint : "");
		else
			err_move(err, &e);
		err_clear(&e);
		status = -1;
	}
	cli_close(&w);
	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	return status;
}
