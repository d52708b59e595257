/* The records' text: what an artifact or a sysroot is, on disk. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_record.h"

#include <stdio.h>
#include <string.h>

#include "builder/base/decimal.h"
#include "builder/base/percent.h"
#include "builder/base/plain.h"

#define ARTIFACT_MAGIC "sysroot artifact 1 "
#define TREE_MAGIC "sysroot tree 1 "
#define PROVENANCE_MAGIC "sysroot provenance 1 "

/* A value is a line's, or a word's where blanks part them. */
static bool record_plain(char c)
{
	return !plain_is_control(c);
}

static bool record_word_plain(char c)
{
	return c != ' ' && !plain_is_control(c);
}

static void add_field(struct buf *out, const char *word, const char *value)
{
	buf_addstr(out, word);
	buf_addch(out, ' ');
	percent_add(out, value ? value : "", record_plain);
	buf_addch(out, '\n');
}

/* The first line, and then the body. */
static void add_whole(struct buf *out, const char *magic, const char *body, size_t len)
{
	char hex[SHA256_HEX];

	sha256_mem(body, len, hex);
	buf_reserve(out, len + 128);
	buf_addstr(out, magic);
	buf_addstr(out, hex);
	buf_addch(out, '\n');
	buf_add(out, body, len);
}

void provenance_record_text(const char *text, size_t len, struct buf *out)
{
	add_whole(out, PROVENANCE_MAGIC, text, len);
}

void artifact_record_text(const struct artifact *a, struct buf *out)
{
	AUTOBUF struct buf body = BUF_INIT;
	const char *key_text = a->key_text ? a->key_text : "";

	add_field(&body, "key", a->key);
	add_field(&body, "recipe", a->recipe);
	add_field(&body, "part", a->part);
	add_field(&body, "version", a->version);
	add_field(&body, "license", a->license);
	add_field(&body, "fidelity", a->fidelity);
	add_field(&body, "sandbox", a->sandbox);
	buf_addf(&body, "key-text %zu\n%s\n", strlen(key_text), key_text);
	buf_addstr(&body, "manifest\n");
	manifest_text(&a->manifest, &body);
	add_whole(out, ARTIFACT_MAGIC, body.data, body.len);
}

void tree_record_text(const struct tree_record *t, struct buf *out)
{
	AUTOBUF struct buf body = BUF_INIT;

	buf_reserve(&body, t->manifest.count * 140);
	add_field(&body, "name", t->name);
	add_field(&body, "request-key", t->request_key);
	add_field(&body, "digest", t->digest);
	for (size_t i = 0; i < t->facts.len; i++)
		add_field(&body, "fact", t->facts.items[i]);
	for (size_t i = 0; i < t->part_count; i++) {
		const struct tree_part *p = &t->parts[i];
		const char *const values[] = { p->part,     p->recipe,  p->version, p->key,
					       p->fidelity, p->license, p->why };

		buf_addstr(&body, "part ");
		for (size_t j = 0; j < ARRAY_LEN(values); j++) {
			if (j)
				buf_addch(&body, '\t');
			percent_add(&body, values[j] ? values[j] : "", record_plain);
		}
		buf_addch(&body, '\n');
	}
	buf_addstr(&body, "manifest\n");
	for (size_t i = 0; i < t->manifest.count; i++) {
		const struct entry *e = &t->manifest.entries[i];

		if (e->part && *e->part)
			percent_add(&body, e->part, record_word_plain);
		else
			buf_addch(&body, '-');
		buf_addch(&body, ' ');
		manifest_entry_text(e, &body);
		buf_addch(&body, '\n');
	}
	add_whole(out, TREE_MAGIC, body.data, body.len);
}

/* What is still to be read of a record. */
struct cursor {
	const char *at, *end;
	const char *file;
	int line; /* of the line that was read last */
};

static int corrupt(const struct cursor *c, struct err *err, const char *problem)
{
	return err_set_at(err, ERR_CORRUPT, c->file, c->line, 0, "%s", problem);
}

/* The next line, without its end; false when there is none. */
static bool next_line(struct cursor *c, const char **line, size_t *len)
{
	const char *eol;

	c->line++;
	eol = c->at < c->end ? memchr(c->at, '\n', (size_t)(c->end - c->at)) : NULL;
	if (!eol)
		return false;
	*line = c->at;
	*len = (size_t)(eol - c->at);
	c->at = eol + 1;
	return true;
}

/* Is the line "WORD VALUE"? Then where the value begins. */
static bool has_word(const char *line, size_t len, const char *word, const char **value,
		     size_t *value_len)
{
	size_t n = strlen(word);

	if (len < n + 1 || memcmp(line, word, n) != 0 || line[n] != ' ')
		return false;
	*value = line + n + 1;
	*value_len = len - n - 1;
	return true;
}

static int expect_field(struct cursor *c, const char *word, char **value, struct err *err)
{
	const char *line, *text;
	size_t len, text_len;

	if (!next_line(c, &line, &len) || !has_word(line, len, word, &text, &text_len)) {
		corrupt(c, err, "a field is missing");
		err_hint(err, "expected '%s'", word);
		return -1;
	}
	*value = percent_read(text, text_len);
	if (*value)
		return 0;
	corrupt(c, err, "value is not escaped as it must be");
	return -1;
}

static int expect_digest(struct cursor *c, const char *word, char hex[SHA256_HEX], struct err *err)
{
	AUTOFREE char *value = NULL;

	if (expect_field(c, word, &value, err))
		return -1;
	if (!sha256_is_hex(value))
		return corrupt(c, err, "value is not a sha256");
	memcpy(hex, value, SHA256_HEX);
	return 0;
}

/* The first line: is it a record of this kind, and what it was when written? */
static int open_record(struct cursor *c, const char *magic, struct err *err)
{
	const char *line;
	size_t len, magic_len = strlen(magic);
	char hex[SHA256_HEX];

	if (!next_line(c, &line, &len) || len != magic_len + SHA256_HEX - 1 ||
	    memcmp(line, magic, magic_len) != 0)
		return corrupt(c, err, "this is not a record of the expected kind");
	sha256_mem(c->at, (size_t)(c->end - c->at), hex);
	if (memcmp(hex, line + magic_len, SHA256_HEX - 1) != 0)
		return corrupt(c, err,
			       "the record was altered or truncated: its digest does not match");
	return 0;
}

int provenance_record_parse(const char *text, size_t len, const char *file, struct buf *out,
			    struct err *err)
{
	struct cursor c = { text, text + len, file, 0 };

	if (open_record(&c, PROVENANCE_MAGIC, err))
		return -1;
	if (out)
		buf_add(out, c.at, (size_t)(c.end - c.at));
	return 0;
}

static int parse_key_text(struct cursor *c, char **out, struct err *err)
{
	AUTOFREE char *number = NULL;
	uint64_t len;

	if (expect_field(c, "key-text", &number, err))
		return -1;
	if (!decimal_parse(number, SIZE_MAX, &len) || len >= (size_t)(c->end - c->at) ||
	    c->at[len] != '\n' || memchr(c->at, '\0', len))
		return corrupt(c, err, "the key's text is truncated");
	*out = xstrndup(c->at, len);
	for (const char *p = c->at; p <= c->at + len; p++)
		c->line += *p == '\n';
	c->at += len + 1;
	return 0;
}

int artifact_record_parse(const char *text, size_t len, const char *file, struct artifact *a,
			  struct err *err)
{
	struct cursor c = { text, text + len, file, 0 };
	const char *line;
	size_t line_len;

	if (open_record(&c, ARTIFACT_MAGIC, err) || expect_digest(&c, "key", a->key, err) ||
	    expect_field(&c, "recipe", &a->recipe, err) ||
	    expect_field(&c, "part", &a->part, err) ||
	    expect_field(&c, "version", &a->version, err) ||
	    expect_field(&c, "license", &a->license, err) ||
	    expect_field(&c, "fidelity", &a->fidelity, err) ||
	    expect_field(&c, "sandbox", &a->sandbox, err) || parse_key_text(&c, &a->key_text, err))
		return -1;
	if (!next_line(&c, &line, &line_len) || line_len != 8 || memcmp(line, "manifest", 8) != 0)
		return corrupt(&c, err, "the manifest is missing");
	return manifest_parse(c.at, (size_t)(c.end - c.at), file, &a->manifest, err);
}

static int parse_part(const struct cursor *c, const char *text, size_t len, struct tree_record *t,
		      struct err *err)
{
	struct tree_part *p;
	char **fields[7];
	size_t i;

	t->parts = xreallocarray(t->parts, t->part_count + 1, sizeof(*t->parts));
	p = &t->parts[t->part_count++];
	memset(p, 0, sizeof(*p));
	fields[0] = &p->part;
	fields[1] = &p->recipe;
	fields[2] = &p->version;
	fields[3] = &p->key;
	fields[4] = &p->fidelity;
	fields[5] = &p->license;
	fields[6] = &p->why;
	for (i = 0; i < ARRAY_LEN(fields); i++) {
		const char *tab = memchr(text, '\t', len);
		size_t n = tab ? (size_t)(tab - text) : len;

		if (!tab != (i == ARRAY_LEN(fields) - 1))
			return corrupt(c, err, "a part does not have seven fields");
		*fields[i] = percent_read(text, n);
		if (!*fields[i])
			return corrupt(c, err, "value is not escaped as it must be");
		text += n + !!tab;
		len -= n + !!tab;
	}
	return 0;
}

static int parse_tree_entry(const struct cursor *c, const char *line, size_t len,
			    struct tree_record *t, struct err *err)
{
	const char *space = memchr(line, ' ', len);
	AUTOFREE char *part = NULL;
	struct entry e;

	if (!space || space == line)
		return corrupt(c, err, "entry does not belong to a part");
	part = percent_read(line, (size_t)(space - line));
	if (!part)
		return corrupt(c, err, "value is not escaped as it must be");
	if (manifest_parse_line(space + 1, len - (size_t)(space - line) - 1, &e, err)) {
		entry_release(&e);
		err_prefix(err, "%s:%d", c->file, c->line);
		return err_place(err, c->file, c->line, 0);
	}
	if (strcmp(part, "-") != 0)
		e.part = STEAL_POINTER(part);
	manifest_take(&t->manifest, &e);
	return 0;
}

int tree_record_parse(const char *text, size_t len, const char *file, struct tree_record *t,
		      struct err *err)
{
	struct cursor c = { text, text + len, file, 0 };
	const char *line, *value;
	size_t line_len, value_len;
	char digest[SHA256_HEX];

	if (open_record(&c, TREE_MAGIC, err) || expect_field(&c, "name", &t->name, err) ||
	    expect_field(&c, "request-key", &t->request_key, err) ||
	    expect_digest(&c, "digest", t->digest, err))
		return -1;
	for (;;) {
		if (!next_line(&c, &line, &line_len))
			return corrupt(&c, err, "the manifest is missing");
		if (line_len == 8 && memcmp(line, "manifest", 8) == 0)
			break;
		if (has_word(line, line_len, "fact", &value, &value_len)) {
			char *fact = percent_read(value, value_len);

			if (!fact)
				return corrupt(&c, err, "value is not escaped as it must be");
			strv_take(&t->facts, fact);
		} else if (has_word(line, line_len, "part", &value, &value_len)) {
			if (parse_part(&c, value, value_len, t, err))
				return -1;
		} else {
			return corrupt(&c, err, "line is not a fact, a part or the manifest");
		}
	}
	while (c.at < c.end) {
		if (!next_line(&c, &line, &line_len))
			return corrupt(&c, err, "the last line is truncated");
		if (parse_tree_entry(&c, line, line_len, t, err))
			return -1;
	}
	if (manifest_check(&t->manifest, file, ERR_CORRUPT, err))
		return -1;
	manifest_digest(&t->manifest, digest);
	if (strcmp(digest, t->digest) != 0)
		return err_set(err, ERR_CORRUPT, "%s: the manifest does not have digest %s", file,
			       t->digest);
	return 0;
}

int tree_record_request(const char *text, size_t len, const char *file, char **key, struct err *err)
{
	struct cursor c = { text, text + len, file, 0 };
	AUTOFREE char *name = NULL;
	const char *line;
	size_t line_len;

	if (!next_line(&c, &line, &line_len) || line_len != strlen(TREE_MAGIC) + SHA256_HEX - 1 ||
	    memcmp(line, TREE_MAGIC, strlen(TREE_MAGIC)) != 0)
		return corrupt(&c, err, "this is not a record of the expected kind");
	if (expect_field(&c, "name", &name, err))
		return -1;
	return expect_field(&c, "request-key", key, err);
}

void artifact_release(struct artifact *a)
{
	free(a->recipe);
	free(a->part);
	free(a->version);
	free(a->license);
	free(a->fidelity);
	free(a->sandbox);
	free(a->key_text);
	manifest_release(&a->manifest);
	memset(a, 0, sizeof(*a));
}

void tree_record_release(struct tree_record *t)
{
	free(t->name);
	free(t->request_key);
	strv_release(&t->facts);
	for (size_t i = 0; i < t->part_count; i++) {
		struct tree_part *p = &t->parts[i];

		free(p->part);
		free(p->recipe);
		free(p->version);
		free(p->key);
		free(p->fidelity);
		free(p->license);
		free(p->why);
	}
	free(t->parts);
	manifest_release(&t->manifest);
	memset(t, 0, sizeof(*t));
}

const char *tree_record_fact(const struct tree_record *t, const char *key)
{
	size_t n = strlen(key);

	for (size_t i = 0; i < t->facts.len; i++)
		if (strncmp(t->facts.items[i], key, n) == 0 && t->facts.items[i][n] == ' ')
			return t->facts.items[i] + n + 1;
	return NULL;
}
