/* The schema's versions, and how an older database becomes a newer one. */
/* SPDX-License-Identifier: MIT */
#include "cache/index/index_internal.h"

#include <stdio.h>
#include <string.h>

/*
 * Number n brings version n to n + 1. What was released is never changed:
 * schema.sql stays version 1, later steps are added at the end.
 */
const struct index_migration index_migrations[] = {
	{ index_schema_text },
};
const size_t index_migration_count = ARRAY_LEN(index_migrations);

int index_version(sqlite3 *db, int *version)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &st, NULL);

	*version = 0;
	if (rc == SQLITE_OK) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW) {
			*version = sqlite3_column_int(st, 0);
			rc = SQLITE_OK;
		}
	}
	sqlite3_finalize(st);
	return rc;
}

bool index_without_strict;

/*
 * A step's text as this SQLite takes it, to be freed: one before 3.37 (Debian 11, EL 9) knows no
 * STRICT tables, and gets the same ones without that check of types.
 */
static char *step_text(const char *sql)
{
	static const char word[] = ") STRICT";
	char *text = xstrdup(sql);

	if (sqlite3_libversion_number() >= 3037000 && !index_without_strict)
		return text;
	for (char *at = text; (at = strstr(at, word)); at++) {
		size_t n = sizeof(word) - 1;

		memset(at + 1, ' ', n - 1 + (at[n] == ','));
	}
	return text;
}

/* One step; *version is what the database is of afterwards. */
static int migrate_once(sqlite3 *db, const char *path, const struct index_migration *steps,
			int *version, struct err *err)
{
	AUTOFREE char *text = NULL;
	char pragma[64];
	int at;

	if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL))
		return index_db_error(db, path, err);
	/* Now that we may write: perhaps another process was faster. */
	if (index_version(db, &at))
		goto fail;
	if (at == *version) {
		snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", at + 1);
		text = step_text(steps[at].sql);
		if (sqlite3_exec(db, text, NULL, NULL, NULL) ||
		    sqlite3_exec(db, pragma, NULL, NULL, NULL))
			goto fail;
		at++;
	}
	if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL))
		goto fail;
	*version = at;
	return 0;
fail:
	index_db_error(db, path, err);
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

int index_migrate(sqlite3 *db, const char *path, const struct index_migration *steps, size_t count,
		  struct err *err)
{
	int version;

	if (index_version(db, &version))
		return index_db_error(db, path, err);
	while (version >= 0 && (size_t)version < count)
		if (migrate_once(db, path, steps, &version, err))
			return -1;
	if (version < 0 || (size_t)version > count) {
		err_set(err, ERR_FAILED,
			"the index '%s' has schema version %d, this program supports up to %zu",
			path, version, count);
		return err_hint(err,
				"use the version of sysroot that made it, or run 'sysroot fsck "
				"--rebuild-index'");
	}
	return 0;
}
