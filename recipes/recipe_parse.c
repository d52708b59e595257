/* From the text of a recipe to a checked struct recipe. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stddef.h>
#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "recipes/input.h"
#include "recipes/keys.h"
#include "recipes/machine.h"
#include "recipes/recipe.h"
#include "recipes/recipe_beside.h"
#include "recipes/recipe_names.h"
#include "recipes/recipe_origin.h"
#include "recipes/recipe_select.h"
#include "recipes/recipe_strip.h"
#include "recipes/scanner.h"

#define MAX_INPUTS 64
#define MAX_STEPS 64

enum recipe_key {
	RECIPE_RECIPE,
	RECIPE_PART,
	RECIPE_VERSION,
	RECIPE_SUMMARY,
	RECIPE_LICENSE,
	RECIPE_HOMEPAGE,
	RECIPE_FIDELITY,
	RECIPE_ARCH,
	RECIPE_CPU,
	RECIPE_NEEDS,
	RECIPE_TOOLS,
	RECIPE_PROVIDES,
	RECIPE_INPUT,
	RECIPE_PATCH,
	RECIPE_FILE,
	RECIPE_STEP,
	RECIPE_ROOT,
	RECIPE_KEEP,
	RECIPE_DROP,
	RECIPE_STRIP_DEBUG,
	RECIPE_DROP_SECTION,
};

static const struct key RECIPE_KEYS[] = {
	[RECIPE_RECIPE] = { "recipe", "recipe NAME", 1, 1, KEY_FIRST },
	[RECIPE_PART] = { "part", "part NAME", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[RECIPE_VERSION] = { "version", "version NUMBER", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[RECIPE_SUMMARY] = { "summary", "summary \"TEXT\"", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[RECIPE_LICENSE] = { "license", "license \"SPDX EXPRESSION\"", 1, 1,
			     KEY_ONCE | KEY_REQUIRED },
	[RECIPE_HOMEPAGE] = { "homepage", "homepage URL", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[RECIPE_FIDELITY] = { "fidelity", "fidelity distro|source|toolchain|abi", 1, 1,
			      KEY_ONCE | KEY_REQUIRED },
	[RECIPE_ARCH] = { "arch", "arch ARCH...", 1, 16, KEY_ONCE },
	[RECIPE_CPU] = { "cpu", "cpu LEVEL", 1, 1, KEY_ONCE },
	[RECIPE_NEEDS] = { "needs", "needs PART...", 1, 16, KEY_ONCE },
	[RECIPE_TOOLS] = { "tools", "tools PROGRAM...", 1, 64, KEY_ONCE },
	[RECIPE_PROVIDES] = { "provides",
			      "provides libc NAME VERSION, linux VERSION or library NAME VERSION",
			      2, 3, 0 },
	[RECIPE_INPUT] = { "input", "input FILE", 1, 1, KEY_BLOCK },
	[RECIPE_PATCH] = { "patch", "patch FILE [strip N]", 1, 3, 0 },
	[RECIPE_FILE] = { "file", "file FILE", 1, 1, 0 },
	[RECIPE_STEP] = { "step", "step NAME", 1, 1, KEY_BLOCK },
	[RECIPE_ROOT] = { "root", "root FOLDER", 1, 1, KEY_ONCE },
	[RECIPE_KEEP] = { "keep", "keep PATTERN...", 1, KEYS_ANY, 0 },
	[RECIPE_DROP] = { "drop", "drop PATTERN...", 1, KEYS_ANY, 0 },
	[RECIPE_STRIP_DEBUG] = { "strip-debug", "strip-debug PATTERN...", 1, KEYS_ANY, 0 },
	[RECIPE_DROP_SECTION] = { "drop-section", "drop-section NAME PATTERN...", 2, KEYS_ANY, 0 },
};

struct parser {
	struct scanner *scanner;
	struct recipe *r;
	const char *folder; /* NULL: files beside the recipe are not read */
	struct keys_seen seen;
};

static bool is_recipe_name(const char *s)
{
	return scan_is_name(s, ".-+_");
}

static bool is_summary(const char *s)
{
	return s[0] && strlen(s) <= 120;
}

static bool is_license(const char *s)
{
	return s[0] && strlen(s) <= 200 &&
	       s[strspn(s,
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-+() ")] ==
		       '\0';
}

/* The keys that are one text each: where it goes and what it may be. */
static const struct text_key {
	enum recipe_key key;
	size_t offset;
	bool (*valid)(const char *);
	const char *expected;
} TEXT_KEYS[] = {
	{ RECIPE_RECIPE, offsetof(struct recipe, name), is_recipe_name,
	  "expected letters, digits, . - + _" },
	{ RECIPE_PART, offsetof(struct recipe, part), recipe_part_is_name,
	  "expected letters, digits, - _" },
	{ RECIPE_VERSION, offsetof(struct recipe, version), recipe_version_is_valid,
	  "expected letters, digits, . - + ~ _" },
	{ RECIPE_SUMMARY, offsetof(struct recipe, summary), is_summary,
	  "expected one line of at most 120 bytes" },
	{ RECIPE_LICENSE, offsetof(struct recipe, license), is_license,
	  "expected an SPDX expression like \"LGPL-2.1-or-later AND MIT\"" },
	{ RECIPE_HOMEPAGE, offsetof(struct recipe, homepage), origin_is_https,
	  "expected an https:// URL" },
	{ RECIPE_ROOT, offsetof(struct recipe, root), path_is_safe,
	  "expected a directory of the unpacked tree, without .." },
};

static int parse_text(struct parser *p, const struct text_key *text, const struct scan_line *line,
		      struct err *err)
{
	const struct scan_word *value = &line->words[1];
	char **at = (char **)((char *)p->r + text->offset);

	if (!text->valid(value->text))
		return scan_error(err, &value->place, text->expected, "invalid %s '%s'",
				  line->words[0].text, value->text);
	if (text->key == RECIPE_RECIPE && keys_match_file(value, ".recipe", err) < 0)
		return -1;
	if (text->key == RECIPE_PART)
		p->r->part_place = value->place;
	*at = xstrdup(value->text);
	return 0;
}

static int parse_input(struct parser *p, const struct scan_line *line, struct err *err)
{
	struct recipe *r = p->r;
	struct recipe_input *input;

	if (r->input_count == MAX_INPUTS)
		return scan_error(err, &line->place, NULL, "more than %d inputs", MAX_INPUTS);
	r->inputs = xreallocarray(r->inputs, r->input_count + 1, sizeof(*r->inputs));
	input = &r->inputs[r->input_count++];
	memset(input, 0, sizeof(*input));
	if (input_parse(p->scanner, line, input, err) < 0)
		return -1;
	for (size_t i = 0; i + 1 < r->input_count; i++) {
		if (strcmp(r->inputs[i].name, input->name) == 0)
			return scan_error(err, &input->place, "name each input once",
					  "duplicate input '%s'", input->name);
		if (strcmp(r->inputs[i].sha256, input->sha256) == 0)
			return scan_error(err, &input->place, "check the digests",
					  "input '%s' has the sha256 of '%s'", input->name,
					  r->inputs[i].name);
	}
	return 0;
}

static int parse_step(struct parser *p, const struct scan_line *line, struct err *err)
{
	struct recipe *r = p->r;
	const struct scan_word *name = &line->words[1];
	struct recipe_step *step;

	if (!recipe_part_is_name(name->text))
		return scan_error(err, &name->place, "expected letters, digits, - _",
				  "invalid step name '%s'", name->text);
	for (size_t i = 0; i < r->step_count; i++)
		if (strcmp(r->steps[i].name, name->text) == 0)
			return scan_error(err, &name->place, "name each step once",
					  "duplicate step '%s'", name->text);
	if (r->step_count == MAX_STEPS)
		return scan_error(err, &line->place, NULL, "more than %d steps", MAX_STEPS);
	r->steps = xreallocarray(r->steps, r->step_count + 1, sizeof(*r->steps));
	step = &r->steps[r->step_count++];
	*step = (struct recipe_step){ .name = xstrdup(name->text), .place = name->place };
	if (scanner_raw_block(p->scanner, &step->script, &step->script_line, err) < 0)
		return -1;
	if (step->script[strspn(step->script, " \t\n")] == '\0')
		return scan_error(err, &step->place, "write shell commands in it, or remove it",
				  "step '%s' is empty", step->name);
	return 0;
}

static int parse_line(struct parser *p, enum recipe_key key, const struct scan_line *line,
		      struct err *err)
{
	struct recipe *r = p->r;

	for (size_t i = 0; i < ARRAY_LEN(TEXT_KEYS); i++)
		if (TEXT_KEYS[i].key == key)
			return parse_text(p, &TEXT_KEYS[i], line, err);
	switch (key) {
	case RECIPE_FIDELITY:
		if (recipe_word_check(line, "fidelity", "distro source toolchain abi", err) < 0)
			return -1;
		r->fidelity = xstrdup(line->words[1].text);
		return 0;
	case RECIPE_ARCH:
		return recipe_archs_parse(line, &r->archs, err);
	case RECIPE_CPU:
		if (!machine_of_level(line->words[1].text))
			return scan_error(err, &line->words[1].place,
					  "expected x86-64-v2, armv8.2-a or the like",
					  "unknown CPU level '%s'", line->words[1].text);
		r->cpu = xstrdup(line->words[1].text);
		return 0;
	case RECIPE_NEEDS:
		return recipe_names_parse(line, &r->needs, recipe_part_is_name, "part", err);
	case RECIPE_TOOLS:
		return recipe_names_parse(line, &r->tools, recipe_program_is_name, "program", err);
	case RECIPE_PROVIDES:
		return recipe_provides_parse(r, line, err);
	case RECIPE_INPUT:
		return parse_input(p, line, err);
	case RECIPE_PATCH:
		return recipe_beside_parse(p->folder, line, &r->patches, &r->patch_count, "patch",
					   err);
	case RECIPE_FILE:
		return recipe_beside_parse(p->folder, line, &r->files, &r->file_count, "file", err);
	case RECIPE_STEP:
		return parse_step(p, line, err);
	case RECIPE_STRIP_DEBUG:
	case RECIPE_DROP_SECTION:
		return recipe_strip_parse(r, line, key == RECIPE_STRIP_DEBUG, err);
	default:
		return recipe_select_parse(r, line, key == RECIPE_KEEP, err);
	}
}

/* Does the recipe provide a fact of this kind ("libc")? */
static bool provides_any(const struct recipe *r, const char *fact)
{
	for (size_t i = 0; i < r->provides.len; i++)
		if (strncmp(r->provides.items[i], fact, strlen(fact)) == 0 &&
		    r->provides.items[i][strlen(fact)] == ' ')
			return true;
	return false;
}

/* What only the whole recipe can tell. */
static int check_whole(const struct parser *p, struct err *err)
{
	const struct recipe *r = p->r;
	const struct recipe_place *at = p->seen.at;
	const char *fact = strcmp(r->part, "libc") == 0            ? "libc"
			   : strcmp(r->part, "linux-headers") == 0 ? "linux"
								   : NULL;

	if (r->input_count == 0 && r->file_count == 0)
		return scan_error(err, &at[RECIPE_RECIPE], "expected at least one input or file",
				  "recipe '%s' has no inputs and no files", r->name);
	if (r->step_count && r->tools.len == 0)
		return scan_error(err, &at[RECIPE_STEP],
				  "name the host programs that they run: tools gcc make",
				  "steps without 'tools'");
	if (r->step_count == 0 && r->tools.len)
		return scan_error(err, &at[RECIPE_TOOLS], "remove it, or write a step",
				  "'tools' without a step that runs them");
	if (r->step_count == 0 && r->needs.len)
		return scan_error(err, &at[RECIPE_NEEDS], "remove it, or write a step",
				  "'needs' without a step that uses them");
	if (r->step_count && r->root)
		return scan_error(err, &at[RECIPE_ROOT],
				  "with steps, the tree is what they install into $DESTDIR",
				  "'root' in a recipe with steps");
	if (r->cpu &&
	    (r->archs.len != 1 || strcmp(r->archs.items[0], machine_of_level(r->cpu)->arch) != 0))
		return scan_error(err, &at[RECIPE_CPU], "name its architecture: arch ARCH",
				  "'%s' is a CPU level of %s only", r->cpu,
				  machine_of_level(r->cpu)->arch);
	if (strv_contains(&r->needs, r->part))
		return scan_error(err, &at[RECIPE_NEEDS], "remove it", "part '%s' needs itself",
				  r->part);
	if (fact && !provides_any(r, fact))
		return scan_error(err, &at[RECIPE_PART],
				  strcmp(fact, "libc") == 0 ? "expected: provides libc NAME VERSION"
							    : "expected: provides linux VERSION",
				  "part '%s' without 'provides %s'", r->part, fact);
	return 0;
}

static int parse_all(struct parser *p, struct err *err)
{
	const struct scan_line *line;
	int rc;

	while ((rc = scanner_next(p->scanner, &line, err)) > 0) {
		int key = keys_find(RECIPE_KEYS, ARRAY_LEN(RECIPE_KEYS), &p->seen, line, err);

		if (key < 0 || parse_line(p, (enum recipe_key)key, line, err) < 0)
			return -1;
	}
	if (rc < 0)
		return -1;
	if (p->seen.at[RECIPE_RECIPE].line == 0) {
		struct recipe_place end = scanner_place(p->scanner);

		return scan_error(err, &end, "expected: recipe NAME", "the file has no recipe");
	}
	if (keys_finish(RECIPE_KEYS, ARRAY_LEN(RECIPE_KEYS), &p->seen, &p->seen.at[RECIPE_RECIPE],
			"the recipe", err) < 0 ||
	    check_whole(p, err) < 0)
		return -1;
	if (!p->r->root)
		p->r->root = xstrdup("");
	return 0;
}

int recipe_parse(const char *text, size_t len, const char *file, const char *folder,
		 struct recipe **out, struct err *err)
{
	struct recipe *r = xcalloc(1, sizeof(*r));
	struct parser p = { .r = r, .folder = folder };
	int rc;

	*out = NULL;
	r->file = xstrdup(file);
	r->folder = xstrdup(folder ? folder : "");
	p.scanner = scanner_new(text, len, r->file);
	rc = parse_all(&p, err);
	scanner_free(p.scanner);
	if (rc < 0) {
		recipe_free(r);
		return -1;
	}
	*out = r;
	return 0;
}

int recipe_parse_file(const char *path, struct recipe **out, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	const char *base = path_basename(path);
	AUTOFREE char *folder =
		base == path ? xstrdup(".") : xstrndup(path, (size_t)(base - path - 1));

	*out = NULL;
	/* Two bytes more than is allowed, so that the parser says it with the place. */
	if (file_read(AT_FDCWD, path, SCANNER_MAX_BYTES + 2, &text, err) < 0)
		return -1;
	return recipe_parse(text.data, text.len, path, folder[0] ? folder : "/", out, err);
}
