/* The store that a command works with: which one it is, and opening it. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli_store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/alloc.h"
#include "builder/base/file.h"
#include "builder/cli/cli_exported.h"

static const char *cli_store;

void cli_set_store(const char *path)
{
	cli_store = path;
}

/*
 * The store that the program itself lies in, as STORE/bin/sysroot: 'sysroot
 * export' lays images out so. NULL when it does not. Static.
 */
static const char *cli_store_around(void)
{
	static char path[4096];
	AUTOFREE char *format = NULL;
	AUTOFREE char *self = file_of_program(NULL);

	if (!self || strlen(self) >= sizeof(path))
		return NULL;
	strcpy(path, self);
	for (int up = 0; up < 2; up++) {
		char *slash = strrchr(path, '/');

		if (!slash || (up == 0 && strcmp(slash, "/sysroot") != 0))
			return NULL;
		*slash = '\0';
	}
	format = path_join(path, "format");
	return *path && file_exists(AT_FDCWD, format) ? path : NULL;
}

/* Did the user say where the store is? */
static bool cli_store_is_named(void)
{
	const char *set = getenv("SYSROOT_STORE");

	return cli_store || (set && *set);
}

const char *cli_store_path(void)
{
	return cli_store_is_named() ? cli_store : cli_store_around();
}

bool cli_is_absent(bool writable, const struct err *err)
{
	return !writable &&
	       (err->code == ERR_MISSING || (err->code == ERR_USAGE && !cli_store_is_named()));
}

int cli_open_store_to_look(struct store **s, struct err *err)
{
	struct err e = ERR_INIT;

	*s = NULL;
	if (store_open(cli_store_path(), false, s, &e) == 0)
		return 0;
	if (!cli_is_absent(false, &e))
		return err_move(err, &e);
	err_clear(&e);
	return 0;
}

int cli_open_store(bool writable, struct store **s, struct err *err)
{
	struct err absent = ERR_INIT;
	int status;

	*s = NULL;
	status = store_open(cli_store_path(), false, s, &absent);

	/* To write, it is opened again below, which makes the store or reports the error. */
	if (status < 0 && !writable)
		return err_move(err, &absent);
	err_clear(&absent);
	if (status == 0 && cli_check_exported(*s, err) < 0) {
		store_close(*s);
		*s = NULL;
		return -1;
	}
	if (!writable)
		return 0;
	if (status == 0)
		store_close(*s);
	*s = NULL;
	return store_open(cli_store_path(), true, s, err);
}

int cli_open_store_to_write(struct store **s, struct err *err)
{
	/* Not to make one by a slip of the fingers. */
	if (cli_open_store(false, s, err) < 0)
		return -1;
	if (faccessat(store_fd(*s), ".", W_OK, AT_EACCESS) < 0) {
		err_sys(err, "cannot write to the store '%s'", store_path(*s));
		store_close(*s);
		return -1;
	}
	store_close(*s);
	*s = NULL;
	return store_open(cli_store_path(), true, s, err);
}
