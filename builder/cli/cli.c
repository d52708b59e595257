/* What the subcommands share: where things are, opening them, tables. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/file.h"

static const char *cli_store;

void cli_set_store(const char *path)
{
	cli_store = path;
}

const char *cli_store_path(void)
{
	return cli_store;
}

static bool cli_is_data(const char *folder)
{
	AUTOFREE char *recipes = path_join(folder, "recipes/catalog");
	AUTOFREE char *targets = path_join(folder, "sysroots/targets");

	return file_exists(AT_FDCWD, recipes) && file_exists(AT_FDCWD, targets);
}

static char *cli_data_folder(struct err *err)
{
	const char *set = getenv("SYSROOT_DATA");
	char self[4096];
	ssize_t n;

	if (set && *set) {
		if (cli_is_data(set))
			return xstrdup(set);
		err_set(err, ERR_MISSING, "'%s' holds no recipes/catalog and sysroots/targets",
			set);
		err_hint(err, "SYSROOT_DATA points there; unset it or mend it");
		return NULL;
	}
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[n > 0 ? n : 0] = '\0';
	/* PREFIX/bin/sysroot, then SOURCE/.build/sysroot and SOURCE/.build/san/sysroot. */
	for (int up = 0; up < 3; up++) {
		AUTOFREE char *share = NULL;
		char *slash = strrchr(self, '/');

		if (!slash)
			break;
		*slash = '\0';
		share = xasprintf("%s/../share/sysroot", self);
		if (up == 0 && cli_is_data(share))
			return steal_pointer_at(&share);
		if (up > 0 && cli_is_data(self))
			return xstrdup(self);
	}
	err_set(err, ERR_MISSING,
		"the recipes and targets that belong to this program are not found");
	err_hint(err,
		 "install it whole ('make install'), or set SYSROOT_DATA to the folder that holds "
		 "recipes/catalog and sysroots/targets");
	return NULL;
}

static char *cli_data_below(const char *below, struct err *err)
{
	AUTOFREE char *data = cli_data_folder(err);

	return data ? path_join(data, below) : NULL;
}

char *cli_recipes_folder(struct err *err)
{
	return cli_data_below("recipes/catalog", err);
}

char *cli_targets_folder(struct err *err)
{
	return cli_data_below("sysroots/targets", err);
}

int cli_target(const char *typed, struct target **out, struct err *err)
{
	AUTOFREE char *folder = cli_targets_folder(err);

	return folder ? target_resolve(folder, typed, out, err) : -1;
}

/* What is not there yet is no error for who only looks. */
static bool cli_absent(bool writable, struct err *err)
{
	if (writable || !err || err->code != ERR_MISSING)
		return false;
	err_clear(err);
	return true;
}

int cli_open(struct workshop *w, bool writable, struct err *err)
{
	AUTOFREE char *recipes = cli_recipes_folder(err);
	struct err e = ERR_INIT;

	*w = (struct workshop){ 0 };
	if (!recipes || catalog_open(recipes, &w->catalog, err) < 0)
		return -1;
	if (store_open(cli_store, writable, &w->store, &e) < 0 && !cli_absent(writable, &e)) {
		if (!e.hint)
			err_hint(&e, "choose a place that can be written with --store DIR or "
				     "SYSROOT_STORE");
		goto fail;
	}
	if (w->store && index_open(w->store, writable, &w->index, &e) < 0 &&
	    !cli_absent(writable, &e))
		goto fail;
	return 0;
fail:
	cli_close(w);
	return err_move(err, &e);
}

void cli_close(struct workshop *w)
{
	index_close(w->index);
	store_close(w->store);
	catalog_free(w->catalog);
	*w = (struct workshop){ 0 };
}

int cli_plan(struct workshop *w, const char *typed, const struct plan_options *options,
	     struct target **target, struct plan **plan, struct err *err)
{
	*plan = NULL;
	if (cli_target(typed, target, err) < 0)
		return -1;
	if (plan_make(w->store, w->index, w->catalog, *target, options, plan, err) < 0) {
		target_free(*target);
		*target = NULL;
		return -1;
	}
	return 0;
}

int cli_print(const struct buf *text, struct err *err)
{
	if (fwrite(text->data, 1, text->len, stdout) != text->len || fflush(stdout) != 0)
		return err_sys(err, "cannot write to stdout");
	return 0;
}

int cli_want(const char *command, const char *what, struct err *err)
{
	err_set(err, ERR_USAGE, "'%s' wants %s", command, what);
	return err_hint(err, "'sysroot %s --help' tells more", command);
}

int cli_refuse(const char *command, const char *word, struct err *err)
{
	err_set(err, ERR_USAGE, "'%s' takes no argument '%s'", command, word);
	return err_hint(err, "'sysroot %s --help' tells more", command);
}
