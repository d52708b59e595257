/* Making the index again beside the old one, which stays until the new one is whole. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <unistd.h>

#include "cache/index/index_internal.h"
#include "cache/store/upkeep.h"

/* Make the database in the empty file at path, whole or not. shown: what errors call it. */
static int fill(const struct store *s, const char *path, const char *shown, index_reader *reader,
		struct err *err)
{
	struct index *ix = xcalloc(1, sizeof(*ix));
	int rc = 0;

	ix->path = xstrdup(shown);
	ix->vfs = index_vfs_new();
	ix->writable = true;
	/* Nobody else has it open, and it is synced when it is done: no log is wanted. */
	if (sqlite3_open_v2(path, &ix->db, SQLITE_OPEN_READWRITE, index_vfs_name(ix->vfs)) ||
	    sqlite3_exec(ix->db,
			 "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
			 "PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;"
			 "PRAGMA temp_store = MEMORY",
			 NULL, NULL, NULL))
		rc = index_error(ix, err);
	if (rc == 0)
		rc = index_migrate(ix->db, ix->path, index_migrations, index_migration_count, err);
	if (rc == 0)
		rc = index_rebuild(ix, s, reader, err);
	index_close(ix);
	return rc;
}

static int make(struct store *s, const char *temp, index_reader *reader, struct err *err)
{
	AUTOFREE char *path = path_join(store_path(s), temp);
	AUTOFREE char *shown = path_join(store_path(s), INDEX_DATABASE);
	AUTOCLOSE int fd = store_open_new(s, temp, O_RDWR | O_CREAT | O_EXCL);

	if (fd < 0)
		return err_sys(err, "cannot create the index '%s'", shown);
	if (fill(s, path, shown, reader, err))
		return -1;
	if (fsync(fd))
		return err_sys(err, "cannot write the index '%s'", shown);
	/* A log of the old one would be taken for a log of the new one. */
	if (index_remove_logs(s, err))
		return -1;
	if (store_move_in(s, temp, INDEX_DATABASE, err))
		return store_not_ours(s, err);
	return store_sync_folder(s, INDEX_DATABASE, err);
}

int index_renew(struct store *s, index_reader *reader, struct err *err)
{
	AUTOFREE char *temp = NULL;

	if (store_temp_name(s, "index", &temp, err))
		return -1;
	if (make(s, temp, reader, err) == 0)
		return 0;
	store_unlink(s, temp);
	return -1;
}
