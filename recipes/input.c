/* The block of a recipe that describes one input. */
/* SPDX-License-Identifier: MIT */
#include "recipes/input.h"

#include <stdlib.h>
#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/decimal.h"
#include "builder/base/file.h"
#include "builder/base/plain.h"
#include "recipes/keys.h"
#include "recipes/recipe_origin.h"

#define MAX_STRIP 16

enum { INPUT_SHA256, INPUT_SIZE, INPUT_FROM, INPUT_UNPACK, INPUT_INNER, INPUT_ONLY };

static const struct key INPUT_KEYS[] = {
	[INPUT_SHA256] = { "sha256", "sha256 DIGEST", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[INPUT_SIZE] = { "size", "size BYTES", 1, 1, KEY_ONCE },
	[INPUT_FROM] = { "from", "from https|apt|apt-source|npm|file WORD...", 2, 4, KEY_REQUIRED },
	[INPUT_UNPACK] = { "unpack", "unpack none, or unpack FOLDER [strip N]", 1, 3, KEY_ONCE },
	[INPUT_INNER] = { "inner", "inner PATTERN...", 1, 4, KEY_ONCE },
	[INPUT_ONLY] = { "only", "only PATTERN...", 1, KEYS_ANY, 0 },
};

static int parse_unpack(const struct scan_line *line, struct recipe_input *in, struct err *err)
{
	const char *folder = line->words[1].text;
	const char *usage = "expected: unpack none, or unpack FOLDER [strip N]";
	uint64_t strip = 0;

	if (line->count == 3 || (line->count == 4 && strcmp(line->words[2].text, "strip") != 0))
		return scan_error(err, &line->words[2].place, usage, "unexpected word '%s'",
				  line->words[2].text);
	if (line->count == 4 && !decimal_parse(line->words[3].text, MAX_STRIP, &strip))
		return scan_error(err, &line->words[3].place, "expected 0 to 16",
				  "invalid number of components '%s'", line->words[3].text);
	in->strip = (unsigned)strip;
	if (strcmp(folder, "none") == 0) {
		if (line->count == 4)
			return scan_error(err, &line->words[2].place, usage,
					  "'strip' for an input that is not unpacked");
		return 0;
	}
	if (strcmp(folder, ".") != 0 && !path_is_safe(folder))
		return scan_error(err, &line->words[1].place,
				  "expected . or a directory below the source root, without ..",
				  "invalid directory '%s'", folder);
	in->unpack_dir = xstrdup(folder);
	return 0;
}

static int parse_patterns(const struct scan_line *line, struct strv *list, struct err *err)
{
	for (size_t i = 1; i < line->count; i++)
		if (keys_check_pattern(&line->words[i], err) < 0)
			return -1;
	return keys_take_list(line, list, err);
}

static int parse_line(int key, const struct scan_line *line, struct recipe_input *in,
		      struct err *err)
{
	switch (key) {
	case INPUT_SHA256:
		if (!sha256_is_hex(line->words[1].text))
			return scan_error(err, &line->words[1].place,
					  "expected 64 digits of 0-9 and a-f",
					  "invalid sha256 '%s'", line->words[1].text);
		memcpy(in->sha256, line->words[1].text, SHA256_HEX);
		return 0;
	case INPUT_SIZE:
		if (!decimal_parse(line->words[1].text, RECIPE_MAX_INPUT, &in->size) ||
		    in->size == 0)
			return scan_error(err, &line->words[1].place,
					  "expected bytes, from 1 to 4294967296; leave the line "
					  "out if the size is not known",
					  "invalid size '%s'", line->words[1].text);
		return 0;
	case INPUT_FROM:
		return recipe_origin_parse(line, in, err);
	case INPUT_UNPACK:
		return parse_unpack(line, in, err);
	case INPUT_INNER:
		return parse_patterns(line, &in->inner, err);
	default:
		return parse_patterns(line, &in->only, err);
	}
}

static int finish(const struct keys_seen *seen, struct recipe_input *in, struct err *err)
{
	AUTOFREE char *what = xasprintf("input '%s'", in->name);

	if (keys_finish(INPUT_KEYS, ARRAY_LEN(INPUT_KEYS), seen, &in->place, what, err) < 0)
		return -1;
	if (seen->at[INPUT_UNPACK].line == 0)
		in->unpack_dir = xstrdup(".");
	if (!in->unpack_dir && (in->inner.len || in->only.len))
		return scan_error(err, &seen->at[in->inner.len ? INPUT_INNER : INPUT_ONLY],
				  "remove it, or the line 'unpack none'",
				  "'%s' for an input that is not unpacked",
				  in->inner.len ? "inner" : "only");
	return 0;
}

int input_parse(struct scanner *s, const struct scan_line *head, struct recipe_input *out,
		struct err *err)
{
	struct keys_seen seen = { 0 };
	const struct scan_line *line;
	int rc;

	out->place = head->words[1].place;
	if (!origin_is_file_name(head->words[1].text))
		return scan_error(err, &out->place, "expected a file name without a slash",
				  "invalid input name '%s'", head->words[1].text);
	out->name = xstrdup(head->words[1].text);
	while ((rc = scanner_next(s, &line, err)) > 0) {
		int key;

		if (line->closes)
			return finish(&seen, out, err);
		key = keys_find(INPUT_KEYS, ARRAY_LEN(INPUT_KEYS), &seen, line, err);
		if (key < 0 || parse_line(key, line, out, err) < 0)
			return -1;
	}
	if (rc == 0)
		scan_error(err, &out->place, "close it with a line that is just }",
			   "input '%s' is not closed", out->name);
	return -1;
}
