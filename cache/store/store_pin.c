/* Pins: what stays in the store though nothing needs it. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <string.h>

static char *pin_path(const char *name)
{
	return path_join("pins", name);
}

int store_pin(struct store *s, const char *name, struct err *err)
{
	AUTOFREE char *path = pin_path(name);
	AUTOFREE char *temp = NULL;

	if (store_check_name(name, err) ||
	    store_write_temp(s, STORE_PIN_TEXT, strlen(STORE_PIN_TEXT), store_shared_mode(s), &temp,
			     err))
		return -1;
	if (store_move_in(s, temp, path, err)) {
		beneath_unlink(s->fd, temp, 0);
		return -1;
	}
	return store_sync_folder(s, path, err);
}

int store_unpin(struct store *s, const char *name, struct err *err)
{
	AUTOFREE char *path = pin_path(name);

	if (store_check_name(name, err))
		return -1;
	if (beneath_unlink(s->fd, path, 0) == 0)
		return store_sync_folder(s, path, err);
	if (errno != ENOENT)
		return err_sys(err, "cannot remove '%s/%s'", s->path, path);
	err_set(err, ERR_MISSING, "'%s' is not pinned", name);
	return err_hint(err, "'sysroot gc --pins' lists what is");
}

int store_list_pins(const struct store *s, struct strv *names, struct err *err)
{
	AUTOSTRV struct strv all = STRV_INIT;
	struct err why = ERR_INIT;

	if (beneath_list(s->fd, "pins", &all, &why)) {
		if (why.sysno != ENOENT) /* a store of an older program */
			return err_move(err, &why);
		err_clear(&why);
	}
	for (size_t i = 0; i < all.len; i++)
		if (store_name_is_valid(all.items[i]))
			strv_add(names, all.items[i]);
	return 0;
}
