/* What is left of loading extensions in an SQLite that was built without it. */
/* SPDX-License-Identifier: MIT */

/*
 * A static program must not load shared libraries, so SQLite is compiled with
 * SQLITE_OMIT_LOAD_EXTENSION. Bindings for other languages name these two
 * functions all the same; here they say that it cannot be done.
 */
#include "sqlite3.h"

#undef sqlite3_enable_load_extension
#undef sqlite3_load_extension

int sqlite3_enable_load_extension(sqlite3 *db, int onoff)
{
	(void)db;
	return onoff ? SQLITE_ERROR : SQLITE_OK;
}

int sqlite3_load_extension(sqlite3 *db, const char *file, const char *entry, char **message)
{
	(void)db;
	(void)file;
	(void)entry;
	if (message)
		*message = sqlite3_mprintf("this SQLite was built without loading of extensions");
	return SQLITE_ERROR;
}
