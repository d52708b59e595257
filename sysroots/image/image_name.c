/* Names of images, as docker and OCI write them. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_name.h"

#include <stdbool.h>
#include <string.h>

#include "builder/base/oci_name.h"

/* [HOST/]REPOSITORY: the first component is a host when it can only be one. */
static bool is_repository(const char *name)
{
	size_t first = strcspn(name, "/");
	AUTOFREE char *host = xstrndup(name, first);

	if (strlen(name) > OCI_REPOSITORY_MAX)
		return false;
	return oci_repository_ok(name[first] && oci_host_ok(host) ? name + first + 1 : name);
}

int image_name_parse(const char *typed, char **name, struct err *err)
{
	const char *slash = strrchr(typed, '/');
	const char *colon = strrchr(slash ? slash : typed, ':');
	AUTOFREE char *repository =
		colon ? xstrndup(typed, (size_t)(colon - typed)) : xstrdup(typed);

	if (is_repository(repository) && (!colon || oci_tag_ok(colon + 1))) {
		*name = xasprintf("%s:%s", repository, colon ? colon + 1 : "latest");
		return 0;
	}
	err_set(err, ERR_USAGE, "invalid image name '%s'", typed);
	return err_hint(err, "write NAME:TAG: NAME has lower-case letters, digits and / . _ -, TAG "
			     "has letters,\ndigits and . _ -; for example 'sysroot:centos7'");
}

char *image_name_of(const char *target)
{
	char *name = xasprintf("sysroot:%.*s", OCI_TAG_MAX, target);

	for (char *p = strchr(name, ':') + 1; *p; p++)
		if (!strchr(OCI_TAG_BYTES, *p))
			*p = '_';
	return name;
}
