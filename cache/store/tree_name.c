/* The names of sysroots in the store, and where they lead. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

char *store_record_path(const char *name, const char *digest)
{
	return xasprintf("records/%s/%s", name, digest);
}

int store_not_built(const char *name, struct err *err)
{
	err_set(err, ERR_MISSING, "the sysroot '%s' is not built", name);
	return err_hint(err, STORE_HINT_BUILD, name, name);
}

int store_tree_digest(const struct store *s, const char *name, char hex[SHA256_HEX],
		      struct err *err)
{
	const size_t prefix = strlen(STORE_TREE_LINK);
	char path[sizeof("sysroots/") + STORE_NAME_MAX];
	char target[sizeof(STORE_TREE_LINK) + SHA256_HEX];
	ssize_t n;

	if (store_check_name(name, err))
		return -1;
	snprintf(path, sizeof(path), "sysroots/%s", name);
	n = beneath_readlink(s->fd, path, target, sizeof(target) - 1);
	if (n < 0 && errno == ENOENT)
		return store_not_built(name, err);
	if (n < 0 && errno != EINVAL)
		return err_sys(err, "cannot read '%s/%s'", s->path, path);
	target[n < 0 ? 0 : n] = '\0';
	if (strncmp(target, STORE_TREE_LINK, prefix) != 0 || !sha256_is_hex(target + prefix)) {
		err_set(err, ERR_CORRUPT, "'%s/%s' does not lead to a tree", s->path, path);
		return store_is_exported(s)
			       ? err_hint(err, "it was exported: export it again, or unpack its "
					       "image again")
			       : err_hint(err,
					  "'sysroot build %s' rebuilds it, 'sysroot fsck --repair' "
					  "removes it",
					  name);
	}
	memcpy(hex, target + prefix, SHA256_HEX);
	return 0;
}

int store_list_trees(const struct store *s, struct strv *names, struct err *err)
{
	AUTOSTRV struct strv all = STRV_INIT;

	if (beneath_list(s->fd, "sysroots", &all, err))
		return -1;
	for (size_t i = 0; i < all.len; i++)
		if (store_name_is_valid(all.items[i]))
			strv_add(names, all.items[i]);
	return 0;
}
