/* Where the recipes and targets are that this program works with. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli_data.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/cli/carried_data.h"
#include "builder/cli/cli_store.h"

static char *data_folder; /* what cli_data_folder() found */
static bool data_carried;
static char *data_temp; /* the temporary folder, or NULL */
static pid_t data_owner; /* the process that made it: its children leave it alone */

void cli_data_release(void)
{
	if (data_temp && data_owner == getpid())
		(void)!tree_remove(AT_FDCWD, data_temp, NULL);
	free(data_temp);
	free(data_folder);
	data_temp = data_folder = NULL;
}

static bool data_is(const char *folder)
{
	AUTOFREE char *recipes = path_join(folder, "recipes/catalog");
	AUTOFREE char *targets = path_join(folder, "sysroots/targets");

	return file_exists(AT_FDCWD, recipes) && file_exists(AT_FDCWD, targets);
}

/* Beside the program, or above it; NULL when there is none. */
static char *data_near_program(void)
{
	AUTOFREE char *self = file_of_program(NULL);

	if (!self)
		return NULL;
	/* PREFIX/bin/sysroot, then SOURCE/.build/sysroot and SOURCE/.build/san/sysroot. */
	for (int up = 0; up < 3; up++) {
		AUTOFREE char *share = NULL;
		char *slash = strrchr(self, '/');

		if (!slash)
			break;
		*slash = '\0';
		share = xasprintf("%s/../share/sysroot", self);
		if (up == 0 && data_is(share))
			return STEAL_POINTER(share);
		if (up > 0 && data_is(self))
			return xstrdup(self);
	}
	return NULL;
}

/* In the store, if there is one that can be written. */
static char *data_in_store(const struct bundle *bundle)
{
	struct store *s = NULL;
	char *path = NULL;

	if (store_open(cli_store_path(), false, &s, NULL) == 0 &&
	    bundle_put(s, bundle, &path, NULL) < 0)
		path = NULL;
	store_close(s);
	return path;
}

/* A folder that nobody else can look into; the last of them is for an image that has no /tmp. */
static char *data_make_temp(struct err *err)
{
	const char *const places[] = { getenv("TMPDIR"), "/tmp", "/var/tmp", "/dev/shm", "." };

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		AUTOFREE char *real = places[i] && *places[i] ? realpath(places[i], NULL) : NULL;
		AUTOFREE char *folder = real ? path_join(real, "sysroot-data.XXXXXX") : NULL;

		if (folder && mkdtemp(folder))
			return STEAL_POINTER(folder);
	}
	err_sys(err, "there is no place for the recipes that are built into the program");
	err_hint(err, "set TMPDIR, or SYSROOT_STORE, to a writable directory");
	return NULL;
}

static char *data_in_temp(const struct bundle *bundle, struct err *err)
{
	AUTOFREE char *folder = data_make_temp(err);

	if (!folder)
		return NULL;
	data_owner = getpid();
	data_temp = xstrdup(folder);
	atexit(cli_data_release);
	if (bundle_lay_out(bundle, AT_FDCWD, folder, err) < 0) {
		err_prefix(err, "recipes in '%s'", folder);
		return NULL;
	}
	return STEAL_POINTER(folder);
}

static char *data_find(struct err *err)
{
	const char *set = getenv("SYSROOT_DATA");
	struct bundle bundle;
	char *found;

	if (set && *set) {
		if (data_is(set))
			return xstrdup(set);
		err_set(err, ERR_MISSING,
			"'%s' does not contain recipes/catalog and sysroots/targets", set);
		err_hint(err, "SYSROOT_DATA names it; correct or unset that variable");
		return NULL;
	}
	found = data_near_program();
	if (found || carried_data(&bundle, err) < 0)
		return found;
	data_carried = true;
	found = data_in_store(&bundle);
	if (!found)
		found = data_in_temp(&bundle, err);
	bundle_release(&bundle);
	return found;
}

const char *cli_data_folder(struct err *err)
{
	if (!data_folder)
		data_folder = data_find(err);
	return data_folder;
}

bool cli_data_is_carried(void)
{
	return data_carried;
}
