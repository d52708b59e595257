/* Words, braces and raw blocks of recipe and target files, with their places. */
/* SPDX-License-Identifier: MIT */
#include "recipes/scanner.h"

#include <stdarg.h>
#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/plain.h"

struct scanner {
	const char *text;
	size_t len;
	size_t at; /* next byte */
	size_t line_start; /* of the line that at stands in */
	int line_number; /* from 1 */
	const char *file;
	struct scan_line line;
	size_t word_cap;
};

struct scanner *scanner_new(const char *text, size_t len, const char *file)
{
	struct scanner *s = xcalloc(1, sizeof(*s));

	s->text = text;
	s->len = len;
	s->line_number = 1;
	s->file = file;
	return s;
}

static void forget_line(struct scanner *s)
{
	for (size_t i = 0; i < s->line.count; i++)
		free(s->line.words[i].text);
	s->line.count = 0;
	s->line.opens = false;
	s->line.closes = false;
}

void scanner_free(struct scanner *s)
{
	if (!s)
		return;
	forget_line(s);
	free(s->line.words);
	free(s);
}

struct recipe_place scanner_place(const struct scanner *s)
{
	return (struct recipe_place){ s->file, s->line_number, (int)(s->at - s->line_start) + 1 };
}

int scan_error(struct err *err, const struct recipe_place *place, const char *hint, const char *fmt,
	       ...)
{
	AUTOBUF struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	err_set_at(err, ERR_SYNTAX, place->file, place->line, place->column, "%s", text.data);
	if (hint)
		err_hint(err, "%s", hint);
	return -1;
}

int scan_unknown(struct err *err, const struct scan_word *word, const char *what,
		 const struct strv *known)
{
	const char *near = strv_nearest(known, word->text);
	AUTOFREE char *all = strv_join(known, ", ");
	AUTOFREE char *hint =
		near ? xasprintf("did you mean '%s'?", near) : xasprintf("expected one of %s", all);

	return scan_error(err, &word->place, hint, "unknown %s '%s'", what, word->text);
}

bool scan_is_name(const char *s, const char *extra)
{
	size_t len = strlen(s);

	if (len == 0 || len > 100 || strchr(extra, s[0]))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      strchr(extra, c)))
			return false;
	}
	return true;
}

/* The byte n ahead, or -1 behind the end of the text. */
static int peek(const struct scanner *s, size_t n)
{
	return s->at + n < s->len ? (unsigned char)s->text[s->at + n] : -1;
}

static bool is_blank(int c)
{
	return c == ' ' || c == '\t';
}

static bool ends_word(int c)
{
	return c == -1 || c == '\n' || is_blank(c);
}

static void next_line(struct scanner *s)
{
	s->at++;
	s->line_start = s->at;
	s->line_number++;
}

/* A byte that no line may hold: everything below the space but tab and newline. */
static int refuse_control(const struct scanner *s, int c, struct err *err)
{
	struct recipe_place here = scanner_place(s);

	if (c == '\r')
		return scan_error(err, &here, "end lines with a newline only",
				  "carriage return in the file");
	return scan_error(err, &here, "the file must be plain text",
			  "control byte 0x%02x in the file", (unsigned)c);
}

static bool is_control(int c)
{
	return c >= 0 && plain_is_control((char)c) && c != '\t' && c != '\n';
}

static int quoted_word(struct scanner *s, struct buf *word, struct err *err)
{
	struct recipe_place start = scanner_place(s);

	s->at++;
	for (;;) {
		struct recipe_place here = scanner_place(s);
		int c = peek(s, 0);

		if (c == -1 || c == '\n')
			return scan_error(err, &start, "close it with \" on the same line",
					  "unterminated quoted word");
		if (is_control(c))
			return refuse_control(s, c, err);
		s->at++;
		if (c == '"')
			break;
		if (c == '\\') {
			int escaped = peek(s, 0);

			if (escaped == 'n')
				c = '\n';
			else if (escaped == 't')
				c = '\t';
			else if (escaped == '"' || escaped == '\\')
				c = escaped;
			else
				return scan_error(err, &here, "expected \\\", \\\\, \\n or \\t",
						  "unknown escape in a quoted word");
			s->at++;
		}
		buf_addch(word, (char)c);
	}
	if (!ends_word(peek(s, 0))) {
		struct recipe_place here = scanner_place(s);

		return scan_error(err, &here, "put a space between two words",
				  "text directly after a quoted word");
	}
	return 0;
}

static int bare_word(struct scanner *s, struct buf *word, struct err *err)
{
	for (int c; !ends_word(c = peek(s, 0)); s->at++) {
		if (is_control(c))
			return refuse_control(s, c, err);
		if (strchr("\"{}#", c)) {
			struct recipe_place here = scanner_place(s);

			return scan_error(err, &here,
					  "put a space before it, or quote the whole word",
					  "'%c' in the middle of a word", c);
		}
		buf_addch(word, (char)c);
	}
	return 0;
}

static void add_word(struct scanner *s, struct recipe_place place, struct buf *word)
{
	struct scan_line *line = &s->line;

	if (line->count == s->word_cap) {
		s->word_cap = s->word_cap ? s->word_cap * 2 : 8;
		line->words = xreallocarray(line->words, s->word_cap, sizeof(*line->words));
	}
	line->words[line->count].text = xstrndup(word->data, word->len);
	line->words[line->count].place = place;
	line->count++;
}

/* A brace that stands alone: { must end the line, } must be all of it. */
static int brace(struct scanner *s, struct err *err)
{
	struct recipe_place here = scanner_place(s);
	int c = peek(s, 0);

	if (!ends_word(peek(s, 1)))
		return scan_error(err, &here,
				  "put spaces around the brace, or quote the whole word",
				  "text directly after '%c'", c);
	if (c == '}' && (s->line.count || s->line.opens))
		return scan_error(err, &here, "put } on a line of its own",
				  "'}' after other words");
	if (c == '{' && s->line.count == 0)
		return scan_error(err, &here, "expected a key before {", "'{' without a key");
	if (c == '{')
		s->line.opens = true;
	else
		s->line.closes = true;
	s->at++;
	return 0;
}

/* One line, to behind its newline. */
static int scan_line(struct scanner *s, struct err *err)
{
	AUTOBUF struct buf word = BUF_INIT;

	forget_line(s);
	for (;;) {
		struct recipe_place here = scanner_place(s);
		int c = peek(s, 0);

		if (c == -1)
			return 0;
		if (c == '\n') {
			next_line(s);
			return 0;
		}
		if (is_blank(c)) {
			s->at++;
			continue;
		}
		if (c == '#') {
			while (peek(s, 0) != -1 && peek(s, 0) != '\n')
				s->at++;
			continue;
		}
		if (s->line.opens || s->line.closes)
			return scan_error(err, &here, "expected the end of the line",
					  "text after '%c'", s->line.opens ? '{' : '}');
		if (s->line.count == 0)
			s->line.place = here;
		if (c == '{' || c == '}') {
			if (brace(s, err) < 0)
				return -1;
			continue;
		}
		buf_clear(&word);
		if ((c == '"' ? quoted_word(s, &word, err) : bare_word(s, &word, err)) < 0)
			return -1;
		add_word(s, here, &word);
	}
}

static int check_bounds(const struct scanner *s, struct err *err)
{
	struct recipe_place here = scanner_place(s);

	if (s->len > SCANNER_MAX_BYTES)
		return scan_error(err, &here, "at most 1 MiB", "file of %zu bytes is too large",
				  s->len);
	if (s->line_number > SCANNER_MAX_LINES)
		return scan_error(err, &here, "at most 10,000 lines", "file has too many lines");
	return 0;
}

int scanner_next(struct scanner *s, const struct scan_line **line, struct err *err)
{
	while (s->at < s->len) {
		if (check_bounds(s, err) < 0 || scan_line(s, err) < 0)
			return -1;
		if (s->line.count || s->line.closes) {
			*line = &s->line;
			return 1;
		}
	}
	return 0;
}

/* Is the line that begins at the scanner's place } alone, blanks behind allowed? */
static bool at_closing_line(const struct scanner *s)
{
	size_t n = 1;

	if (peek(s, 0) != '}')
		return false;
	while (is_blank(peek(s, n)))
		n++;
	return peek(s, n) == -1 || peek(s, n) == '\n';
}

int scanner_raw_block(struct scanner *s, char **text, int *first_line, struct err *err)
{
	AUTOBUF struct buf block = BUF_INIT;
	struct recipe_place opened = s->line.place;

	*first_line = s->line_number;
	while (s->at < s->len) {
		if (check_bounds(s, err) < 0)
			return -1;
		if (at_closing_line(s)) {
			while (peek(s, 0) != -1 && peek(s, 0) != '\n')
				s->at++;
			if (peek(s, 0) == '\n')
				next_line(s);
			*text = buf_steal(&block);
			return 0;
		}
		if (peek(s, 0) == '\t')
			s->at++;
		for (int c; (c = peek(s, 0)) != -1 && c != '\n'; s->at++) {
			if (is_control(c))
				return refuse_control(s, c, err);
			buf_addch(&block, (char)c);
		}
		buf_addch(&block, '\n');
		if (peek(s, 0) == '\n')
			next_line(s);
	}
	return scan_error(err, &opened, "close it with a line that is just }, in column 1",
			  "block is not closed");
}
