/* The files that SQLite may touch for the index: its own, and no other. */
/* SPDX-License-Identifier: MIT */
#include "cache/index/index_vfs.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/alloc.h"

/* SQLite's own VFS but for three calls; what it hands to them is the address of vfs. */
struct index_vfs {
	sqlite3_vfs vfs;
	sqlite3_vfs *base;
	char *name;
	char *database; /* as SQLite calls it, once it was opened */
};

static bool is_own(const struct index_vfs *v, const char *path)
{
	const size_t len = v->database ? strlen(v->database) : 0;

	return len && strncmp(path, v->database, len) == 0 &&
	       (strcmp(path + len, "") == 0 || strcmp(path + len, "-journal") == 0 ||
		strcmp(path + len, "-wal") == 0);
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
	struct index_vfs *v = (struct index_vfs *)vfs;

	if (flags & SQLITE_OPEN_MAIN_DB) {
		free(v->database);
		v->database = path ? xstrdup(path) : NULL;
	} else if (path && !is_own(v, path)) {
		file->pMethods = NULL;
		return SQLITE_CANTOPEN;
	}
	return v->base->xOpen(v->base, path, file, flags, out);
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	struct index_vfs *v = (struct index_vfs *)vfs;

	return is_own(v, path) ? v->base->xDelete(v->base, path, sync) : SQLITE_IOERR_DELETE;
}

/* A journal whose super-journal is not there was finished: SQLite drops it without a word. */
static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
	struct index_vfs *v = (struct index_vfs *)vfs;

	*out = 0;
	return is_own(v, path) ? v->base->xAccess(v->base, path, flags, out) : SQLITE_OK;
}

struct index_vfs *index_vfs_new(void)
{
	sqlite3_vfs *base = sqlite3_vfs_find(NULL);
	struct index_vfs *v;

	if (!base)
		return NULL;
	v = xcalloc(1, sizeof(*v));
	v->base = base;
	v->vfs = *base;
	v->vfs.pNext = NULL;
	v->name = xasprintf("sysroot-%p", (void *)v);
	v->vfs.zName = v->name;
	v->vfs.xOpen = vfs_open;
	v->vfs.xDelete = vfs_delete;
	v->vfs.xAccess = vfs_access;
	if (sqlite3_vfs_register(&v->vfs, 0) == SQLITE_OK)
		return v;
	free(v->name);
	free(v);
	return NULL;
}

const char *index_vfs_name(const struct index_vfs *vfs)
{
	return vfs ? vfs->name : NULL;
}

void index_vfs_free(struct index_vfs *vfs)
{
	if (!vfs)
		return;
	sqlite3_vfs_unregister(&vfs->vfs);
	free(vfs->database);
	free(vfs->name);
	free(vfs);
}
