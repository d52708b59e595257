/* The index's statements: their texts, preparing them, errors. */
/* SPDX-License-Identifier: MIT */
#include "cache/index/index_internal.h"

#include <errno.h>

/*
 * CROSS JOIN fixes the order: from the few rows that were asked for, to what
 * belongs to them. Without statistics SQLite may begin with the sysroots.
 */
static const char *const texts[SQL_COUNT] = {
	[SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_TREE_GET] = "SELECT digest FROM sysroot WHERE name = ?1",
	[SQL_TREE_PUT] = "INSERT INTO sysroot (name, digest, request_key) VALUES (?1, ?2, ?3)"
			 " ON CONFLICT (name) DO UPDATE SET digest = ?2, request_key = ?3",
	[SQL_TREE_ID] = "SELECT id FROM sysroot WHERE name = ?1",
	[SQL_TREE_DROP] = "DELETE FROM sysroot WHERE name = ?1",
	[SQL_FILES_DROP] = "DELETE FROM file WHERE sysroot_id = ?1",
	[SQL_PARTS_DROP] = "DELETE FROM sysroot_part WHERE sysroot_id = ?1",
	[SQL_PART_PUT] = "INSERT INTO sysroot_part (sysroot_id, number, part, recipe, version, key,"
			 " fidelity, license, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[SQL_PATH_GET] = "SELECT id FROM path WHERE path = ?1",
	[SQL_PATH_PUT] = "INSERT INTO path (path, name) VALUES (?1, ?2)",
	[SQL_CONTENT_GET] = "SELECT id, state FROM content WHERE sha256 = ?1",
	[SQL_CONTENT_PUT] = "INSERT INTO content (sha256, size) VALUES (?1, ?2)",
	[SQL_CONTENT_SET] = "UPDATE content SET kind = ?2, soname = ?3, state = ?4 WHERE id = ?1",
	[SQL_FILE_PUT] = "INSERT INTO file (sysroot_id, path_id, type, mode, content_id, target,"
			 " part_number) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_SYMBOL_PUT] = "INSERT OR IGNORE INTO symbol (name, content_id, version, kind,"
			   " is_default) VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_ARTIFACT_PUT] = "INSERT OR REPLACE INTO artifact (key, recipe, part, version, license,"
			     " fidelity, sandbox, files, bytes)"
			     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[SQL_ARTIFACT_GET] = "SELECT 1 FROM artifact WHERE key = ?1",
	[SQL_ARTIFACT_DROP] = "DELETE FROM artifact WHERE key = ?1",
	[SQL_ARTIFACT_LIST] = "SELECT key FROM artifact ORDER BY key",
	[SQL_ARTIFACTS_OF] = "SELECT key FROM artifact WHERE recipe = ?1 ORDER BY key",
	[SQL_TREE_LIST] = "SELECT name FROM sysroot ORDER BY name",
	[SQL_TREE_FILES] = "SELECT p.path, f.type, f.mode, lower(hex(c.sha256)), c.size, f.target,"
			   " sp.part FROM sysroot s CROSS JOIN file f ON f.sysroot_id = s.id"
			   " CROSS JOIN path p ON p.id = f.path_id"
			   " LEFT JOIN content c ON c.id = f.content_id"
			   " LEFT JOIN sysroot_part sp"
			   " ON sp.sysroot_id = s.id AND sp.number = f.part_number"
			   " WHERE s.name = ?1",
	[SQL_TOOL_GET] = "SELECT sha256 FROM tool WHERE path = ?1 AND stamp = ?2",
	[SQL_TOOL_PUT] = "INSERT OR REPLACE INTO tool (path, stamp, sha256) VALUES (?1, ?2, ?3)",
	[SQL_FIND_NAME] = "SELECT s.name, coalesce(sp.part, ''), coalesce(sp.version, ''), p.path,"
			  " coalesce(lower(hex(c.sha256)), ''), coalesce(c.size, 0),"
			  " coalesce(c.kind, ''), coalesce(c.soname, ''), f.type, p.name"
			  " FROM path p CROSS JOIN file f ON f.path_id = p.id"
			  " CROSS JOIN sysroot s ON s.id = f.sysroot_id"
			  " LEFT JOIN content c ON c.id = f.content_id"
			  " LEFT JOIN sysroot_part sp"
			  " ON sp.sysroot_id = s.id AND sp.number = f.part_number"
			  " WHERE p.name >= ?1 AND p.name < ?2 AND (?3 IS NULL OR s.name = ?3)"
			  " AND (?4 IS NULL OR p.name GLOB ?4)"
			  " ORDER BY s.name, p.path",
	[SQL_FIND_SYMBOL] = "SELECT s.name, coalesce(sp.part, ''), y.version, p.path,"
			    " lower(hex(c.sha256)), c.size, y.kind, coalesce(c.soname, '')"
			    " FROM symbol y CROSS JOIN content c ON c.id = y.content_id"
			    " CROSS JOIN file f ON f.content_id = c.id AND f.type = 'f'"
			    " CROSS JOIN sysroot s ON s.id = f.sysroot_id"
			    " CROSS JOIN path p ON p.id = f.path_id"
			    " LEFT JOIN sysroot_part sp"
			    " ON sp.sysroot_id = s.id AND sp.number = f.part_number"
			    " WHERE y.name = ?1 AND (?2 IS NULL OR y.version = ?2)"
			    " AND (?3 IS NULL OR s.name = ?3)"
			    " ORDER BY s.name, p.path, y.version, y.kind",
};

const char *index_sql_text(enum index_sql which)
{
	return texts[which];
}

sqlite3_stmt *index_statement(struct index *ix, enum index_sql which, struct err *err)
{
	sqlite3_stmt **at = &ix->statements[which];

	if (*at) {
		sqlite3_reset(*at);
		sqlite3_clear_bindings(*at);
	} else if (sqlite3_prepare_v3(ix->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, at,
				      NULL)) {
		index_error(ix, err);
		return NULL;
	}
	return *at;
}

int index_step(struct index *ix, sqlite3_stmt *st, struct err *err)
{
	int rc;

	if (!st)
		return -1; /* index_statement() has said why */
	rc = sqlite3_step(st);
	if (rc == SQLITE_DONE || rc == SQLITE_ROW) {
		sqlite3_reset(st);
		return 0;
	}
	index_error(ix, err);
	sqlite3_reset(st);
	return -1;
}

int index_db_error(sqlite3 *db, const char *path, struct err *err)
{
	int code = sqlite3_errcode(db) & 0xff;
	int number = sqlite3_system_errno(db);

	switch (code) {
	case SQLITE_FULL:
		errno = ENOSPC;
		return err_sys(err, "cannot write the index '%s'", path);
	case SQLITE_NOMEM:
		errno = ENOMEM;
		return err_sys(err, "the index '%s'", path);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		errno = EACCES;
		return err_sys(err, "cannot write the index '%s'", path);
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		if (number) {
			errno = number;
			return err_sys(err, "cannot use the index '%s'", path);
		}
		return err_set(err, ERR_SYSTEM, "cannot use the index '%s': %s", path,
			       sqlite3_errmsg(db));
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		err_set(err, ERR_SYSTEM, "the index '%s' is in use by another process", path);
		return err_hint(err, "try again when it has finished");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		err_set(err, ERR_CORRUPT, "the index '%s' is damaged: %s", path,
			sqlite3_errmsg(db));
		return err_hint(err, "'sysroot fsck --rebuild-index' rebuilds it");
	default:
		err_set(err, ERR_FAILED, "the index '%s': %s", path, sqlite3_errmsg(db));
		return err_hint(err, "'sysroot fsck --rebuild-index' rebuilds it");
	}
}

int index_error(const struct index *ix, struct err *err)
{
	return index_db_error(ix->db, ix->path, err);
}

int index_begin(struct index *ix, struct err *err)
{
	return index_step(ix, index_statement(ix, SQL_BEGIN, err), err);
}

int index_end(struct index *ix, int rc, struct err *err)
{
	if (rc == 0 && index_step(ix, index_statement(ix, SQL_COMMIT, err), err) == 0)
		return 0;
	/* A full disk may have rolled back already. */
	if (!sqlite3_get_autocommit(ix->db) &&
	    index_step(ix, index_statement(ix, SQL_ROLLBACK, NULL), NULL))
		return -1;
	return -1;
}
