/* Lock files: from their text. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/buf.h"
#include "builder/base/decimal.h"
#include "builder/base/file.h"
#include "builder/lock/lockfile.h"
#include "recipes/keys.h"
#include "recipes/scanner.h"

#define MAX_PARTS 64
#define MAX_INPUTS 64 /* as many as a recipe may have */
#define MAX_TOOLS 512

enum lock_key {
	LOCK_LOCK,
	LOCK_ARCH,
	LOCK_CPU,
	LOCK_LIBC,
	LOCK_LINUX,
	LOCK_COMPOSE,
	LOCK_SYSROOT,
	LOCK_PART,
	LOCK_TOOL,
};

static const struct key LOCK_KEYS[] = {
	[LOCK_LOCK] = { "lock", "lock TARGET", 1, 1, KEY_FIRST },
	[LOCK_ARCH] = { "arch", "arch ARCH", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[LOCK_CPU] = { "cpu", "cpu LEVEL", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[LOCK_LIBC] = { "libc", "libc NAME VERSION", 2, 2, KEY_ONCE | KEY_REQUIRED },
	[LOCK_LINUX] = { "linux", "linux VERSION", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[LOCK_COMPOSE] = { "compose", "compose SHA256", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[LOCK_SYSROOT] = { "sysroot", "sysroot SHA256", 1, 1, KEY_ONCE },
	[LOCK_PART] = { "part", "part NAME", 1, 1, KEY_BLOCK },
	[LOCK_TOOL] = { "tool", "tool NAME SHA256", 2, 2, 0 },
};

enum part_key { PART_RECIPE, PART_KEY, PART_ARTIFACT, PART_INPUT };

static const struct key PART_KEYS[] = {
	[PART_RECIPE] = { "recipe", "recipe NAME SHA256", 2, 2, KEY_ONCE | KEY_REQUIRED },
	[PART_KEY] = { "key", "key SHA256", 1, 1, KEY_ONCE },
	[PART_ARTIFACT] = { "artifact", "artifact SHA256", 1, 1, KEY_ONCE },
	[PART_INPUT] = { "input", "input FILE SHA256 [BYTES]", 2, 3, 0 },
};

struct parser {
	struct scanner *scanner;
	struct lockfile *lock;
	struct keys_seen seen;
};

static int take_digest(const struct scan_word *word, char digest[SHA256_HEX], struct err *err)
{
	if (!sha256_is_hex(word->text))
		return scan_error(err, &word->place, "expected 64 digits of 0-9 and a-f",
				  "invalid sha256 '%s'", word->text);
	memcpy(digest, word->text, SHA256_HEX);
	return 0;
}

/* Words that go into names of targets and recipes, or onto the screen. */
static int take_word(const struct scan_word *word, char **to, struct err *err)
{
	if (!scan_is_name(word->text, ".-+~_"))
		return scan_error(err, &word->place, "expected letters, digits, . - + ~ _",
				  "invalid word '%s'", word->text);
	*to = xstrdup(word->text);
	return 0;
}

/* A target's name with what is chosen may be longer than a word. */
static int take_target(const struct scan_word *word, char **to, struct err *err)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789.-+~_";
	size_t n = strlen(word->text);

	if (n == 0 || n > 200 || strspn(word->text, bytes) != n || strchr(".-+~_", word->text[0]))
		return scan_error(err, &word->place, "expected TARGET, as 'sysroot lock' writes it",
				  "invalid target '%s'", word->text);
	*to = xstrdup(word->text);
	return 0;
}

/* 1 to RECIPE_MAX_INPUT. */
static int take_size(const struct scan_word *word, uint64_t *size, struct err *err)
{
	if (!decimal_parse(word->text, RECIPE_MAX_INPUT, size) || *size == 0)
		return scan_error(err, &word->place, "expected bytes, from 1 to 4294967296",
				  "invalid size '%s'", word->text);
	return 0;
}

static int parse_input(const struct scan_line *line, struct lock_part *p, struct err *err)
{
	struct lock_input *in;

	if (p->input_count == MAX_INPUTS)
		return scan_error(err, &line->place, "no recipe has that many",
				  "more than %d inputs in a part", MAX_INPUTS);
	p->inputs = xreallocarray(p->inputs, p->input_count + 1, sizeof(*p->inputs));
	in = &p->inputs[p->input_count++];
	*in = (struct lock_input){ .name = xstrdup(line->words[1].text),
				   .place = line->words[1].place };
	if (take_digest(&line->words[2], in->sha256, err) < 0)
		return -1;
	return line->count > 3 ? take_size(&line->words[3], &in->size, err) : 0;
}

static int parse_part_line(int key, const struct scan_line *line, struct lock_part *p,
			   struct err *err)
{
	switch (key) {
	case PART_RECIPE:
		p->place = line->words[1].place;
		if (take_word(&line->words[1], &p->recipe, err) < 0)
			return -1;
		return take_digest(&line->words[2], p->canonical, err);
	case PART_KEY:
		return take_digest(&line->words[1], p->key, err);
	case PART_ARTIFACT:
		return take_digest(&line->words[1], p->artifact, err);
	default:
		return parse_input(line, p, err);
	}
}

static int parse_part(struct parser *p, const struct scan_line *line, struct err *err)
{
	struct lockfile *l = p->lock;
	struct recipe_place place = line->words[1].place;
	struct keys_seen seen = { 0 };
	AUTOFREE char *what = xasprintf("part '%s'", line->words[1].text);
	struct lock_part *part;
	int rc;

	if (lockfile_find(l, line->words[1].text))
		return scan_error(err, &place, "name it once", "%s appears twice", what);
	if (l->part_count == MAX_PARTS)
		return scan_error(err, &place, "no target has that many", "more than %d parts",
				  MAX_PARTS);
	l->parts = xreallocarray(l->parts, l->part_count + 1, sizeof(*l->parts));
	part = &l->parts[l->part_count++];
	*part = (struct lock_part){ .part = NULL };
	if (take_word(&line->words[1], &part->part, err) < 0)
		return -1;
	while ((rc = scanner_next(p->scanner, &line, err)) > 0) {
		int key;

		if (line->closes)
			return keys_finish(PART_KEYS, ARRAY_LEN(PART_KEYS), &seen, &place, what,
					   err);
		key = keys_find(PART_KEYS, ARRAY_LEN(PART_KEYS), &seen, line, err);
		if (key < 0 || parse_part_line(key, line, part, err) < 0)
			return -1;
	}
	if (rc == 0)
		scan_error(err, &place, "close it with a line that is just }", "%s is not closed",
			   what);
	return -1;
}

static int parse_tool(const struct scan_line *line, struct lockfile *l, struct err *err)
{
	struct lock_tool *tool;

	if (l->tool_count == MAX_TOOLS)
		return scan_error(err, &line->place, "no recipe runs that many",
				  "more than %d tools", MAX_TOOLS);
	l->tools = xreallocarray(l->tools, l->tool_count + 1, sizeof(*l->tools));
	tool = &l->tools[l->tool_count++];
	*tool = (struct lock_tool){ .name = xstrdup(line->words[1].text), .digest = "-" };
	if (strcmp(line->words[2].text, "-") == 0)
		return 0;
	return take_digest(&line->words[2], tool->digest, err);
}

static int parse_line(struct parser *p, int key, const struct scan_line *line, struct err *err)
{
	struct lockfile *l = p->lock;
	const struct scan_word *words = line->words;

	switch (key) {
	case LOCK_LOCK:
		return take_target(&words[1], &l->target, err);
	case LOCK_ARCH:
		l->axes = line->place;
		return take_word(&words[1], &l->arch, err);
	case LOCK_CPU:
		return take_word(&words[1], &l->cpu, err);
	case LOCK_LIBC:
		if (take_word(&words[1], &l->libc, err) < 0)
			return -1;
		return take_word(&words[2], &l->libc_version, err);
	case LOCK_LINUX:
		return take_word(&words[1], &l->linux_version, err);
	case LOCK_COMPOSE:
		return take_digest(&words[1], l->compose, err);
	case LOCK_SYSROOT:
		return take_digest(&words[1], l->sysroot, err);
	case LOCK_PART:
		return parse_part(p, line, err);
	default:
		return parse_tool(line, l, err);
	}
}

static int parse_all(struct parser *p, struct err *err)
{
	const struct scan_line *line;
	struct recipe_place end;
	int rc;

	while ((rc = scanner_next(p->scanner, &line, err)) > 0) {
		int key = keys_find(LOCK_KEYS, ARRAY_LEN(LOCK_KEYS), &p->seen, line, err);

		if (key < 0 || parse_line(p, key, line, err) < 0)
			return -1;
	}
	if (rc < 0)
		return -1;
	end = scanner_place(p->scanner);
	if (keys_finish(LOCK_KEYS, ARRAY_LEN(LOCK_KEYS), &p->seen, &end, "the lock file", err) < 0)
		return -1;
	if (p->lock->part_count == 0)
		return scan_error(err, &end, "expected: part NAME {", "the lock file has no part");
	return 0;
}

int lockfile_parse(const char *text, size_t len, const char *file, struct lockfile **out,
		   struct err *err)
{
	struct parser p = { .lock = xcalloc(1, sizeof(*p.lock)) };
	int rc;

	*out = NULL;
	p.lock->file = xstrdup(file);
	p.scanner = scanner_new(text, len, p.lock->file);
	rc = parse_all(&p, err);
	scanner_free(p.scanner);
	if (rc < 0)
		lockfile_free(p.lock);
	else
		*out = p.lock;
	return rc;
}

int lockfile_read(const char *path, struct lockfile **out, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;

	if (file_read(AT_FDCWD, path, SCANNER_MAX_BYTES, &text, err) < 0)
		return -1;
	return lockfile_parse(text.data, text.len, path, out, err);
}
