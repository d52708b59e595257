/* The text of a recipe with other packages pinned in it. */
/* SPDX-License-Identifier: MIT */
#include "builder/lock/relock_edit.h"

#include <inttypes.h>
#include <string.h>

#include "builder/base/buf.h"
#include "builder/fetch/debian_version.h"
#include "recipes/scanner.h"

struct editor {
	const struct relock_recipe *r;
	const char *text;
	size_t len;
	size_t done; /* of text: bytes that are in out, as they were or replaced */
	size_t line_start; /* of the line `line` */
	int line;
	struct buf out;
};

/* Where a place is in the text; places come in the text's order. */
static size_t offset_of(struct editor *e, const struct recipe_place *place)
{
	while (e->line < place->line) {
		const char *end = memchr(e->text + e->line_start, '\n', e->len - e->line_start);

		e->line_start = end ? (size_t)(end - e->text) + 1 : e->len;
		e->line++;
	}
	return e->line_start + (size_t)place->column - 1;
}

/* Bytes of a word as it is spelled at that offset. */
static size_t spelled(const struct editor *e, size_t at, const struct scan_word *word)
{
	size_t n = 1;

	if (e->text[at] != '"')
		return strlen(word->text);
	while (e->text[at + n] != '"')
		n += e->text[at + n] == '\\' ? 2 : 1;
	return n + 1;
}

static void replace(struct editor *e, const struct scan_word *word, const char *with)
{
	size_t at = offset_of(e, &word->place), n = spelled(e, at, word);
	bool quoted = e->text[at] == '"';

	if (strcmp(word->text, with) == 0)
		return;
	buf_add(&e->out, e->text + e->done, at - e->done);
	buf_addf(&e->out, quoted ? "\"%s\"" : "%s", with);
	e->done = at + n;
}

char *relock_upstream(const struct relock_input *in, const char *version)
{
	bool orig = in->origin->kind == ORIGIN_APT_SOURCE &&
		    strstr(in->origin->words.items[2], ".orig") != NULL;

	return orig ? xstrdup(version) : debian_version_upstream(version);
}

/* What a word that is exactly the old version, whole or upstream's, becomes; NULL: none. */
static char *renamed(const struct editor *e, const char *word)
{
	for (size_t i = 0; i < e->r->recipe->input_count; i++) {
		const struct relock_input *in = &e->r->inputs[i];
		AUTOFREE char *was = NULL;

		if (in->state != RELOCK_NEW)
			continue;
		if (strcmp(word, in->was) == 0)
			return xstrdup(in->now);
		was = relock_upstream(in, in->was);
		if (strcmp(word, was) == 0)
			return relock_upstream(in, in->now);
	}
	return NULL;
}

static bool is_of_version(char c)
{
	return c && strchr("0123456789.+~-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", c);
}

/*
 * The next run of bytes that versions are made of, from *at on; 0 at the end. A
 * full stop or a dash at its end is the sentence's.
 */
static size_t next_token(const char **at)
{
	size_t n = 0;

	while (**at && !is_of_version(**at))
		(*at)++;
	while (is_of_version((*at)[n]))
		n++;
	while (n > 1 && strchr(".-", (*at)[n - 1]))
		n--;
	return n;
}

/* The summary with every old version in it replaced. */
static void replace_in(struct editor *e, const struct scan_word *word)
{
	AUTOBUF struct buf with = BUF_INIT;
	const char *from = word->text, *at = from;
	size_t n;

	if (strpbrk(word->text, "\"\\"))
		return; /* escapes are spelled otherwise than they read */
	while ((n = next_token(&at)) > 0) {
		AUTOFREE char *token = xstrndup(at, n);
		AUTOFREE char *now = renamed(e, token);

		buf_add(&with, from, (size_t)(at - from));
		buf_addstr(&with, now ? now : token);
		from = at += n;
	}
	buf_addstr(&with, from);
	replace(e, word, with.data);
}

/* A line of an input's block. */
static void edit_input_line(struct editor *e, const struct relock_input *in,
			    const struct scan_line *line)
{
	const struct scan_word *words = line->words;

	if (strcmp(words[0].text, "sha256") == 0) {
		replace(e, &words[1], in->offer.sha256);
	} else if (strcmp(words[0].text, "size") == 0) {
		AUTOFREE char *size = xasprintf("%" PRIu64, in->offer.size);

		replace(e, &words[1], size);
	} else if (strcmp(words[0].text, "from") == 0 && line->count == 5 &&
		   strcmp(words[1].text, "apt-source") == 0 &&
		   strcmp(words[3].text, in->package) == 0) {
		replace(e, &words[4], in->offer.file);
	} else if (strcmp(words[0].text, "from") == 0 && line->count == 3 && in->sha1[0] &&
		   strncmp(words[2].text, SNAPSHOT_PREFIX, strlen(SNAPSHOT_PREFIX)) == 0) {
		AUTOFREE char *url = xasprintf(SNAPSHOT_PREFIX "file/%s", in->sha1);

		replace(e, &words[2], url);
	}
}

/* A name that is the archive's follows it; one of the recipe's own stays. */
static void edit_name(struct editor *e, const struct relock_input *in, const struct scan_word *name)
{
	AUTOFREE char *version = debian_file_version(name->text, in->package);

	if (version)
		replace(e, name, in->offer.file);
}

static int edit_input(struct editor *e, struct scanner *s, const struct relock_input *in,
		      const struct scan_line *line, struct err *err)
{
	int rc;

	if (in->state == RELOCK_NEW)
		edit_name(e, in, &line->words[1]);
	while ((rc = scanner_next(s, &line, err)) > 0 && !line->closes)
		if (in->state == RELOCK_NEW && line->count > 1)
			edit_input_line(e, in, line);
	return rc < 0 ? -1 : 0;
}

static int edit_line(struct editor *e, struct scanner *s, const struct scan_line *line,
		     size_t *input, struct err *err)
{
	const char *key = line->count > 1 ? line->words[0].text : "";
	const struct scan_word *last = line->count ? &line->words[line->count - 1] : NULL;

	if (line->opens && strcmp(key, "input") == 0) {
		if (*input >= e->r->recipe->input_count)
			return scan_error(err, &line->place, "try again",
					  "the file has changed in the meantime");
		return edit_input(e, s, &e->r->inputs[(*input)++], line, err);
	}
	if (line->opens) {
		AUTOFREE char *script = NULL;
		int first;

		return scanner_raw_block(s, &script, &first, err);
	}
	if (strcmp(key, "version") == 0 || strcmp(key, "provides") == 0) {
		AUTOFREE char *now = renamed(e, last->text);

		if (now)
			replace(e, last, now);
	} else if (strcmp(key, "summary") == 0) {
		replace_in(e, last);
	}
	return 0;
}

/* Packages of one version come from one source; half of them anew is an archive in between. */
static int check_together(const struct relock_recipe *r, struct err *err)
{
	for (size_t i = 0; i < r->recipe->input_count; i++) {
		const struct relock_input *a = &r->inputs[i];

		for (size_t k = 0; k < r->recipe->input_count; k++) {
			const struct relock_input *b = &r->inputs[k];
			const char *now = b->state == RELOCK_NEW ? b->now : b->was;

			if (a->state != RELOCK_NEW || b->state == RELOCK_FIXED || !a->was ||
			    !a->now || !b->was || !now || strcmp(a->was, b->was) != 0 ||
			    strcmp(a->now, now) == 0)
				continue;
			err_set(err, ERR_FAILED,
				"recipe '%s': '%s' and '%s' were both %s, but would be %s and %s",
				r->recipe->name, a->package, b->package, a->was, a->now, now);
			return err_hint(err, "an archive can show this while it is being updated: "
					     "try again later");
		}
	}
	return 0;
}

int relock_edit(const struct relock_recipe *r, const char *text, size_t len, char **out,
		struct err *err)
{
	struct editor e = { .r = r, .text = text, .len = len, .line = 1, .out = BUF_INIT };
	const struct scan_line *line;
	struct scanner *s;
	size_t inputs = 0;
	int rc;

	if (check_together(r, err) < 0)
		return -1;
	s = scanner_new(text, len, r->recipe->file);
	while ((rc = scanner_next(s, &line, err)) > 0)
		if (edit_line(&e, s, line, &inputs, err) < 0) {
			rc = -1;
			break;
		}
	scanner_free(s);
	if (rc == 0)
		buf_add(&e.out, text + e.done, len - e.done);
	if (rc == 0)
		*out = buf_steal(&e.out);
	buf_release(&e.out);
	return rc;
}

/* Does the line have the word, with nothing around it that belongs to a version? */
static bool says(const char *line, const char *word)
{
	size_t n;

	while ((n = next_token(&line)) > 0) {
		if (n == strlen(word) && strncmp(line, word, n) == 0)
			return true;
		/* linux-6.1.176, linux_6.1.176.orig.tar.xz */
		for (const char *at = line; (at = strstr(at, word)) && at < line + n; at++)
			if ((at == line || !strchr("0123456789.", at[-1])) &&
			    !strchr("0123456789", at[strlen(word)]))
				return true;
		line += n;
	}
	return false;
}

void relock_leftovers(const struct relock_recipe *r, const char *text, struct strv *told)
{
	AUTOSTRV struct strv old = STRV_INIT;
	int number = 0;

	for (size_t i = 0; i < r->recipe->input_count; i++) {
		const struct relock_input *in = &r->inputs[i];
		AUTOFREE char *was = NULL;
		AUTOFREE char *now = NULL;

		if (in->state != RELOCK_NEW)
			continue;
		was = relock_upstream(in, in->was);
		now = relock_upstream(in, in->now);
		/* "2.36" of a glibc that is a 2.36 still is no leftover. */
		strv_add(&old, strcmp(was, now) == 0 ? in->was : was);
	}
	strv_sort_unique(&old);
	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		AUTOFREE char *line = xstrndup(p, strcspn(p, "\n"));

		number++;
		for (size_t i = 0; i < old.len; i++)
			if (says(line, old.items[i]))
				strv_addf(told, "%s:%d still says '%s'", r->recipe->file, number,
					  old.items[i]);
	}
}
