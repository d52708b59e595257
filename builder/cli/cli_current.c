/* The sysroot that the calling shell is set up for. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli_current.h"

#include <stdlib.h>
#include <string.h>

int cli_take_current(const char *command, struct strv *names, struct err *err)
{
	const char *name = getenv("SYSROOT_TARGET");

	if (names->len)
		return 0;
	if (!name || !*name) {
		err_set(err, ERR_USAGE, "'%s' needs a target: this shell is not set up for one",
			command);
		return err_hint(err,
				"name one, for example 'sysroot %s centos7'; 'sysroot targets' "
				"lists them",
				command);
	}
	strv_add(names, name);
	unsetenv("SYSROOT_ARCH");
	return 1;
}

int cli_blame_current(struct err *err)
{
	return err_prefix(err, "SYSROOT_TARGET");
}

bool cli_current_is_shared(void)
{
	const char *link = getenv("SYSROOT_LINK");

	return link && strcmp(link, "shared") == 0;
}
