/* Checking records that no sysroot leads to, and pins. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"

#include <fcntl.h>
#include <string.h>

#include "builder/base/process.h"
#include "cache/store/store_record.h"

#define PIN_MAX 64 /* bytes; more is no pin of ours */

/* A record of a sysroot as it was: gc takes it away. The one of today is looked at by its name. */
static int check_record(struct fsck *f, const char *path, struct err *err)
{
	struct tree_record t = { 0 };
	struct err why = ERR_INIT;
	AUTOBUF struct buf text = BUF_INIT;

	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	/* A build beside this takes old ones away. */
	if (!store_exists(f->s, path))
		return 0;
	if (!store_is_file(f->s, path) || !sha256_is_hex(path_basename(path)))
		return fsck_foreign(f, path, err);
	if (store_read(f->s, path, STORE_RECORD_MAX, &text, &why) ||
	    tree_record_parse(text.data, text.len, path, &t, &why)) {
		fsck_problem(f,
			     "an old record is damaged (%s): it is harmless; 'sysroot fsck "
			     "--repair' moves it to quarantine/",
			     why.text);
		fsck_put_aside(f, path);
	}
	tree_record_release(&t);
	err_clear(&why);
	return 0;
}

static int check_folder(struct fsck *f, const char *folder, const char *name, struct err *err)
{
	AUTOSTRV struct strv records = STRV_INIT;
	char now[SHA256_HEX] = "";

	if (!store_is_folder(f->s, folder) || !store_name_is_valid(name))
		return fsck_foreign(f, folder, err);
	fsck_list(f, folder, &records);
	/* That the name leads nowhere was said before. */
	if (store_tree_digest(f->s, name, now, NULL))
		now[0] = '\0';
	for (size_t i = 0; i < records.len; i++) {
		AUTOFREE char *path = path_join(folder, records.items[i]);

		if (strcmp(records.items[i], now) != 0 && check_record(f, path, err))
			return -1;
	}
	return 0;
}

int fsck_records(struct fsck *f, struct err *err)
{
	return fsck_each(f, "records", false, check_folder, err);
}

static int check_pin(struct fsck *f, const char *path, const char *name, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;

	if (!store_is_file(f->s, path) || !store_name_is_valid(name))
		return fsck_foreign(f, path, err);
	if (store_read(f->s, path, PIN_MAX, &text, NULL) == 0 &&
	    strcmp(text.data ? text.data : "", STORE_PIN_TEXT) == 0)
		return 0;
	fsck_problem(f, "the pin of '%s' is damaged; 'sysroot fsck --repair' pins it again", name);
	return f->repair ? store_pin(f->s, name, err) : 0;
}

int fsck_pins(struct fsck *f, struct err *err)
{
	/* A store of before there were any has no folder of them. */
	return fsck_each(f, "pins", true, check_pin, err);
}
