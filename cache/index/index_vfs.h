/* The files that SQLite may touch for the index: its own, and no other. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_INDEX_VFS_H
#define CACHE_INDEX_VFS_H

/*
 * A rollback journal may name another file, the super-journal of several databases,
 * which SQLite deletes once the journal was played back. In a store that a group
 * shares, whoever leaves such a journal beside the index would have the next command
 * of somebody else delete any file of his. Through this VFS no file is there for
 * SQLite but the database, its journal and its log.
 */
struct index_vfs;

/* For one connection. NULL when SQLite takes no other VFS. Free with index_vfs_free(). */
struct index_vfs *index_vfs_new(void);

/* What sqlite3_open_v2() takes as its last argument; NULL, the default one, for NULL. Borrowed. */
const char *index_vfs_name(const struct index_vfs *vfs);

/* After the connection was closed. Takes NULL. */
void index_vfs_free(struct index_vfs *vfs);

#endif
