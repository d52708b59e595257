/* Opening the index, and its small questions. */
/* SPDX-License-Identifier: MIT */
#include "cache/index/index_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "builder/base/percent.h"
#include "cache/store/upkeep.h"

#define DATABASE INDEX_DATABASE
/* The first is the database, the others are its logs. */
static const char *const database_files[] = { DATABASE, DATABASE "-wal", DATABASE "-shm",
					      DATABASE "-journal" };

#define BUSY_MILLISECONDS 60000
#define WAL_TRIES 600
#define WAL_PAUSE_NANOSECONDS 20000000L

static char *database_path(const struct store *s)
{
	return path_join(store_path(s), DATABASE);
}

/*
 * SQLite has a limit for paths (with links resolved, and with room for its
 * journal's name) and gives no reason when one is over it.
 */
static int open_error(const struct index *ix, struct err *err)
{
	const sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	const size_t most = vfs ? (size_t)vfs->mxPathname - strlen("-journal") : SIZE_MAX;
	AUTOFREE char *folder = xstrndup(ix->path, strlen(ix->path) - strlen("/" DATABASE));
	AUTOFREE char *real = realpath(folder, NULL);
	const size_t len = strlen(real ? real : folder) + strlen("/" DATABASE);

	if ((sqlite3_errcode(ix->db) & 0xff) != SQLITE_CANTOPEN || len <= most)
		return index_error(ix, err);
	err_set(err, ERR_FAILED,
		"the path of the index is too long: it has %zu bytes, SQLite's limit is %zu: '%s'",
		len, most, ix->path);
	return err_hint(err, "choose a place with a shorter path with --store DIR or "
			     "SYSROOT_STORE");
}

/* What SQLite takes for the path's own in a URI. */
static bool uri_plain(char c)
{
	return c != '?' && c != '#';
}

/* "file:PATH?immutable=1" with PATH escaped as a URI. */
static char *immutable_uri(const char *path)
{
	struct buf b = BUF_INIT;

	buf_addstr(&b, "file:");
	percent_add(&b, path, uri_plain);
	buf_addstr(&b, "?immutable=1");
	return buf_steal(&b);
}

static int exec(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/*
 * WAL: readers do not block the writer and the other way round. It wants memory
 * that all processes share, so that it is nothing for a filesystem that several
 * machines have. Switching needs the database alone and does not wait for it by
 * itself.
 */
static int switch_journal(sqlite3 *db, const char *pragma)
{
	const struct timespec pause = { 0, WAL_PAUSE_NANOSECONDS };
	int rc = SQLITE_BUSY;

	for (int i = 0; i < WAL_TRIES && rc == SQLITE_BUSY; i++) {
		if (i)
			nanosleep(&pause, NULL);
		rc = exec(db, pragma);
	}
	return rc;
}

static int open_writable(struct index *ix, struct err *err)
{
	if (sqlite3_open_v2(ix->path, &ix->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
			    index_vfs_name(ix->vfs)))
		return open_error(ix, err);
	sqlite3_busy_timeout(ix->db, BUSY_MILLISECONDS);
	/*
	 * NORMAL: a power cut may take the last transactions, never the order.
	 * They can be made again from the records.
	 */
	if (switch_journal(ix->db, ix->network ? "PRAGMA journal_mode = DELETE"
					       : "PRAGMA journal_mode = WAL") ||
	    exec(ix->db, "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
			 "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY"))
		return index_error(ix, err);
	return index_migrate(ix->db, ix->path, index_migrations, index_migration_count, err);
}

/* May the log beside the database hold what the database does not? */
static bool has_log(const char *path)
{
	AUTOFREE char *log = xasprintf("%s-wal", path);
	struct stat st;

	return stat(log, &st) == 0 && st.st_size > 0;
}

static int open_readable(struct index *ix, struct err *err)
{
	int version = 0;
	int rc = sqlite3_open_v2(ix->path, &ix->db, SQLITE_OPEN_READONLY, index_vfs_name(ix->vfs));

	sqlite3_busy_timeout(ix->db, BUSY_MILLISECONDS);
	if (rc == SQLITE_OK)
		rc = index_version(ix->db, &version);
	/*
	 * A database in WAL mode wants its shared memory beside it, which cannot
	 * be made in a store that we may not write. With nothing in the log, and
	 * nobody who could write, the file alone is the whole truth.
	 */
	if (((rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_READONLY) &&
	    !has_log(ix->path)) {
		AUTOFREE char *uri = immutable_uri(ix->path);

		sqlite3_close(ix->db);
		ix->db = NULL;
		rc = sqlite3_open_v2(uri, &ix->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
				     index_vfs_name(ix->vfs));
		if (rc == SQLITE_OK)
			rc = index_version(ix->db, &version);
	}
	if (rc)
		return open_error(ix, err);
	if (version > (int)index_migration_count) {
		err_set(err, ERR_FAILED,
			"the index '%s' has schema version %d, this program supports up to %zu",
			ix->path, version, index_migration_count);
		return err_hint(err,
				"use the version of sysroot that made it, or run 'sysroot fsck "
				"--rebuild-index'");
	}
	if (version == 0) { /* made and never filled: the disk was full, or it was killed */
		err_set(err, ERR_MISSING, "the index '%s' is empty", ix->path);
		return err_hint(err, "'sysroot build' or 'sysroot fsck --rebuild-index' fills it");
	}
	if (version < (int)index_migration_count) {
		err_set(err, ERR_FAILED, "the index '%s' has the older schema version %d", ix->path,
			version);
		return err_hint(err, "run 'sysroot fsck --rebuild-index' once as a user who may "
				     "write to the store");
	}
	return 0;
}

/* SQLite would wait at a pipe, and follow a link. */
static int check_files(const struct store *s, struct err *err)
{
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(database_files); i++) {
		if (store_stat(s, database_files[i], &st) || S_ISREG(st.st_mode))
			continue;
		err_set(err, ERR_CORRUPT, "'%s/%s' is not a regular file", store_path(s),
			database_files[i]);
		return err_hint(err, "'sysroot fsck --rebuild-index' rebuilds the index");
	}
	return 0;
}

static void no_index(const struct store *s, struct err *err)
{
	err_set(err, ERR_MISSING, "the store '%s' has no index yet", store_path(s));
	if (store_may_write(s))
		err_hint(err,
			 "'sysroot build' creates it, 'sysroot fsck --rebuild-index' rebuilds it");
	else
		err_hint(err, "run 'sysroot fsck --rebuild-index' once as a user who may write to "
			      "the store");
}

int index_open(const struct store *s, bool writable, struct index **out, struct err *err)
{
	struct index *ix = xcalloc(1, sizeof(*ix));

	ix->path = database_path(s);
	ix->vfs = index_vfs_new();
	ix->writable = writable;
	if (check_files(s, err))
		goto fail;
	ix->network = store_is_network(s);
	if (!writable && !store_exists(s, DATABASE)) {
		no_index(s, err);
		goto fail;
	}
	/* SQLite would keep the others of a group out; what it makes beside follows the file. */
	if (writable && store_is_group(s) && !store_exists(s, DATABASE)) {
		AUTOCLOSE int fd = store_open_new(s, DATABASE, O_RDWR | O_CREAT);

		if (fd < 0) {
			err_sys(err, "cannot create the index '%s'", ix->path);
			goto fail;
		}
	}
	if (writable ? open_writable(ix, err) : open_readable(ix, err))
		goto fail;
	*out = ix;
	return 0;
fail:
	index_close(ix);
	return -1;
}

void index_close(struct index *ix)
{
	if (!ix)
		return;
	for (size_t i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(ix->statements[i]);
	sqlite3_close(ix->db);
	index_vfs_free(ix->vfs);
	free(ix->path);
	free(ix);
}

static int remove_files(const struct store *s, size_t first, struct err *err)
{
	for (size_t i = first; i < ARRAY_LEN(database_files); i++)
		if (store_unlink(s, database_files[i]) && errno != ENOENT) {
			err_sys(err, "cannot remove '%s/%s'", store_path(s), database_files[i]);
			return store_not_ours(s, err);
		}
	return 0;
}

bool index_has_file(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(database_files); i++)
		if (strcmp(name, database_files[i]) == 0)
			return true;
	return false;
}

int index_remove(const struct store *s, struct err *err)
{
	return remove_files(s, 0, err);
}

int index_remove_logs(const struct store *s, struct err *err)
{
	return remove_files(s, 1, err);
}

bool index_has_moved(struct index *ix)
{
	int moved = 0;

	return sqlite3_file_control(ix->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
	       moved;
}

/* Does a statement with these one or two strings give a row? Not reset then. */
static bool has_row(sqlite3_stmt *st, const char *first, const char *second)
{
	if (!st || sqlite3_bind_text(st, 1, first, -1, SQLITE_STATIC))
		return false;
	if (second && sqlite3_bind_text(st, 2, second, -1, SQLITE_STATIC))
		return false;
	return sqlite3_step(st) == SQLITE_ROW;
}

bool index_has_tree(struct index *ix, const char *name, const char *digest)
{
	sqlite3_stmt *st = index_statement(ix, SQL_TREE_GET, NULL);
	bool same = has_row(st, name, NULL) &&
		    strcmp((const char *)sqlite3_column_text(st, 0), digest) == 0;

	sqlite3_reset(st);
	return same;
}

int index_tree_digest(struct index *ix, const char *name, char hex[SHA256_HEX])
{
	sqlite3_stmt *st = index_statement(ix, SQL_TREE_GET, NULL);
	const char *text = NULL;
	int rc = -1;

	if (has_row(st, name, NULL))
		text = (const char *)sqlite3_column_text(st, 0);
	if (text && sha256_is_hex(text)) {
		memcpy(hex, text, SHA256_HEX);
		rc = 0;
	}
	sqlite3_reset(st);
	return rc;
}

bool index_has_artifact(struct index *ix, const char *key)
{
	sqlite3_stmt *st = index_statement(ix, SQL_ARTIFACT_GET, NULL);
	bool there = has_row(st, key, NULL);

	sqlite3_reset(st);
	return there;
}

static int drop(struct index *ix, enum index_sql which, const char *name, struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, which, err);

	if (st && sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC))
		return index_error(ix, err);
	return index_step(ix, st, err);
}

int index_drop_tree(struct index *ix, const char *name, struct err *err)
{
	return drop(ix, SQL_TREE_DROP, name, err);
}

int index_drop_artifact(struct index *ix, const char *key, struct err *err)
{
	return drop(ix, SQL_ARTIFACT_DROP, key, err);
}

/* The first column of all rows; of: the statement's parameter, or NULL when it has none. */
static int list(struct index *ix, enum index_sql which, const char *of, struct strv *out,
		struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, which, err);
	int rc;

	if (!st)
		return -1;
	if (of && sqlite3_bind_text(st, 1, of, -1, SQLITE_STATIC))
		return index_error(ix, err);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		strv_add(out, (const char *)sqlite3_column_text(st, 0));
	if (rc != SQLITE_DONE)
		index_error(ix, err);
	sqlite3_reset(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

int index_list_trees(struct index *ix, struct strv *names, struct err *err)
{
	return list(ix, SQL_TREE_LIST, NULL, names, err);
}

int index_list_artifacts(struct index *ix, struct strv *keys, struct err *err)
{
	return list(ix, SQL_ARTIFACT_LIST, NULL, keys, err);
}

int index_artifacts_of(struct index *ix, const char *recipe, struct strv *keys, struct err *err)
{
	return list(ix, SQL_ARTIFACTS_OF, recipe, keys, err);
}

int index_tool_get(struct index *ix, const char *path, const char *stamp, char hex[SHA256_HEX])
{
	sqlite3_stmt *st = index_statement(ix, SQL_TOOL_GET, NULL);
	int rc = -1;

	if (has_row(st, path, stamp)) {
		const char *text = (const char *)sqlite3_column_text(st, 0);

		if (text && sha256_is_hex(text)) {
			memcpy(hex, text, SHA256_HEX);
			rc = 0;
		}
	}
	sqlite3_reset(st);
	return rc;
}

/* Not prepared for good: only fsck asks. */
int index_each_tool(struct index *ix,
		    int (*fn)(const char *path, const char *stamp, const char *hex, void *arg),
		    void *arg, struct err *err)
{
	sqlite3_stmt *st = NULL;
	int rc, stop = 0;

	if (sqlite3_prepare_v2(ix->db, "SELECT path, stamp, sha256 FROM tool ORDER BY path", -1,
			       &st, NULL))
		return index_error(ix, err);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW && !stop)
		stop = fn((const char *)sqlite3_column_text(st, 0),
			  (const char *)sqlite3_column_text(st, 1),
			  (const char *)sqlite3_column_text(st, 2), arg);
	if (!stop && rc != SQLITE_DONE)
		index_error(ix, err);
	sqlite3_finalize(st);
	return stop || rc == SQLITE_DONE ? 0 : -1;
}

int index_tool_put(struct index *ix, const char *path, const char *stamp, const char *hex,
		   struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, SQL_TOOL_PUT, err);

	if (st && (sqlite3_bind_text(st, 1, path, -1, SQLITE_STATIC) ||
		   sqlite3_bind_text(st, 2, stamp, -1, SQLITE_STATIC) ||
		   sqlite3_bind_text(st, 3, hex, -1, SQLITE_STATIC)))
		return index_error(ix, err);
	return index_step(ix, st, err);
}

/* A column as text, "" for NULL; valid until the statement moves. */
static const char *column(sqlite3_stmt *st, int i)
{
	const char *text = (const char *)sqlite3_column_text(st, i);

	return text ? text : "";
}

int index_read_manifest(struct index *ix, const char *name, struct manifest *m, struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, SQL_TREE_GET, err);
	bool known = has_row(st, name, NULL);
	int rc;

	sqlite3_reset(st);
	if (!st)
		return -1;
	if (!known)
		return err_set(err, ERR_MISSING, "the index does not list the sysroot '%s'", name);
	st = index_statement(ix, SQL_TREE_FILES, err);
	if (!st || sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC))
		return st ? index_error(ix, err) : -1;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		const char *target = (const char *)sqlite3_column_text(st, 5);
		const char *part = (const char *)sqlite3_column_text(st, 6);
		struct entry e = { 0 };

		e.path = xstrdup(column(st, 0));
		e.type = (enum entry_type)column(st, 1)[0];
		if (e.type == ENTRY_FILE) {
			e.exec = sqlite3_column_int(st, 2) == 0755;
			strncpy(e.sha256, column(st, 3), SHA256_HEX - 1);
			e.size = (uint64_t)sqlite3_column_int64(st, 4);
		}
		e.target = target ? xstrdup(target) : NULL;
		e.part = part ? xstrdup(part) : NULL;
		manifest_take(m, &e);
	}
	if (rc != SQLITE_DONE)
		index_error(ix, err);
	sqlite3_reset(st);
	return rc == SQLITE_DONE ? manifest_sort(m, err) : -1;
}
