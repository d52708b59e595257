/* What the files of the index share; tests look in too. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_INDEX_INTERNAL_H
#define CACHE_INDEX_INTERNAL_H

#include <sqlite3.h>

#include "cache/index/index.h"
#include "cache/index/index_vfs.h"

#define INDEX_DATABASE "index.sqlite" /* its file in the store */

/* Statements that are prepared once an opening, when first needed. */
enum index_sql {
	SQL_BEGIN,
	SQL_COMMIT,
	SQL_ROLLBACK,
	SQL_TREE_GET,
	SQL_TREE_PUT,
	SQL_TREE_ID,
	SQL_TREE_DROP,
	SQL_FILES_DROP,
	SQL_PARTS_DROP,
	SQL_PART_PUT,
	SQL_PATH_GET,
	SQL_PATH_PUT,
	SQL_CONTENT_GET,
	SQL_CONTENT_PUT,
	SQL_CONTENT_SET,
	SQL_FILE_PUT,
	SQL_SYMBOL_PUT,
	SQL_ARTIFACT_PUT,
	SQL_ARTIFACT_GET,
	SQL_ARTIFACT_DROP,
	SQL_ARTIFACT_LIST,
	SQL_ARTIFACTS_OF,
	SQL_TREE_LIST,
	SQL_TREE_FILES,
	SQL_TOOL_GET,
	SQL_TOOL_PUT,
	SQL_FIND_NAME,
	SQL_FIND_SYMBOL,
	SQL_COUNT,
};

struct index {
	sqlite3 *db;
	struct index_vfs *vfs; /* of db */
	char *path; /* of the database, for messages */
	bool writable;
	bool network; /* other machines may use it too */
	sqlite3_stmt *statements[SQL_COUNT];
};

/* The text of a statement. Static. */
const char *index_sql_text(enum index_sql which);

/* A statement, reset and without bindings; NULL with err set. Borrowed. */
sqlite3_stmt *index_statement(struct index *ix, enum index_sql which, struct err *err);

/*
 * Run a statement that gives no row, and reset it. st NULL (could not be
 * prepared, err is set): -1.
 */
int index_step(struct index *ix, sqlite3_stmt *st, struct err *err) MUST_CHECK;

/* Set err from the database's last error. Returns -1. */
int index_error(const struct index *ix, struct err *err);
int index_db_error(sqlite3 *db, const char *path, struct err *err);

/* The same as index_put_tree() inside a transaction of the caller's. */
int index_put_tree_inside(struct index *ix, const struct store *s, const struct tree_record *t,
			  index_reader *reader, struct err *err) MUST_CHECK;
int index_put_artifact_inside(struct index *ix, const struct artifact *a,
			      struct err *err) MUST_CHECK;

/* Remove what stands beside the database's file. */
int index_remove_logs(const struct store *s, struct err *err) MUST_CHECK;

/* --- index_schema.c --- */

extern const char index_schema_text[]; /* schema.sql */

/* SQL that brings a database from the version that is its number here to the next. */
struct index_migration {
	const char *sql;
};
extern const struct index_migration index_migrations[];
extern const size_t index_migration_count;

/* Tests may set it: make tables as for an SQLite before 3.37. */
extern bool index_without_strict;

/*
 * Bring a database up to version count, each step and its version number in
 * one transaction. Safe against another process that does the same.
 * Errors: ERR_FAILED when it is newer than count.
 */
int index_migrate(sqlite3 *db, const char *path, const struct index_migration *steps, size_t count,
		  struct err *err) MUST_CHECK;

/* Forget all but the tools, inside a transaction of the caller's. */
int index_clear(struct index *ix, struct err *err) MUST_CHECK;

/* PRAGMA user_version: 0 and *version, or an SQLite code. */
int index_version(sqlite3 *db, int *version);

/* --- content_symbols.c --- */

/*
 * What a file that looks like a library is: its kind (static; NULL when it is
 * no library), soname and symbols, into content's row id. Reads nothing when
 * that was done before.
 */
int index_put_symbols(struct index *ix, const struct store *s, const struct entry *e,
		      int64_t content_id, index_reader *reader, struct err *err) MUST_CHECK;

/* Does a file of this name hold symbols: lib*.so*, *.so.N, *.a, *.o? */
bool index_is_library_name(const char *name);

#endif
