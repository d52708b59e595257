/* A store whose file "format" was lost or damaged, and that is one all the same. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <string.h>

/* Could another version of the program have written this? */
static bool is_a_format(const char *text)
{
	size_t words = strlen(STORE_FORMAT_WORDS);
	size_t digits = strncmp(text, STORE_FORMAT_WORDS, words) == 0
				? strspn(text + words, "0123456789")
				: 0;

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
	if (store_read_format(s, text) < 0)
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
