/* Is a tree what its digest says, byte for byte? */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <stdarg.h>
#include <string.h>

#include "builder/base/process.h"

struct checking {
	const struct store *s;
	const struct tree_check *check;
	const char *digest;
	const struct manifest *m;
	bool *seen; /* by number of the entry */
	uint64_t *bytes;
};

static void problem(struct checking *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void problem(struct checking *c, const char *fmt, ...)
{
	AUTOBUF struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	c->check->problem(text.data, c->check->arg);
}

static void check_file(struct checking *c, int rootfd, const struct entry *e, const struct stat *st)
{
	struct err why = ERR_INIT;
	char hex[SHA256_HEX];
	uint64_t size = 0;

	if (!S_ISREG(st->st_mode)) {
		problem(c, "'%s' is not a regular file", e->path);
		return;
	}
	if ((st->st_mode & 07777) != (e->exec ? 0755 : 0644))
		problem(c, "'%s' has the wrong mode", e->path);
	if (c->check->is_good && c->check->is_good(e, st, c->check->arg))
		return;
	if (beneath_hash(rootfd, e->path, hex, &size, &why)) {
		problem(c, "it cannot be read: %s", why.text);
		err_clear(&why);
		return;
	}
	*c->bytes += size;
	if (strcmp(hex, e->sha256) != 0)
		problem(c, "'%s' does not match its digest", e->path);
}

static bool is_own_file(const char *path)
{
	return strcmp(path, ".sysroot") == 0 || strcmp(path, STORE_OWN_MANIFEST) == 0 ||
	       strcmp(path, STORE_OWN_DIGEST) == 0;
}

static int visit(int rootfd, const char *path, const struct stat *st, void *arg, struct err *err)
{
	struct checking *c = arg;
	const struct entry *e = manifest_find(c->m, path);

	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (!e) {
		if (!is_own_file(path))
			problem(c, "'%s' does not belong to the sysroot", path);
		return 0;
	}
	c->seen[e - c->m->entries] = true;
	switch (e->type) {
	case ENTRY_FILE:
		check_file(c, rootfd, e, st);
		break;
	case ENTRY_DIR:
		if (!S_ISDIR(st->st_mode) || (st->st_mode & 07777) != 0755)
			problem(c, "'%s' is not a directory with mode 0755", path);
		break;
	case ENTRY_LINK:
		if (!store_leads_to(rootfd, e, st))
			problem(c, "'%s' is not a link to '%s'", path, e->target);
		break;
	}
	return 0;
}

static int compare(struct checking *c, const char *path, const struct manifest *m, struct err *err)
{
	AUTOFREE bool *seen = xcalloc(m->count + 1, sizeof(*seen));
	struct err why = ERR_INIT;

	c->m = m;
	c->seen = seen;
	if (beneath_walk(c->s->fd, path, visit, c, &why)) {
		if (why.code == ERR_INTERRUPTED)
			return err_move(err, &why);
		/* What comes after it was not seen. */
		problem(c, "it cannot be read: %s", why.text);
		err_clear(&why);
		return 0;
	}
	for (size_t i = 0; i < m->count; i++)
		if (!seen[i])
			problem(c, "'%s' is missing", m->entries[i].path);
	return 0;
}

/* The manifest that a tree carries; false when it is not the one of its name. */
static bool read_own_manifest(struct checking *c, const char *path, struct manifest *m)
{
	AUTOFREE char *manifest_path = path_join(path, STORE_OWN_MANIFEST);
	AUTOFREE char *digest_path = path_join(path, STORE_OWN_DIGEST);
	AUTOBUF struct buf text = BUF_INIT;
	AUTOBUF struct buf line = BUF_INIT;
	char hex[SHA256_HEX];

	if (beneath_read(c->s->fd, manifest_path, STORE_RECORD_MAX, &text, NULL)) {
		problem(c, "its manifest cannot be read");
		return false;
	}
	sha256_mem(text.data, text.len, hex);
	if (strcmp(hex, c->digest) != 0 ||
	    manifest_parse(text.data, text.len, manifest_path, m, NULL)) {
		problem(c, "its manifest does not match its digest");
		return false;
	}
	if (beneath_read(c->s->fd, digest_path, SHA256_HEX, &line, NULL) ||
	    line.len != SHA256_HEX || strncmp(line.data, c->digest, SHA256_HEX - 1) != 0 ||
	    line.data[SHA256_HEX - 1] != '\n')
		problem(c, "'" STORE_OWN_DIGEST "' is not its digest");
	return true;
}

int store_check_tree(const struct store *s, const char *digest, const struct tree_check *check,
		     uint64_t *bytes, struct err *err)
{
	AUTOFREE char *path = path_join("trees", digest);
	struct checking c = { .s = s, .check = check, .digest = digest, .bytes = bytes };
	struct manifest m = MANIFEST_INIT;
	int rc = 0;

	if (read_own_manifest(&c, path, &m))
		rc = compare(&c, path, &m, err);
	manifest_release(&m);
	return rc;
}

static void keep_first(const char *what, void *arg)
{
	char **first = arg;

	if (!*first)
		*first = xstrdup(what);
}

int store_check_whole_tree(const struct store *s, const char *digest, struct err *err)
{
	AUTOFREE char *first = NULL;
	const struct tree_check check = { .problem = keep_first, .arg = &first };
	uint64_t bytes = 0;

	if (store_check_tree(s, digest, &check, &bytes, err))
		return -1;
	if (!first)
		return 0;
	err_set(err, ERR_CORRUPT, "'%s/trees/%s' is damaged: %s", s->path, digest, first);
	return err_hint(err, "'sysroot fsck --repair' moves what is damaged to quarantine/, "
			     "'sysroot build' rebuilds\nit");
}
