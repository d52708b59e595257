/* Manifests: their text, their digest, and the checks that make them safe. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/manifest.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "builder/base/decimal.h"
#include "builder/base/file.h"
#include "builder/base/percent.h"
#include "builder/base/plain.h"

#define MAX_ENTRIES 4000000
#define MAX_TARGET 4095
#define MAX_LINKS 40 /* that many links the kernel follows, then it is ELOOP */
#define MAX_WAY 16384 /* bytes still to go; more is nobody's honest tree */

static bool manifest_plain(char c)
{
	return c != ' ' && !plain_is_control(c);
}

void entry_release(struct entry *e)
{
	free(e->path);
	free(e->target);
	free(e->part);
	memset(e, 0, sizeof(*e));
}

void manifest_take(struct manifest *m, struct entry *e)
{
	if (m->count == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 64;
		m->entries = xreallocarray(m->entries, m->cap, sizeof(*m->entries));
	}
	m->entries[m->count++] = *e;
	memset(e, 0, sizeof(*e));
}

void manifest_add(struct manifest *m, const struct entry *e)
{
	struct entry copy = *e;

	copy.path = xstrdup(e->path);
	copy.target = e->target ? xstrdup(e->target) : NULL;
	copy.part = e->part ? xstrdup(e->part) : NULL;
	manifest_take(m, &copy);
}

void manifest_release(struct manifest *m)
{
	for (size_t i = 0; i < m->count; i++)
		entry_release(&m->entries[i]);
	free(m->entries);
	memset(m, 0, sizeof(*m));
}

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

int manifest_sort(struct manifest *m, struct err *err)
{
	if (m->count)
		qsort(m->entries, m->count, sizeof(*m->entries), compare_entries);
	for (size_t i = 1; i < m->count; i++)
		if (strcmp(m->entries[i - 1].path, m->entries[i].path) == 0)
			return err_set(err, ERR_FAILED, "path '%s' is in the manifest twice",
				       m->entries[i].path);
	return 0;
}

/* The entry of the path of len bytes, or NULL. */
static const struct entry *find_sized(const struct manifest *m, const char *path, size_t len)
{
	size_t low = 0, high = m->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *at = m->entries[middle].path;
		int order = strncmp(path, at, len);

		if (order == 0)
			order = at[len] ? -1 : 0;
		if (order == 0)
			return &m->entries[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct entry *manifest_find(const struct manifest *m, const char *path)
{
	return find_sized(m, path, strlen(path));
}

bool link_stays_inside(const char *path, const char *target)
{
	size_t depth = 0;

	if (!*target || *target == '/' || strlen(target) > MAX_TARGET)
		return false;
	for (const char *p = path; *p; p++)
		depth += *p == '/';
	while (*target) {
		size_t len = strcspn(target, "/");

		if (len == 2 && target[0] == '.' && target[1] == '.') {
			if (depth == 0)
				return false;
			depth--;
		} else if (len && !(len == 1 && target[0] == '.')) {
			depth++;
		}
		target += len;
		target += *target == '/';
	}
	return true;
}

enum walk_end { WALK_THERE, WALK_LOOP, WALK_OUT };

/*
 * Go along way, starting in the folder at, following links as the kernel does.
 * at becomes where it ends ("" is the root). A name that is no entry is walked
 * through as if it were a directory: there may be nothing, but nothing outside.
 */
static enum walk_end walk(const struct manifest *m, struct buf *at, const char *way)
{
	AUTOBUF struct buf todo = BUF_INIT;
	unsigned links = 0;
	size_t next = 0;

	buf_addstr(&todo, way);
	while (next < todo.len) {
		const char *name = todo.data + next;
		size_t len = strcspn(name, "/");
		const struct entry *e;
		size_t folder = at->len;

		next += len + (name[len] == '/');
		if (len == 0 || (len == 1 && name[0] == '.'))
			continue;
		if (len == 2 && name[0] == '.' && name[1] == '.') {
			char *slash = strrchr(at->data, '/');

			if (at->len == 0)
				return WALK_OUT;
			at->len = slash ? (size_t)(slash - at->data) : 0;
			at->data[at->len] = '\0';
			continue;
		}
		if (at->len)
			buf_addch(at, '/');
		buf_add(at, name, len);
		e = find_sized(m, at->data, at->len);
		if (!e || e->type != ENTRY_LINK)
			continue;
		if (++links > MAX_LINKS)
			return WALK_LOOP;
		if (e->target[0] == '/' || strlen(e->target) + todo.len - next > MAX_WAY)
			return WALK_OUT;
		at->len = folder;
		at->data[folder] = '\0';
		{
			struct buf rest = BUF_INIT;

			buf_addstr(&rest, e->target);
			buf_addch(&rest, '/');
			buf_addstr(&rest, todo.data + next);
			buf_release(&todo);
			todo = rest;
			next = 0;
		}
	}
	return WALK_THERE;
}

const struct entry *manifest_resolve(const struct manifest *m, const char *path)
{
	AUTOBUF struct buf at = BUF_INIT;

	if (walk(m, &at, path) != WALK_THERE)
		return NULL;
	return manifest_find(m, at.data);
}

static int check_link(const struct manifest *m, const struct entry *e, const char *name,
		      enum err_code code, struct err *err)
{
	AUTOBUF struct buf at = BUF_INIT;
	const char *slash = strrchr(e->path, '/');

	if (!e->target || plain_has_control(e->target))
		return err_set(err, code, "%s: link '%s' does not have a usable target", name,
			       e->path);
	if (slash)
		buf_add(&at, e->path, (size_t)(slash - e->path));
	if (!link_stays_inside(e->path, e->target) || walk(m, &at, e->target) == WALK_OUT)
		return err_set(err, code, "%s: link '%s' -> '%s' leaves the tree", name, e->path,
			       e->target);
	return 0;
}

int manifest_check(const struct manifest *m, const char *name, enum err_code code, struct err *err)
{
	const char *folder = NULL; /* the last one that was found, folder_len bytes */
	size_t folder_len = 0;

	for (size_t i = 0; i < m->count; i++) {
		const struct entry *e = &m->entries[i];
		const char *slash = strrchr(e->path, '/');
		size_t len = slash ? (size_t)(slash - e->path) : 0;

		if (!path_is_safe(e->path))
			return err_set(err, code, "%s: path '%s' is not safe", name, e->path);
		if (i && strcmp(m->entries[i - 1].path, e->path) >= 0)
			return err_set(err, code, "%s: path '%s' is out of order", name, e->path);
		if (slash && !(folder && folder_len == len && !memcmp(folder, e->path, len))) {
			const struct entry *parent = find_sized(m, e->path, len);

			if (!parent || parent->type != ENTRY_DIR)
				return err_set(err, code,
					       "%s: the parent of '%s' is not a directory", name,
					       e->path);
			folder = e->path;
			folder_len = len;
		}
		switch (e->type) {
		case ENTRY_DIR:
			break;
		case ENTRY_FILE:
			if (!sha256_is_hex(e->sha256) || e->size > INT64_MAX)
				return err_set(err, code,
					       "%s: file '%s' does not have a digest or size", name,
					       e->path);
			break;
		case ENTRY_LINK:
			if (check_link(m, e, name, code, err))
				return -1;
			break;
		default:
			return err_set(err, code, "%s: '%s' has an unknown type", name, e->path);
		}
	}
	return 0;
}

void manifest_entry_text(const struct entry *e, struct buf *out)
{
	char number[32];

	switch (e->type) {
	case ENTRY_DIR:
		buf_addstr(out, "d ");
		break;
	case ENTRY_FILE:
		buf_addstr(out, e->exec ? "f 0755 " : "f 0644 ");
		buf_add(out, e->sha256, SHA256_HEX - 1);
		snprintf(number, sizeof(number), " %" PRIu64 " ", e->size);
		buf_addstr(out, number);
		break;
	case ENTRY_LINK:
		buf_addstr(out, "l ");
		percent_add(out, e->target, manifest_plain);
		buf_addch(out, '\t');
		break;
	}
	percent_add(out, e->path, manifest_plain);
}

void manifest_text(const struct manifest *m, struct buf *out)
{
	buf_reserve(out, m->count * 128);
	for (size_t i = 0; i < m->count; i++) {
		manifest_entry_text(&m->entries[i], out);
		buf_addch(out, '\n');
	}
}

void manifest_digest(const struct manifest *m, char hex[SHA256_HEX])
{
	AUTOBUF struct buf text = BUF_INIT;

	manifest_text(m, &text);
	sha256_mem(text.data, text.len, hex);
}

static int parse_file(const char *line, size_t len, struct entry *e, struct err *err)
{
	const size_t digest_at = 7, size_at = digest_at + SHA256_HEX;
	const char *space;

	if (len <= size_at || line[digest_at - 1] != ' ' || line[size_at - 1] != ' ')
		return err_set(err, ERR_CORRUPT, "the line of a file is truncated");
	if (memcmp(line, "f 0755", 6) == 0)
		e->exec = true;
	else if (memcmp(line, "f 0644", 6) != 0)
		return err_set(err, ERR_CORRUPT, "mode is neither 0644 nor 0755");
	memcpy(e->sha256, line + digest_at, SHA256_HEX - 1);
	e->sha256[SHA256_HEX - 1] = '\0';
	if (!sha256_is_hex(e->sha256))
		return err_set(err, ERR_CORRUPT, "digest is not 64 hex digits");
	space = memchr(line + size_at, ' ', len - size_at);
	if (!space ||
	    !decimal_read(line + size_at, (size_t)(space - line) - size_at, INT64_MAX, &e->size))
		return err_set(err, ERR_CORRUPT, "size is not a number");
	space++;
	e->path = percent_read_exact(space, len - (size_t)(space - line), manifest_plain);
	return 0;
}

int manifest_parse_line(const char *line, size_t len, struct entry *e, struct err *err)
{
	memset(e, 0, sizeof(*e));
	if (len < 3 || line[1] != ' ')
		return err_set(err, ERR_CORRUPT, "line is not an entry");
	e->type = (enum entry_type)line[0];
	switch (line[0]) {
	case ENTRY_DIR:
		e->path = percent_read_exact(line + 2, len - 2, manifest_plain);
		break;
	case ENTRY_FILE:
		if (parse_file(line, len, e, err))
			return -1;
		break;
	case ENTRY_LINK: {
		const char *tab = memchr(line + 2, '\t', len - 2);

		if (!tab)
			return err_set(err, ERR_CORRUPT, "the line of a link does not have a tab");
		e->target = percent_read_exact(line + 2, (size_t)(tab - line) - 2, manifest_plain);
		if (!e->target)
			return err_set(err, ERR_CORRUPT, "target is not escaped as it must be");
		e->path =
			percent_read_exact(tab + 1, len - (size_t)(tab - line) - 1, manifest_plain);
		break;
	}
	default:
		e->type = ENTRY_DIR;
		return err_set(err, ERR_CORRUPT, "entry has an unknown type");
	}
	if (!e->path)
		return err_set(err, ERR_CORRUPT, "path is not escaped as it must be");
	return 0;
}

int manifest_parse(const char *text, size_t len, const char *file, struct manifest *m,
		   struct err *err)
{
	const char *end = text + len;
	int line = 0;

	assert(m->count == 0);
	while (text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		struct entry e;

		line++;
		if (!eol)
			return err_set_at(err, ERR_CORRUPT, file, line, 0,
					  "the last line is truncated");
		if (m->count >= MAX_ENTRIES)
			return err_set_at(err, ERR_CORRUPT, file, line, 0, "more than %d entries",
					  MAX_ENTRIES);
		if (manifest_parse_line(text, (size_t)(eol - text), &e, err)) {
			entry_release(&e);
			err_prefix(err, "%s:%d", file, line);
			return err_place(err, file, line, 0);
		}
		assert(e.path);
		manifest_take(m, &e);
		text = eol + 1;
	}
	return manifest_check(m, file, ERR_CORRUPT, err);
}
