/* What may be the name of a sysroot, or of another thing of the store. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <string.h>

#include "builder/base/plain.h"

bool store_name_is_valid(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > STORE_NAME_MAX || *name == '.' || *name == '-')
		return false;
	return !plain_has_control(name) && !strpbrk(name, " /");
}

int store_check_name(const char *name, struct err *err)
{
	if (store_name_is_valid(name))
		return 0;
	if (strlen(name) <= STORE_NAME_MAX)
		return err_set(err, ERR_USAGE, "invalid sysroot name '%s'", name);
	err_set(err, ERR_USAGE, "the name '%.40s...' is longer than %d bytes", name,
		STORE_NAME_MAX);
	return err_hint(err, "give the target fewer libraries");
}
