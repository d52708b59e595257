/* The store's file "format": what a store is known by. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

ssize_t store_read_format(const struct store *s, char text[64])
{
	AUTOCLOSE int fd = beneath_open_file(s->fd, "format");
	ssize_t n = fd < 0 ? -1 : read(fd, text, 63);

	text[n < 0 ? 0 : n] = '\0';
	return n;
}

int store_check_format(const struct store *s, struct err *err)
{
	char text[64];

	if (store_read_format(s, text) < 0) {
		if (errno == ENOENT)
			return 0;
		err_sys(err, "cannot read the store's '%s/format'", s->path);
		if (err && (err->sysno == ELOOP || err->sysno == EBADFD))
			err->code = ERR_CORRUPT;
		return -1;
	}
	if (strcmp(text, STORE_FORMAT) == 0)
		return 1;
	if (strncmp(text, STORE_FORMAT_WORDS, strlen(STORE_FORMAT_WORDS)) == 0) {
		text[strcspn(text, "\n")] = '\0';
		err_set(err, ERR_FAILED, "the store '%s' has an unsupported format: '%s'", s->path,
			text);
		return err_hint(err,
				"use the version of sysroot that made it, or another store; if the "
				"file was\ndamaged, 'sysroot fsck --repair' repairs it");
	}
	err_set(err, ERR_CORRUPT, "'%s/format' is not the format file of a store", s->path);
	if (store_is_exported(s))
		return err_hint(err, "the store was written by 'sysroot export': export it again");
	return err_hint(err, "choose another store with --store DIR or SYSROOT_STORE; if it is a "
			     "store whose\nfile was damaged, 'sysroot fsck --repair' repairs it");
}

/*
 * The mark alone says nothing: whoever may write to a store can put it there. A store has most of
 * these from its first day on, and an export never.
 */
bool store_is_exported(const struct store *s)
{
	static const char *const never[] = { "artifacts", "index.sqlite", "inputs", "objects",
					     "records" };
	struct stat st;

	if (beneath_stat(s->fd, STORE_EXPORTED, &st) || !S_ISREG(st.st_mode))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(never); i++)
		if (beneath_exists(s->fd, never[i]))
			return false;
	return true;
}

int store_exported_error(const struct store *s, const char *what, struct err *err)
{
	return err_set(err, ERR_FAILED, "the store '%s' was written by 'sysroot export': %s",
		       s->path, what);
}
