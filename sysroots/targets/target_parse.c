/* Reading target files. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/targets/target.h"

#include <fcntl.h>
#include <string.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "recipes/keys.h"
#include "recipes/scanner.h"

enum target_key {
	TARGET_TARGET,
	TARGET_ALIAS,
	TARGET_SUMMARY,
	TARGET_ARCH,
	TARGET_CPU,
	TARGET_LIBC,
	TARGET_LINUX,
	TARGET_PART,
	TARGET_LIBRARY,
};

static const struct key TARGET_KEYS[] = {
	[TARGET_TARGET] = { "target", "target NAME", 1, 1, KEY_FIRST },
	[TARGET_ALIAS] = { "alias", "alias NAME...", 1, 16, KEY_ONCE },
	[TARGET_SUMMARY] = { "summary", "summary \"TEXT\"", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[TARGET_ARCH] = { "arch", "arch ARCH...", 1, 8, KEY_ONCE | KEY_REQUIRED },
	[TARGET_CPU] = { "cpu", "cpu LEVEL...", 1, 8, KEY_ONCE },
	[TARGET_LIBC] = { "libc", "libc glibc|musl VERSION", 2, 2, KEY_ONCE | KEY_REQUIRED },
	[TARGET_LINUX] = { "linux", "linux VERSION [ARCH...]", 1, 9, KEY_REQUIRED },
	[TARGET_PART] = { "part", "part NAME RECIPE...", 2, 32, KEY_REQUIRED },
	[TARGET_LIBRARY] = { "library", "library NAME RECIPE...", 2, 32, 0 },
};

/* No +, which parts a target's name from its libraries'. */
static bool is_target_name(const char *s)
{
	return scan_is_name(s, ".-_");
}

static bool is_part_name(const char *s)
{
	return scan_is_name(s, "-_");
}

static int parse_part(struct target *t, const struct scan_line *line, bool library, struct err *err)
{
	const struct scan_word *name = &line->words[1];
	struct target_part *part;

	if (!is_part_name(name->text))
		return scan_error(err, &name->place, "expected letters, digits, - _",
				  "invalid part name '%s'", name->text);
	if (target_find_part(t, name->text))
		return scan_error(err, &name->place, "name all its recipes on one line",
				  "duplicate part '%s'", name->text);
	part = target_add_part(t, name->text, library);
	part->place = name->place;
	for (size_t i = 2; i < line->count; i++) {
		const struct scan_word *recipe = &line->words[i];

		if (!scan_is_name(recipe->text, ".-+_"))
			return scan_error(err, &recipe->place, "expected letters, digits, . - + _",
					  "invalid recipe name '%s'", recipe->text);
		if (strv_contains(&part->recipes, recipe->text))
			return scan_error(err, &recipe->place, "name it once",
					  "'%s' is named twice", recipe->text);
		strv_add(&part->recipes, recipe->text);
	}
	return 0;
}

static int parse_one_of(const struct scan_word *word, const char *what, const char *words,
			struct err *err)
{
	AUTOSTRV struct strv known = STRV_INIT;

	strv_split(&known, words, " ");
	return strv_contains(&known, word->text) ? 0 : scan_unknown(err, word, what, &known);
}

static int check_name(const struct scan_word *word, bool (*valid)(const char *), struct err *err)
{
	if (valid(word->text))
		return 0;
	return scan_error(err, &word->place, "expected letters, digits, . - _", "invalid name '%s'",
			  word->text);
}

/* Are the words from the first on architectures that targets can have? */
static int check_archs(const struct scan_line *line, size_t first, struct err *err)
{
	AUTOSTRV struct strv known = STRV_INIT;

	machine_names(&known);
	for (size_t i = first; i < line->count; i++)
		if (!machine_find(line->words[i].text))
			return scan_unknown(err, &line->words[i], "architecture", &known);
	return 0;
}

static int parse_cpus(struct target *t, const struct scan_line *line, struct err *err)
{
	for (size_t i = 1; i < line->count; i++) {
		const struct scan_word *word = &line->words[i];
		const struct machine *m = machine_of_level(word->text);

		if (!m)
			return scan_error(err, &word->place,
					  "expected x86-64-v2, armv8.2-a or the like",
					  "unknown CPU level '%s'", word->text);
		for (size_t k = 0; k < t->cpus.len; k++)
			if (machine_of_level(t->cpus.items[k]) == m)
				return scan_error(err, &word->place,
						  "name one for each architecture",
						  "'%s' and '%s' are both CPU levels of %s",
						  t->cpus.items[k], word->text, m->arch);
		strv_add(&t->cpus, word->text);
	}
	return 0;
}

static int parse_linux(struct target *t, const struct scan_line *line, struct err *err)
{
	const struct scan_word *version = &line->words[1];
	struct target_linux *l;

	if (check_name(version, is_target_name, err) < 0 || check_archs(line, 2, err) < 0)
		return -1;
	t->linuxes = xreallocarray(t->linuxes, t->linux_count + 1, sizeof(*t->linuxes));
	l = &t->linuxes[t->linux_count++];
	*l = (struct target_linux){ .version = xstrdup(version->text) };
	for (size_t i = 2; i < line->count; i++)
		strv_add(&l->archs, line->words[i].text);
	return 0;
}

static int parse_line(struct target *t, enum target_key key, const struct scan_line *line,
		      struct err *err)
{
	const struct scan_word *value = &line->words[1];

	switch (key) {
	case TARGET_TARGET:
		if (check_name(value, is_target_name, err) < 0 ||
		    keys_match_file(value, ".target", err) < 0)
			return -1;
		t->name = xstrdup(value->text);
		t->base = xstrdup(value->text);
		return 0;
	case TARGET_ALIAS:
		for (size_t i = 1; i < line->count; i++) {
			if (check_name(&line->words[i], is_target_name, err) < 0)
				return -1;
			if (strcmp(line->words[i].text, t->name) == 0)
				return scan_error(err, &line->words[i].place, "remove it",
						  "'%s' is the target's name, not an alias",
						  t->name);
		}
		return keys_take_list(line, &t->aliases, err);
	case TARGET_SUMMARY:
		if (!value->text[0] || strlen(value->text) > 120)
			return scan_error(err, &value->place,
					  "expected one line of at most 120 bytes",
					  "invalid summary");
		t->summary = xstrdup(value->text);
		return 0;
	case TARGET_ARCH:
		return check_archs(line, 1, err) < 0 ? -1 : keys_take_list(line, &t->archs, err);
	case TARGET_CPU:
		return parse_cpus(t, line, err);
	case TARGET_LIBC:
		if (parse_one_of(value, "C library", "glibc musl", err) < 0 ||
		    check_name(&line->words[2], is_target_name, err) < 0)
			return -1;
		t->libc = xstrdup(value->text);
		t->libc_version = xstrdup(line->words[2].text);
		return 0;
	case TARGET_LINUX:
		return parse_linux(t, line, err);
	default:
		return parse_part(t, line, key == TARGET_LIBRARY, err);
	}
}

/* How many "linux" lines hold for an architecture. */
static size_t count_linux(const struct target *t, const char *arch)
{
	size_t n = 0;

	for (size_t i = 0; i < t->linux_count; i++)
		n += !t->linuxes[i].archs.len || strv_contains(&t->linuxes[i].archs, arch);
	return n;
}

static int check_whole(struct target *t, const struct keys_seen *seen, struct err *err)
{
	static const char *const must[] = { "libc", "linux-headers" };

	for (size_t i = 0; i < ARRAY_LEN(must); i++) {
		const struct target_part *part = target_find_part(t, must[i]);
		AUTOFREE char *hint = xasprintf("expected: part %s RECIPE...", must[i]);

		if (!part || part->library)
			return scan_error(err, &seen->at[TARGET_TARGET], hint,
					  "target '%s' does not have the part '%s'", t->name,
					  must[i]);
	}
	for (size_t i = 0; i < t->archs.len; i++) {
		size_t n = count_linux(t, t->archs.items[i]);

		if (n != 1)
			return scan_error(err, &seen->at[TARGET_LINUX],
					  "expected one line 'linux VERSION [ARCH...]' for each",
					  "%s of kernel headers for %s",
					  n ? "two versions" : "no version", t->archs.items[i]);
	}
	for (size_t i = 0; i < t->cpus.len; i++) {
		const char *arch = machine_of_level(t->cpus.items[i])->arch;

		if (!strv_contains(&t->archs, arch))
			return scan_error(err, &seen->at[TARGET_CPU], "see the line 'arch'",
					  "'%s' is a CPU level of %s, which '%s' does not support",
					  t->cpus.items[i], arch, t->name);
	}
	target_sort_parts(t);
	return 0;
}

static int parse_all(struct scanner *s, struct target *t, struct err *err)
{
	struct keys_seen seen = { 0 };
	const struct scan_line *line;
	int rc;

	while ((rc = scanner_next(s, &line, err)) > 0) {
		int key = keys_find(TARGET_KEYS, ARRAY_LEN(TARGET_KEYS), &seen, line, err);

		if (key < 0 || parse_line(t, (enum target_key)key, line, err) < 0)
			return -1;
	}
	if (rc < 0)
		return -1;
	if (!t->name) {
		struct recipe_place end = scanner_place(s);

		return scan_error(err, &end, "expected: target NAME", "the file has no target");
	}
	if (keys_finish(TARGET_KEYS, ARRAY_LEN(TARGET_KEYS), &seen, &seen.at[TARGET_TARGET],
			"the target", err) < 0)
		return -1;
	return check_whole(t, &seen, err);
}

int target_parse_file(const char *path, struct target **out, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	struct target *t;
	struct scanner *s;
	int rc;

	*out = NULL;
	if (file_read(AT_FDCWD, path, SCANNER_MAX_BYTES, &text, err) < 0)
		return -1;
	t = xcalloc(1, sizeof(*t));
	t->file = xstrdup(path);
	s = scanner_new(text.data, text.len, t->file);
	rc = parse_all(s, t, err);
	scanner_free(s);
	if (rc < 0) {
		target_free(t);
		return -1;
	}
	*out = t;
	return 0;
}
