/* The symbols of one file's content on their way into the index. */
/* SPDX-License-Identifier: MIT */
#include "cache/index/index_internal.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/file.h"

#define MAX_NAME 16384 /* longer names are no use to anybody */
#define MAX_SYMBOLS 8000000 /* of one file */
#define HEAD 18 /* an ELF file's first bytes, e_type included */

enum content_state { STATE_UNREAD, STATE_READ, STATE_UNREADABLE };

struct symbol {
	const char *name, *version;
	size_t name_at, version_at; /* offsets while texts may still move */
	char kind;
	bool is_default;
};

/*
 * Kept until all of a file is read: a file that turns out to be unreadable
 * leaves nothing, and in the order of the table they go in much faster.
 */
struct collected {
	struct buf texts;
	struct symbol *symbols;
	size_t count, cap;
};

static void collect(void *arg, const struct index_symbol *sym)
{
	struct collected *c = arg;
	size_t name_len = strlen(sym->name);
	const char *version = sym->version ? sym->version : "";
	struct symbol *s;

	if (sym->kind == 'U' || name_len == 0 || name_len > MAX_NAME ||
	    strlen(version) > MAX_NAME || c->count >= MAX_SYMBOLS)
		return;
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 1024;
		c->symbols = xreallocarray(c->symbols, c->cap, sizeof(*c->symbols));
	}
	s = &c->symbols[c->count++];
	s->kind = sym->kind;
	s->is_default = sym->is_default;
	s->name_at = c->texts.len;
	buf_add(&c->texts, sym->name, name_len + 1);
	s->version_at = c->texts.len;
	buf_add(&c->texts, version, strlen(version) + 1);
}

/* Order of the table's key; of the same, the default one first. */
static int compare_symbols(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = strcmp(x->version, y->version);
	if (order == 0)
		order = x->kind - y->kind;
	return order ? order : y->is_default - x->is_default;
}

static bool same_key(const struct symbol *x, const struct symbol *y)
{
	return x->kind == y->kind && strcmp(x->name, y->name) == 0 &&
	       strcmp(x->version, y->version) == 0;
}

static int insert(struct index *ix, struct collected *c, int64_t content_id, struct err *err)
{
	for (size_t i = 0; i < c->count; i++) {
		c->symbols[i].name = c->texts.data + c->symbols[i].name_at;
		c->symbols[i].version = c->texts.data + c->symbols[i].version_at;
	}
	if (c->count)
		qsort(c->symbols, c->count, sizeof(*c->symbols), compare_symbols);
	for (size_t i = 0; i < c->count; i++) {
		const struct symbol *s = &c->symbols[i];
		sqlite3_stmt *st;

		if (i && same_key(s, s - 1))
			continue; /* archives may have one in many members */
		st = index_statement(ix, SQL_SYMBOL_PUT, err);
		if (st && (sqlite3_bind_text(st, 1, s->name, -1, SQLITE_STATIC) ||
			   sqlite3_bind_int64(st, 2, content_id) ||
			   sqlite3_bind_text(st, 3, s->version, -1, SQLITE_STATIC) ||
			   sqlite3_bind_text(st, 4, &s->kind, 1, SQLITE_STATIC) ||
			   sqlite3_bind_int(st, 5, s->is_default)))
			return index_error(ix, err);
		if (index_step(ix, st, err))
			return -1;
	}
	return 0;
}

static bool ends_in(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len > end_len && strcmp(name + len - end_len, end) == 0;
}

bool index_is_library_name(const char *name)
{
	return ends_in(name, ".a") || ends_in(name, ".o") || ends_in(name, ".so") ||
	       strstr(name, ".so.");
}

/* What the first bytes say. Static, or NULL: nothing of ours. */
static const char *kind_of(int fd, const char *name)
{
	unsigned char head[HEAD] = { 0 };
	ssize_t n = pread(fd, head, sizeof(head), 0);

	if (n >= 8 && (memcmp(head, "!<arch>\n", 8) == 0 || memcmp(head, "!<thin>\n", 8) == 0))
		return "static";
	if (n == HEAD && memcmp(head, "\177ELF", 4) == 0)
		return head[16] == 1 && head[17] == 0 ? "object" : "shared";
	if (n > 0 && !ends_in(name, ".o") && !memchr(head, '\0', (size_t)n))
		return "script";
	return NULL;
}

static int set_content(struct index *ix, int64_t id, const char *kind, const char *soname,
		       enum content_state state, struct err *err)
{
	sqlite3_stmt *st = index_statement(ix, SQL_CONTENT_SET, err);

	if (st &&
	    (sqlite3_bind_int64(st, 1, id) || sqlite3_bind_text(st, 2, kind, -1, SQLITE_STATIC) ||
	     sqlite3_bind_text(st, 3, *soname ? soname : NULL, -1, SQLITE_STATIC) ||
	     sqlite3_bind_int(st, 4, state)))
		return index_error(ix, err);
	return index_step(ix, st, err);
}

int index_put_symbols(struct index *ix, const struct store *s, const struct entry *e,
		      int64_t content_id, index_reader *reader, struct err *err)
{
	struct collected c = { BUF_INIT, NULL, 0, 0 };
	struct err why = ERR_INIT;
	char soname[256] = "";
	const char *kind;
	enum content_state state = STATE_UNREAD;
	int rc = 0;
	AUTOCLOSE int fd = store_open_object(s, e->sha256, e->exec, err);

	if (fd < 0)
		return -1;
	kind = kind_of(fd, path_basename(e->path));
	if (!kind || strcmp(kind, "script") == 0) {
		state = STATE_READ;
	} else if (reader) {
		rc = reader(fd, e->path, soname, collect, &c, &why);
		soname[sizeof(soname) - 1] = '\0';
		state = rc ? STATE_UNREADABLE : STATE_READ;
		if (rc && why.code == ERR_INTERRUPTED)
			err_move(err, &why);
		else
			rc = rc ? 0 : insert(ix, &c, content_id, err);
		err_clear(&why);
	}
	if (rc == 0)
		rc = set_content(ix, content_id, kind, soname, state, err);
	buf_release(&c.texts);
	free(c.symbols);
	return rc;
}
