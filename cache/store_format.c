/* The store's file "format": what a store is known by. */
/* SPDX-License-Identifier: MIT */
#include "cache/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FORMAT_WORDS "sysroot store "

/* The file's text, cut at the size of text; or -1 with errno. */
static ssize_t read_format(const struct store *s, char text[64])
{
	AUTOCLOSE int fd = beneath_open_file(s->fd, "format");
	ssize_t n = fd < 0 ? -1 : read(fd, text, 63);

	text[n < 0 ? 0 : n] = '\0';
	return n;
}

int store_check_format(const struct store *s, struct err *err)
{
	char text[64];

	if (read_format(s, text) < 0) {
		if (errno == ENOENT)
			return 0;
		err_sys(err, "cannot read the store's '%s/format'", s->path);
		if (err && (err->sysno == ELOOP || err->sysno == EBADFD))
			err->code = ERR_CORRUPT;
		return -1;
	}
	if (strcmp(text, STORE_FORMAT) == 0)
		return 1;
	if (strncmp(text, FORMAT_WORDS, strlen(FORMAT_WORDS)) == 0) {
		text[strcspn(text, "\n")] = '\0';
		err_set(err, ERR_FAILED, "the store '%s' is of another format: '%s'", s->path,
			text);
		return err_hint(err,
				"use the version of sysroot that made it, or another place; if "
				"the file was\ndamaged, 'sysroot fsck --repair' mends it");
	}
	err_set(err, ERR_CORRUPT, "the store's '%s/format' is not ours", s->path);
	if (store_is_exported(s))
		return err_hint(err, "the store was written by 'sysroot export': export it again");
	return err_hint(err,
			"choose another place with --store DIR or SYSROOT_STORE; if it is a store "
			"whose\nfile was damaged, 'sysroot fsck --repair' mends it");
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

/* Could another version of the program have written this? */
static bool is_a_format(const char *text)
{
	size_t words = strlen(FORMAT_WORDS);
	size_t digits =
		strncmp(text, FORMAT_WORDS, words) == 0 ? strspn(text + words, "0123456789") : 0;

	return digits && strcmp(text + words + digits, "\n") == 0;
}

/* Does any record say that it is of our format? */
static bool has_our_record(const struct store *s)
{
	AUTOSTRV struct strv keys = STRV_INIT;

	if (store_list_artifacts(s, &keys, NULL))
		return false;
	for (size_t i = 0; i < keys.len; i++) {
		struct artifact a = { 0 };
		bool ours = store_read_artifact(s, keys.items[i], &a, NULL) == 0;

		artifact_release(&a);
		if (ours)
			return true;
	}
	return false;
}

static bool is_ours(const struct store *s)
{
	static const char *const folders[] = { "inputs", "objects", "artifacts", "trees",
					       "records" };
	char text[64];

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (!beneath_exists(s->fd, folders[i]))
			return false;
	if (read_format(s, text) < 0)
		return errno == ELOOP || errno == EBADFD || has_our_record(s);
	return !is_a_format(text) || has_our_record(s);
}

int store_mend_format(const char *path, struct store **out, struct err *err)
{
	struct err why = ERR_INIT;
	struct store *s;
	int rc = -1;

	if (store_open_folder(path, false, &s, &why)) {
		err_clear(&why);
		return -1;
	}
	if (store_check_places(s, STORE_CHECK_OWNER, NULL) == 0 && is_ours(s))
		rc = file_write(s->fd, "format", STORE_FORMAT, strlen(STORE_FORMAT), 0644, err);
	store_close(s);
	return rc ? -1 : store_open_to_check(path, false, out, err);
}
