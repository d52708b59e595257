/* The manifest of a kit: its text, and the checks that make it safe to follow. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_manifest.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "builder/base/decimal.h"
#include "cache/store/upkeep.h"

#define MAGIC "sysroot kit 1"

static const char *const kind_folders[KIT_KINDS] = {
	[KIT_ARTIFACT] = "artifacts/", [KIT_INPUT] = "inputs/",          [KIT_OBJECT] = "objects/",
	[KIT_PROGRAM] = "programs/",   [KIT_PROVENANCE] = "provenance/", [KIT_RECORD] = "records/",
};

static bool is_name(const char *name, const char *first, const char *others)
{
	return *name && strchr(first, *name) && strspn(name, others) == strlen(name) &&
	       strlen(name) <= KIT_NAME_MAX;
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

bool kit_name_is_valid(const char *name)
{
	return is_name(name, LOWER DIGITS, LOWER DIGITS "._-");
}

bool kit_program_is_valid(const char *name)
{
	return is_name(name, LOWER UPPER DIGITS "_", LOWER UPPER DIGITS "._+-");
}

/* Sixty-four hex digits, and nothing or ".x" behind them? */
static bool is_digest(const char *s, bool may_be_executable)
{
	char hex[SHA256_HEX];
	size_t len = strlen(s);

	if (may_be_executable && len == SHA256_HEX + 1 && strcmp(s + SHA256_HEX - 1, ".x") == 0)
		len -= 2;
	if (len != SHA256_HEX - 1)
		return false;
	memcpy(hex, s, len);
	hex[len] = '\0';
	return sha256_is_hex(hex);
}

static bool is_record(const char *rest)
{
	const char *slash = strchr(rest, '/');
	AUTOFREE char *name = slash ? xstrndup(rest, (size_t)(slash - rest)) : NULL;

	return name && store_name_is_valid(name) && is_digest(slash + 1, false);
}

bool kit_kind_of(const char *name, enum kit_kind *kind)
{
	for (int k = 0; k < KIT_KINDS; k++) {
		size_t n = strlen(kind_folders[k]);

		if (strncmp(name, kind_folders[k], n) != 0)
			continue;
		*kind = (enum kit_kind)k;
		if (k == KIT_RECORD)
			return is_record(name + n);
		if (k == KIT_PROGRAM)
			return kit_program_is_valid(name + n);
		return is_digest(name + n, k == KIT_OBJECT);
	}
	return false;
}

bool kit_is_executable(const struct kit_member *m)
{
	size_t len = strlen(m->name);

	return m->kind == KIT_PROGRAM || (m->kind == KIT_OBJECT && m->name[len - 1] == 'x');
}

const char *kit_digest_in(const struct kit_member *m)
{
	return strrchr(m->name, '/') + 1;
}

/* "records/NAME/DIGEST" */
char *kit_tree_name(const struct kit_member *m)
{
	const char *name = strchr(m->name, '/') + 1;

	return xstrndup(name, (size_t)(kit_digest_in(m) - 1 - name));
}

void kit_members_add(struct kit_members *l, const char *name, uint64_t size, const char *sha256)
{
	struct kit_member *m;

	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->items = xreallocarray(l->items, l->cap, sizeof(*l->items));
	}
	m = &l->items[l->count++];
	memset(m, 0, sizeof(*m));
	if (!kit_kind_of(name, &m->kind))
		assert(!"a member's name");
	m->name = xstrdup(name);
	m->size = size;
	if (sha256)
		memcpy(m->sha256, sha256, SHA256_HEX);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct kit_member *)a)->name, ((const struct kit_member *)b)->name);
}

void kit_members_sort_unique(struct kit_members *l)
{
	size_t n = 0;

	if (l->count)
		qsort(l->items, l->count, sizeof(*l->items), compare);
	for (size_t i = 0; i < l->count; i++) {
		if (n && strcmp(l->items[n - 1].name, l->items[i].name) == 0)
			free(l->items[i].name);
		else
			l->items[n++] = l->items[i];
	}
	l->count = n;
}

struct kit_member *kit_members_find(const struct kit_members *l, const char *name)
{
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, l->items[middle].name);

		if (order == 0)
			return &l->items[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

void kit_members_release(struct kit_members *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i].name);
	free(l->items);
	memset(l, 0, sizeof(*l));
}

void kit_manifest_text(const struct kit_manifest *m, struct buf *out)
{
	buf_addf(out, MAGIC "\nname %s\nnumber %" PRIu64 "\n", m->name, m->number);
	for (size_t i = 0; i < m->needs.count; i++)
		buf_addf(out, "needs %" PRIu64 " %s\n", m->needs.items[i].size,
			 m->needs.items[i].name);
	for (size_t i = 0; i < m->members.count; i++)
		buf_addf(out, "member %s %" PRIu64 " %s\n", m->members.items[i].sha256,
			 m->members.items[i].size, m->members.items[i].name);
}

void kit_manifest_release(struct kit_manifest *m)
{
	free(m->name);
	kit_members_release(&m->needs);
	kit_members_release(&m->members);
	memset(m, 0, sizeof(*m));
}

/* What is still to be read. */
struct cursor {
	const char *at, *end;
	size_t line; /* number of the one that was read last */
	uint64_t bytes; /* of all members so far */
};

static int bad(const struct cursor *c, const char *problem, struct err *err)
{
	return err_set(err, ERR_HOSTILE, "the kit's manifest, line %zu: %s", c->line, problem);
}

/* The next line as a string, the caller frees; NULL when there is none, or one with a NUL. */
static char *next_line(struct cursor *c)
{
	const char *eol = c->at < c->end ? memchr(c->at, '\n', (size_t)(c->end - c->at)) : NULL;
	char *line;

	c->line++;
	if (!eol || memchr(c->at, '\0', (size_t)(eol - c->at)))
		return NULL;
	line = xstrndup(c->at, (size_t)(eol - c->at));
	c->at = eol + 1;
	return line;
}

/* A decimal number at *at without zeros in front, and the stop character behind it. */
static bool take_number(const char **at, char stop, uint64_t *out)
{
	const char *p = *at;
	size_t len = strspn(p, DIGITS);

	if (p[len] != stop || !decimal_read(p, len, INT64_MAX, out))
		return false;
	*at = p + len + (stop != '\0');
	return true;
}

static bool take_word(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len) != 0)
		return false;
	*at += len;
	return true;
}

static uint64_t size_limit(enum kit_kind kind)
{
	switch (kind) {
	case KIT_ARTIFACT:
	case KIT_RECORD:
		return KIT_RECORD_MAX;
	case KIT_PROVENANCE:
		return KIT_PROVENANCE_MAX;
	default:
		return KIT_BYTES_MAX;
	}
}

/* "SIZE NAME", put behind the others of its list. */
static int take_member(struct cursor *c, const char *at, const char *sha256, struct kit_members *l,
		       struct err *err)
{
	enum kit_kind kind;
	uint64_t size;

	if (!take_number(&at, ' ', &size))
		return bad(c, "the size is not a number", err);
	if (!kit_kind_of(at, &kind))
		return bad(c, "the member's name is invalid", err);
	if (l->count && strcmp(l->items[l->count - 1].name, at) >= 0)
		return bad(c, "the names are not in order", err);
	if (size > size_limit(kind))
		return bad(c, "the member is too large", err);
	kit_members_add(l, at, size, sha256);
	return 0;
}

static int take_carried(struct cursor *c, const char *at, struct kit_manifest *m, struct err *err)
{
	const struct kit_member *last;
	char hex[SHA256_HEX];

	if (strlen(at) < SHA256_HEX || at[SHA256_HEX - 1] != ' ')
		return bad(c, "the member does not have a digest", err);
	memcpy(hex, at, SHA256_HEX - 1);
	hex[SHA256_HEX - 1] = '\0';
	if (!sha256_is_hex(hex))
		return bad(c, "the member does not have a digest", err);
	if (take_member(c, at + SHA256_HEX, hex, &m->members, err))
		return -1;
	last = &m->members.items[m->members.count - 1];
	if ((last->kind == KIT_INPUT || last->kind == KIT_OBJECT) &&
	    strncmp(kit_digest_in(last), hex, SHA256_HEX - 1) != 0)
		return bad(c, "the member's name does not match its digest", err);
	c->bytes += last->size;
	if (c->bytes > KIT_BYTES_MAX)
		return bad(c, "the kit is too large", err);
	if (kit_members_find(&m->needs, last->name))
		return bad(c, "the member is both carried and left out", err);
	return 0;
}

static int take_needed(struct cursor *c, const char *at, struct kit_manifest *m, struct err *err)
{
	enum kit_kind kind;

	if (m->members.count)
		return bad(c, "the names are not in order", err);
	if (take_member(c, at, NULL, &m->needs, err))
		return -1;
	kind = m->needs.items[m->needs.count - 1].kind;
	if (kind == KIT_PROGRAM || kind == KIT_PROVENANCE || kind == KIT_RECORD)
		return bad(c, "such a member cannot be left out", err);
	return 0;
}

static int take_head(struct cursor *c, struct kit_manifest *m, struct err *err)
{
	AUTOFREE char *magic = next_line(c);
	AUTOFREE char *name = NULL;
	AUTOFREE char *number = NULL;
	const char *at;

	if (!magic || strcmp(magic, MAGIC) != 0) {
		bad(c, "this is not a kit, or a kit of another format", err);
		return err_hint(err, "this program reads '" MAGIC "'");
	}
	name = next_line(c);
	at = name;
	if (!name || !take_word(&at, "name ") || !kit_name_is_valid(at))
		return bad(c, "the name of the series is invalid", err);
	m->name = xstrdup(at);
	number = next_line(c);
	at = number;
	if (!number || !take_word(&at, "number ") || !take_number(&at, '\0', &m->number))
		return bad(c, "the number is invalid", err);
	return 0;
}

int kit_manifest_parse(const char *text, size_t len, struct kit_manifest *m, struct err *err)
{
	struct cursor c = { text, text + len, 0, 0 };

	if (take_head(&c, m, err))
		return -1;
	while (c.at < c.end) {
		AUTOFREE char *line = next_line(&c);
		const char *at = line;
		int rc;

		if (!line)
			return bad(&c, "the line is truncated", err);
		if (m->needs.count + m->members.count >= KIT_MEMBERS_MAX)
			return bad(&c, "there are too many members", err);
		if (take_word(&at, "member "))
			rc = take_carried(&c, at, m, err);
		else if (take_word(&at, "needs "))
			rc = take_needed(&c, at, m, err);
		else
			rc = bad(&c, "the line is neither 'member' nor 'needs'", err);
		if (rc)
			return -1;
	}
	return 0;
}
