/* From the text of a recipe to a checked struct recipe. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/decimal.h"
#include "builder/base/file.h"
#include "recipes/input.h"
#include "recipes/keys.h"
#include "recipes/machine.h"
#include "recipes/pattern.h"
#include "recipes/recipe.h"
#include "recipes/recipe_strip.h"
#include "recipes/scanner.h"

#define MAX_INPUTS 64
#define MAX_FILES 64 /* and as many patches */
#define MAX_STEPS 64
#define MAX_SELECTS 512
#define MAX_PATCH_STRIP 16

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

/* A part's name is typed behind a + of a target's, so it has none itself. */
static bool is_part(const char *s)
{
	return scan_is_name(s, "-_");
}

static bool is_version(const char *s)
{
	return scan_is_name(s, ".-+~_");
}

static bool is_program(const char *s)
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
	{ RECIPE_PART, offsetof(struct recipe, part), is_part, "expected letters, digits, - _" },
	{ RECIPE_VERSION, offsetof(struct recipe, version), is_version,
	  "expected letters, digits, . - + ~ _" },
	{ RECIPE_SUMMARY, offsetof(struct recipe, summary), is_summary,
	  "expected one line of at most 120 bytes" },
	{ RECIPE_LICENSE, offsetof(struct recipe, license), is_license,
	  "expected an SPDX expression like \"LGPL-2.1-or-later AND MIT\"" },
	{ RECIPE_HOMEPAGE, offsetof(struct recipe, homepage), input_is_https,
	  "expected an https:// URL" },
	{ RECIPE_ROOT, offsetof(struct recipe, root), path_is_safe,
	  "expected a folder of the unpacked tree, without .." },
};

static int parse_text(struct parser *p, const struct text_key *text, const struct scan_line *line,
		      struct err *err)
{
	const struct scan_word *value = &line->words[1];
	char **at = (char **)((char *)p->r + text->offset);

	if (!text->valid(value->text))
		return scan_error(err, &value->place, text->expected, "bad %s '%s'",
				  line->words[0].text, value->text);
	if (text->key == RECIPE_RECIPE && keys_match_file(value, ".recipe", err) < 0)
		return -1;
	if (text->key == RECIPE_PART)
		p->r->part_place = value->place;
	*at = xstrdup(value->text);
	return 0;
}

static int check_known(const struct scan_line *line, const char *what, const struct strv *known,
		       struct err *err)
{
	for (size_t i = 1; i < line->count; i++)
		if (!strv_contains(known, line->words[i].text))
			return scan_unknown(err, &line->words[i], what, known);
	return 0;
}

static int parse_one_of(const struct scan_line *line, const char *what, const char *words,
			struct err *err)
{
	AUTOSTRV struct strv known = STRV_INIT;

	strv_split(&known, words, " ");
	return check_known(line, what, &known, err);
}

static int parse_archs(const struct scan_line *line, struct strv *archs, struct err *err)
{
	AUTOSTRV struct strv known = STRV_INIT;

	machine_recipe_names(&known);
	if (check_known(line, "architecture", &known, err) < 0)
		return -1;
	return keys_take_list(line, archs, err);
}

static int parse_names(const struct scan_line *line, struct strv *list, bool (*valid)(const char *),
		       const char *what, struct err *err)
{
	for (size_t i = 1; i < line->count; i++)
		if (!valid(line->words[i].text))
			return scan_error(err, &line->words[i].place,
					  "expected letters, digits and - _",
					  "bad name of a %s '%s'", what, line->words[i].text);
	return keys_take_list(line, list, err);
}

static int parse_provides(struct parser *p, const struct scan_line *line, struct err *err)
{
	AUTOSTRV struct strv known = STRV_INIT;
	const char *fact = line->words[1].text;
	size_t words = strcmp(fact, "linux") == 0 ? 2 : 3;
	AUTOBUF struct buf text = BUF_INIT;

	strv_split(&known, "libc linux library", " ");
	if (!strv_contains(&known, fact))
		return scan_unknown(err, &line->words[1], "fact", &known);
	if (line->count - 1 != words)
		return scan_error(err, &line->words[1].place,
				  words == 2 ? "expected: provides linux VERSION"
					     : "expected: provides libc|library NAME VERSION",
				  "%zu words behind 'provides %s', not %zu", line->count - 2, fact,
				  words - 1);
	for (size_t i = 1; i < line->count; i++) {
		if (!is_version(line->words[i].text))
			return scan_error(err, &line->words[i].place,
					  "expected letters, digits, . - + ~ _",
					  "bad word '%s' behind 'provides'", line->words[i].text);
		buf_addf(&text, "%s%s", i > 1 ? " " : "", line->words[i].text);
	}
	if (strv_contains(&p->r->provides, text.data))
		return scan_error(err, &line->place, "say it once", "'%s' is provided twice",
				  text.data);
	strv_add(&p->r->provides, text.data);
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
					  "input '%s' is there already", input->name);
		if (strcmp(r->inputs[i].sha256, input->sha256) == 0)
			return scan_error(err, &input->place, "check the digests",
					  "input '%s' has the sha256 of '%s'", input->name,
					  r->inputs[i].name);
	}
	return 0;
}

/*
 * Hash the file that a recipe names beside it. Links are followed, but what
 * they lead to must be in the folder too: a recipe reads nothing else.
 */
static int hash_beside(const struct parser *p, struct recipe_file *file, const char *what,
		       struct err *err)
{
	AUTOFREE char *path = path_join(p->folder, file->name);
	AUTOFREE char *hint = xasprintf("expected it in '%s'", p->folder);
	AUTOFREE char *folder = realpath(p->folder, NULL);
	AUTOFREE char *real = folder ? realpath(path, NULL) : NULL; /* last: errno is read */
	size_t len = folder ? strlen(folder) : 0;
	struct stat st;

	if (!real && folder && (errno == ENOENT || errno == ENOTDIR))
		return scan_error(err, &file->place, hint, "%s '%s' is missing", what, file->name);
	if (!real)
		return err_sys(err, "cannot find '%s'", path);
	if (len > 1 && (strncmp(real, folder, len) != 0 || real[len] != '/'))
		return scan_error(err, &file->place, hint,
				  "%s '%s' leads out of the recipe's folder", what, file->name);
	if (stat(real, &st) < 0)
		return err_sys(err, "cannot read '%s'", path);
	if (!S_ISREG(st.st_mode))
		return scan_error(err, &file->place, hint, "%s '%s' is no regular file", what,
				  file->name);
	return sha256_file(AT_FDCWD, real, file->sha256, NULL, err);
}

static int parse_beside(struct parser *p, const struct scan_line *line, struct recipe_file **files,
			size_t *count, const char *what, struct err *err)
{
	const struct scan_word *name = &line->words[1];
	struct recipe_file *file;
	unsigned strip = 1;

	if (!path_is_safe(name->text))
		return scan_error(err, &name->place, "expected a path below the recipe's folder",
				  "%s '%s' leaves the recipe's folder", what, name->text);
	for (size_t i = 0; i < *count; i++)
		if (strcmp((*files)[i].name, name->text) == 0)
			return scan_error(err, &name->place, "name it once",
					  "%s '%s' is there already", what, name->text);
	if (line->count == 3 || (line->count == 4 && strcmp(line->words[2].text, "strip") != 0))
		return scan_error(err, &line->words[2].place, "expected: patch FILE [strip N]",
				  "unexpected word '%s'", line->words[2].text);
	if (line->count == 4) {
		uint64_t n;

		if (!decimal_parse(line->words[3].text, MAX_PATCH_STRIP, &n))
			return scan_error(err, &line->words[3].place, "expected 0 to 16",
					  "bad number of components '%s'", line->words[3].text);
		strip = (unsigned)n;
	}
	if (*count == MAX_FILES)
		return scan_error(err, &line->place, NULL, "more than %d times '%s'", MAX_FILES,
				  what);
	*files = xreallocarray(*files, *count + 1, sizeof(**files));
	file = &(*files)[(*count)++];
	*file = (struct recipe_file){ .name = xstrdup(name->text),
				      .strip = strip,
				      .place = name->place };
	return p->folder ? hash_beside(p, file, what, err) : 0;
}

static int parse_step(struct parser *p, const struct scan_line *line, struct err *err)
{
	struct recipe *r = p->r;
	const struct scan_word *name = &line->words[1];
	struct recipe_step *step;

	if (!is_part(name->text))
		return scan_error(err, &name->place, "expected letters, digits, - _",
				  "bad name of a step '%s'", name->text);
	for (size_t i = 0; i < r->step_count; i++)
		if (strcmp(r->steps[i].name, name->text) == 0)
			return scan_error(err, &name->place, "name each step once",
					  "step '%s' is there already", name->text);
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

static int parse_selects(struct parser *p, const struct scan_line *line, bool keep, struct err *err)
{
	struct recipe *r = p->r;

	for (size_t i = 1; i < line->count; i++) {
		const struct scan_word *pattern = &line->words[i];

		if (!pattern_is_valid(pattern->text))
			return scan_error(err, &pattern->place,
					  "expected a relative path, perhaps with *, ? and **",
					  "bad pattern '%s'", pattern->text);
		if (r->select_count == MAX_SELECTS)
			return scan_error(err, &pattern->place, NULL, "more than %d patterns",
					  MAX_SELECTS);
		r->selects = xreallocarray(r->selects, r->select_count + 1, sizeof(*r->selects));
		r->selects[r->select_count++] = (struct recipe_select){
			.keep = keep, .pattern = xstrdup(pattern->text), .place = pattern->place
		};
	}
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
		if (parse_one_of(line, "fidelity", "distro source toolchain abi", err) < 0)
			return -1;
		r->fidelity = xstrdup(line->words[1].text);
		return 0;
	case RECIPE_ARCH:
		return parse_archs(line, &r->archs, err);
	case RECIPE_CPU:
		if (!machine_of_level(line->words[1].text))
			return scan_error(err, &line->words[1].place,
					  "expected x86-64-v2, armv8.2-a or the like",
					  "unknown CPU level '%s'", line->words[1].text);
		r->cpu = xstrdup(line->words[1].text);
		return 0;
	case RECIPE_NEEDS:
		return parse_names(line, &r->needs, is_part, "part", err);
	case RECIPE_TOOLS:
		return parse_names(line, &r->tools, is_program, "program", err);
	case RECIPE_PROVIDES:
		return parse_provides(p, line, err);
	case RECIPE_INPUT:
		return parse_input(p, line, err);
	case RECIPE_PATCH:
		return parse_beside(p, line, &r->patches, &r->patch_count, "patch", err);
	case RECIPE_FILE:
		return parse_beside(p, line, &r->files, &r->file_count, "file", err);
	case RECIPE_STEP:
		return parse_step(p, line, err);
	case RECIPE_STRIP_DEBUG:
	case RECIPE_DROP_SECTION:
		return recipe_strip_parse(r, line, key == RECIPE_STRIP_DEBUG, err);
	default:
		return parse_selects(p, line, key == RECIPE_KEEP, err);
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
				  "recipe '%s' has nothing to be made from", r->name);
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
				  "with steps, what they put into $DESTDIR is the tree",
				  "'root' in a recipe with steps");
	if (r->cpu &&
	    (r->archs.len != 1 || strcmp(r->archs.items[0], machine_of_level(r->cpu)->arch) != 0))
		return scan_error(err, &at[RECIPE_CPU], "say for which it is: arch ARCH",
				  "'%s' is a level of %s alone", r->cpu,
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
