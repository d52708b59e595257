/* Registering sysroots and artifacts in the index. */
/* SPDX-License-Identifier: MIT */
#include "cache/index/index_internal.h"

#include <errno.h>
#include <string.h>

#include "builder/base/file.h"

static int bind_string(sqlite3_stmt *st, int at, const char *s)
{
	return sqlite3_bind_text(st, at, s ? s : "", -1, SQLITE_STATIC);
}

/*
 * The row's id that a statement with bindings finds in its first column: 1 and
 * *id (and *second from the second column, if not NULL), 0 none, -1.
 */
static int look_up(struct index *ix, sqlite3_stmt *st, int64_t *id, int *second, struct err *err)
{
	int rc = sqlite3_step(st);

	if (rc == SQLITE_ROW) {
		*id = sqlite3_column_int64(st, 0);
		if (second)
			*second = sqlite3_column_int(st, 1);
	} else if (rc != SQLITE_DONE) {
		index_error(ix, err);
	}
	sqlite3_reset(st);
	return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : -1;
}

static int path_id(struct index *ix, const char *path, int64_t *id, struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, SQL_PATH_GET, err);
	int found;

	if (!st || bind_string(st, 1, path))
		return st ? index_error(ix, err) : -1;
	found = look_up(ix, st, id, NULL, err);
	if (found)
		return found < 0 ? -1 : 0;
	st = index_statement(ix, SQL_PATH_PUT, err);
	if (st && (bind_string(st, 1, path) || bind_string(st, 2, path_basename(path))))
		return index_error(ix, err);
	if (index_step(ix, st, err))
		return -1;
	*id = sqlite3_last_insert_rowid(ix->db);
	return 0;
}

static void unhex(const char *hex, unsigned char raw[32])
{
	for (int i = 0; i < 32; i++) {
		int byte = 0;

		for (int j = 0; j < 2; j++) {
			char c = hex[2 * i + j];

			byte = byte << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
		}
		raw[i] = (unsigned char)byte;
	}
}

/* *state: 0 when the symbols were not read yet. */
static int content_id(struct index *ix, const struct entry *e, int64_t *id, int *state,
		      struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, SQL_CONTENT_GET, err);
	unsigned char raw[32];
	int found;

	unhex(e->sha256, raw);
	if (!st || sqlite3_bind_blob(st, 1, raw, sizeof(raw), SQLITE_STATIC))
		return st ? index_error(ix, err) : -1;
	found = look_up(ix, st, id, state, err);
	if (found)
		return found < 0 ? -1 : 0;
	*state = 0;
	st = index_statement(ix, SQL_CONTENT_PUT, err);
	if (st && (sqlite3_bind_blob(st, 1, raw, sizeof(raw), SQLITE_STATIC) ||
		   sqlite3_bind_int64(st, 2, (int64_t)e->size)))
		return index_error(ix, err);
	if (index_step(ix, st, err))
		return -1;
	*id = sqlite3_last_insert_rowid(ix->db);
	return 0;
}

/* A sysroot's row without files and parts, new or emptied. */
static int begin_tree(struct index *ix, const struct tree_record *t, int64_t *id, struct err *err)
{
	static const enum index_sql drops[] = { SQL_FILES_DROP, SQL_PARTS_DROP };
	sqlite3_stmt *st = index_statement(ix, SQL_TREE_PUT, err);

	if (st && (bind_string(st, 1, t->name) || bind_string(st, 2, t->digest) ||
		   bind_string(st, 3, t->request_key)))
		return index_error(ix, err);
	if (index_step(ix, st, err))
		return -1;
	st = index_statement(ix, SQL_TREE_ID, err);
	if (!st || bind_string(st, 1, t->name))
		return st ? index_error(ix, err) : -1;
	if (look_up(ix, st, id, NULL, err) != 1)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(drops); i++) {
		st = index_statement(ix, drops[i], err);
		if (st && sqlite3_bind_int64(st, 1, *id))
			return index_error(ix, err);
		if (index_step(ix, st, err))
			return -1;
	}
	return 0;
}

static int put_part(struct index *ix, int64_t tree, size_t number, const struct tree_part *p,
		    struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, SQL_PART_PUT, err);

	if (st && (sqlite3_bind_int64(st, 1, tree) || sqlite3_bind_int64(st, 2, (int64_t)number) ||
		   bind_string(st, 3, p->part) || bind_string(st, 4, p->recipe) ||
		   bind_string(st, 5, p->version) || bind_string(st, 6, p->key) ||
		   bind_string(st, 7, p->fidelity) || bind_string(st, 8, p->license) ||
		   bind_string(st, 9, p->why)))
		return index_error(ix, err);
	return index_step(ix, st, err);
}

/* Names of the parts by number: the record's, then those only entries name. */
struct part_numbers {
	struct strv names;
	size_t last; /* the one asked for last: entries come in runs */
};

static int part_number(struct index *ix, int64_t tree, struct part_numbers *parts, const char *part,
		       size_t *number, struct err *err)
{
	const struct tree_part added = { .part = (char *)(uintptr_t)part };

	if (parts->last < parts->names.len && strcmp(parts->names.items[parts->last], part) == 0) {
		*number = parts->last;
		return 0;
	}
	for (*number = 0; *number < parts->names.len; ++*number)
		if (strcmp(parts->names.items[*number], part) == 0)
			break;
	parts->last = *number;
	if (*number < parts->names.len)
		return 0;
	strv_add(&parts->names, part);
	return put_part(ix, tree, *number, &added, err);
}

static int put_entry(struct index *ix, const struct store *s, const struct manifest *m,
		     const struct entry *e, int64_t tree, struct part_numbers *parts,
		     index_reader *reader, struct err *err)
{
	const struct entry *file = e;
	const char type[] = { (char)e->type, '\0' };
	int64_t path = 0, content = 0;
	size_t part = 0;
	int state = 0;
	sqlite3_stmt *st;

	if (e->type == ENTRY_LINK)
		file = manifest_resolve(m, e->path);
	if (path_id(ix, e->path, &path, err))
		return -1;
	if (file && file->type == ENTRY_FILE) {
		if (content_id(ix, file, &content, &state, err))
			return -1;
		if (state == 0 && index_is_library_name(path_basename(e->path)) &&
		    index_put_symbols(ix, s, file, content, reader, err))
			return -1;
	}
	if (e->part && part_number(ix, tree, parts, e->part, &part, err))
		return -1;
	st = index_statement(ix, SQL_FILE_PUT, err);
	if (st && (sqlite3_bind_int64(st, 1, tree) || sqlite3_bind_int64(st, 2, path) ||
		   bind_string(st, 3, type) ||
		   sqlite3_bind_int(st, 4,
				    e->type == ENTRY_LINK             ? 0
				    : e->type == ENTRY_DIR || e->exec ? 0755
								      : 0644) ||
		   (content && sqlite3_bind_int64(st, 5, content)) ||
		   (e->type == ENTRY_LINK && bind_string(st, 6, e->target)) ||
		   (e->part && sqlite3_bind_int64(st, 7, (int64_t)part))))
		return index_error(ix, err);
	return index_step(ix, st, err);
}

int index_put_tree_inside(struct index *ix, const struct store *s, const struct tree_record *t,
			  index_reader *reader, struct err *err)
{
	struct part_numbers parts = { STRV_INIT, 0 };
	int64_t id = 0;
	int rc = begin_tree(ix, t, &id, err);

	for (size_t i = 0; rc == 0 && i < t->part_count; i++) {
		strv_add(&parts.names, t->parts[i].part ? t->parts[i].part : "");
		rc = put_part(ix, id, i, &t->parts[i], err);
	}
	for (size_t i = 0; rc == 0 && i < t->manifest.count; i++)
		rc = put_entry(ix, s, &t->manifest, &t->manifest.entries[i], id, &parts, reader,
			       err);
	strv_release(&parts.names);
	return rc;
}

int index_put_tree(struct index *ix, const struct store *s, const struct tree_record *t,
		   index_reader *reader, struct err *err)
{
	if (index_begin(ix, err))
		return -1;
	return index_end(ix, index_put_tree_inside(ix, s, t, reader, err), err);
}

int index_put_artifact_inside(struct index *ix, const struct artifact *a, struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, SQL_ARTIFACT_PUT, err);
	int64_t files = 0, bytes = 0;

	for (size_t i = 0; i < a->manifest.count; i++) {
		const struct entry *e = &a->manifest.entries[i];

		if (e->type == ENTRY_FILE) {
			files++;
			if (__builtin_add_overflow(bytes, (int64_t)e->size, &bytes))
				bytes = INT64_MAX;
		}
	}
	if (st && (bind_string(st, 1, a->key) || bind_string(st, 2, a->recipe) ||
		   bind_string(st, 3, a->part) || bind_string(st, 4, a->version) ||
		   bind_string(st, 5, a->license) || bind_string(st, 6, a->fidelity) ||
		   bind_string(st, 7, a->sandbox) || sqlite3_bind_int64(st, 8, files) ||
		   sqlite3_bind_int64(st, 9, bytes)))
		return index_error(ix, err);
	return index_step(ix, st, err);
}

int index_put_artifact(struct index *ix, const struct artifact *a, struct err *err)
{
	return index_put_artifact_inside(ix, a, err);
}

int index_clear(struct index *ix, struct err *err)
{
	/* Children first: a parent's deletion looks for them. */
	static const char sql[] = "DELETE FROM symbol; DELETE FROM file; DELETE FROM sysroot_part;"
				  "DELETE FROM sysroot; DELETE FROM content; DELETE FROM path;"
				  "DELETE FROM artifact";

	return sqlite3_exec(ix->db, sql, NULL, NULL, NULL) ? index_error(ix, err) : 0;
}

int index_tidy(struct index *ix, struct err *err)
{
	static const char sql[] = "DELETE FROM symbol WHERE content_id NOT IN"
				  " (SELECT content_id FROM file WHERE content_id IS NOT NULL);"
				  "DELETE FROM content WHERE id NOT IN"
				  " (SELECT content_id FROM file WHERE content_id IS NOT NULL);"
				  "DELETE FROM path WHERE id NOT IN (SELECT path_id FROM file)";
	int rc;

	if (index_begin(ix, err))
		return -1;
	rc = sqlite3_exec(ix->db, sql, NULL, NULL, NULL) ? index_error(ix, err) : 0;
	return index_end(ix, rc, err);
}

/* A record that is damaged, or none, is fsck's to tell, and no reason to stop here. */
static bool is_record_fault(const struct err *err)
{
	return err->code == ERR_CORRUPT || err->code == ERR_MISSING || err->sysno == ENOTDIR ||
	       err->sysno == ELOOP || err->sysno == EBADFD;
}

static int rebuild_artifacts(struct index *ix, const struct store *s, struct err *err)
{
	AUTOSTRV struct strv keys = STRV_INIT;
	int rc = store_list_artifacts(s, &keys, err);

	for (size_t i = 0; rc == 0 && i < keys.len; i++) {
		struct artifact a = { 0 };
		struct err why = ERR_INIT;

		if (store_read_artifact(s, keys.items[i], &a, &why)) {
			rc = is_record_fault(&why) ? 0 : err_move(err, &why);
			err_clear(&why);
			continue;
		}
		rc = index_put_artifact_inside(ix, &a, err);
		artifact_release(&a);
	}
	return rc;
}

/* A tree that lost an object, or has an altered one, is left out: nothing of it stays. */
static int rebuild_tree(struct index *ix, const struct store *s, const struct tree_record *t,
			index_reader *reader, struct err *err)
{
	struct err why = ERR_INIT;
	int rc, database;

	if (sqlite3_exec(ix->db, "SAVEPOINT tree", NULL, NULL, NULL))
		return index_error(ix, err);
	rc = index_put_tree_inside(ix, s, t, reader, &why);
	database = sqlite3_errcode(ix->db) & 0xff;
	if (rc && is_record_fault(&why) && database != SQLITE_CORRUPT &&
	    database != SQLITE_NOTADB) {
		if (sqlite3_exec(ix->db, "ROLLBACK TO tree", NULL, NULL, NULL) == 0)
			rc = 0;
		else
			index_error(ix, &why);
	}
	if (rc)
		return err_move(err, &why);
	err_clear(&why);
	return sqlite3_exec(ix->db, "RELEASE tree", NULL, NULL, NULL) ? index_error(ix, err) : 0;
}

static int rebuild_trees(struct index *ix, const struct store *s, index_reader *reader,
			 struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	int rc = store_list_trees(s, &names, err);

	for (size_t i = 0; rc == 0 && i < names.len; i++) {
		struct tree_record t = { 0 };
		struct err why = ERR_INIT;

		if (store_read_tree(s, names.items[i], &t, &why)) {
			rc = is_record_fault(&why) ? 0 : err_move(err, &why);
			err_clear(&why);
			continue;
		}
		rc = rebuild_tree(ix, s, &t, reader, err);
		tree_record_release(&t);
	}
	return rc;
}

int index_rebuild(struct index *ix, const struct store *s, index_reader *reader, struct err *err)
{
	int rc;

	if (index_begin(ix, err))
		return -1;
	rc = index_clear(ix, err);
	if (rc == 0)
		rc = rebuild_artifacts(ix, s, err);
	if (rc == 0)
		rc = rebuild_trees(ix, s, reader, err);
	return index_end(ix, rc, err);
}
