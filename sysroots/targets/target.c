/* Targets: named baselines, one file each, and how a name is understood. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/targets/target.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <assert.h>
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
	TARGET_TRIPLE,
	TARGET_LIBC,
	TARGET_LINUX,
	TARGET_PART,
	TARGET_LIBRARY,
};

static const struct key TARGET_KEYS[] = {
	[TARGET_TARGET] = { "target", "target NAME", 1, 1, KEY_FIRST },
	[TARGET_ALIAS] = { "alias", "alias NAME...", 1, 16, KEY_ONCE },
	[TARGET_SUMMARY] = { "summary", "summary \"TEXT\"", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[TARGET_ARCH] = { "arch", "arch ARCH", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[TARGET_TRIPLE] = { "triple", "triple ARCH-OS-ABI", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[TARGET_LIBC] = { "libc", "libc glibc|musl VERSION", 2, 2, KEY_ONCE | KEY_REQUIRED },
	[TARGET_LINUX] = { "linux", "linux VERSION", 1, 1, KEY_ONCE | KEY_REQUIRED },
	[TARGET_PART] = { "part", "part NAME RECIPE...", 2, 32, KEY_REQUIRED },
	[TARGET_LIBRARY] = { "library", "library NAME RECIPE...", 2, 32, 0 },
};

void target_free(struct target *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->part_count; i++) {
		free(t->parts[i].part);
		strv_release(&t->parts[i].recipes);
	}
	free(t->parts);
	strv_release(&t->aliases);
	free(t->name);
	free(t->base);
	free(t->summary);
	free(t->arch);
	free(t->triple);
	free(t->libc);
	free(t->libc_version);
	free(t->linux_version);
	free(t->file);
	free(t);
}

/* No +, which parts a target's name from its libraries'. */
static bool is_target_name(const char *s)
{
	return scan_is_name(s, ".-_");
}

static bool is_part_name(const char *s)
{
	return scan_is_name(s, "-_");
}

static struct target_part *find_part(struct target *t, const char *name)
{
	assert(t);
	for (size_t i = 0; i < t->part_count; i++)
		if (strcmp(t->parts[i].part, name) == 0)
			return &t->parts[i];
	return NULL;
}

static struct target_part *add_part(struct target *t, const char *name, bool library)
{
	struct target_part *part;

	t->parts = xreallocarray(t->parts, t->part_count + 1, sizeof(*t->parts));
	part = &t->parts[t->part_count++];
	*part = (struct target_part){ .part = xstrdup(name), .library = library };
	return part;
}

static int parse_part(struct target *t, const struct scan_line *line, bool library, struct err *err)
{
	const struct scan_word *name = &line->words[1];
	struct target_part *part;

	if (!is_part_name(name->text))
		return scan_error(err, &name->place, "expected letters, digits, - _",
				  "bad name of a part '%s'", name->text);
	if (find_part(t, name->text))
		return scan_error(err, &name->place, "name all its recipes on one line",
				  "part '%s' is there already", name->text);
	part = add_part(t, name->text, library);
	part->place = name->place;
	for (size_t i = 2; i < line->count; i++) {
		const struct scan_word *recipe = &line->words[i];

		if (!scan_is_name(recipe->text, ".-+_"))
			return scan_error(err, &recipe->place, "expected letters, digits, . - + _",
					  "bad name of a recipe '%s'", recipe->text);
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
	return scan_error(err, &word->place, "expected letters, digits, . - _", "bad name '%s'",
			  word->text);
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
						  "'%s' is the target's name, no alias", t->name);
		}
		return keys_take_list(line, &t->aliases, err);
	case TARGET_SUMMARY:
		if (!value->text[0] || strlen(value->text) > 120)
			return scan_error(err, &value->place,
					  "expected one line of at most 120 bytes", "bad summary");
		t->summary = xstrdup(value->text);
		return 0;
	case TARGET_ARCH:
		if (parse_one_of(value, "architecture",
				 "x86_64 aarch64 riscv64 ppc64le s390x i686 armv7", err) < 0)
			return -1;
		t->arch = xstrdup(value->text);
		return 0;
	case TARGET_TRIPLE:
		if (check_name(value, is_target_name, err) < 0)
			return -1;
		t->triple = xstrdup(value->text);
		return 0;
	case TARGET_LIBC:
		if (parse_one_of(value, "C library", "glibc musl", err) < 0 ||
		    check_name(&line->words[2], is_target_name, err) < 0)
			return -1;
		t->libc = xstrdup(value->text);
		t->libc_version = xstrdup(line->words[2].text);
		return 0;
	case TARGET_LINUX:
		if (check_name(value, is_target_name, err) < 0)
			return -1;
		t->linux_version = xstrdup(value->text);
		return 0;
	default:
		return parse_part(t, line, key == TARGET_LIBRARY, err);
	}
}

/* Base parts in the order of the file, then libraries by name. */
static int compare_parts(const void *va, const void *vb)
{
	const struct target_part *a = va, *b = vb;

	if (a->library != b->library)
		return a->library ? 1 : -1;
	if (a->library)
		return strcmp(a->part, b->part);
	return a->place.line < b->place.line ? -1 : a->place.line > b->place.line;
}

static int check_whole(struct target *t, const struct keys_seen *seen, struct err *err)
{
	static const char *const must[] = { "libc", "linux-headers" };
	size_t arch = strlen(t->arch);

	for (size_t i = 0; i < ARRAY_LEN(must); i++) {
		const struct target_part *part = find_part(t, must[i]);
		AUTOFREE char *hint = xasprintf("expected: part %s RECIPE...", must[i]);

		if (!part || part->library)
			return scan_error(err, &seen->at[TARGET_TARGET], hint,
					  "target '%s' has no part '%s'", t->name, must[i]);
	}
	if (strncmp(t->triple, t->arch, arch) != 0 || t->triple[arch] != '-') {
		AUTOFREE char *hint =
			xasprintf("expected '%s-...', by 'arch %s'", t->arch, t->arch);

		return scan_error(err, &seen->at[TARGET_TRIPLE], hint,
				  "triple '%s' is of another architecture", t->triple);
	}
	qsort(t->parts, t->part_count, sizeof(*t->parts), compare_parts);
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

int target_names(const char *folder, struct strv *names, struct err *err)
{
	static const char suffix[] = ".target";
	AUTOSTRV struct strv files = STRV_INIT;

	if (dir_list(AT_FDCWD, folder, &files, err) < 0)
		return -1;
	for (size_t i = 0; i < files.len; i++) {
		const char *file = files.items[i];
		size_t len = strlen(file), end = strlen(suffix);

		if (file[0] != '.' && len > end && strcmp(file + len - end, suffix) == 0)
			strv_take(names, xstrndup(file, len - end));
	}
	strv_sort(names);
	return 0;
}

/* What a search through all target files found for a name. */
struct search {
	struct target *found; /* whose name or alias it is */
	struct strv known; /* all names and aliases, to suggest from */
	struct err broken; /* of the first file that did not parse */
};

static int search_file(struct search *s, const char *folder, const char *name, const char *typed,
		       struct err *err)
{
	AUTOFREE char *path = xasprintf("%s/%s.target", folder, name);
	bool named = strcmp(name, typed) == 0;
	struct err why = ERR_INIT;
	struct target *t;

	strv_add(&s->known, name);
	if (target_parse_file(path, &t, &why) < 0) {
		/* Another's broken file hurts only who might have meant it. */
		if (named)
			return err_move(err, &why);
		if (s->broken.code == ERR_NONE)
			err_move(&s->broken, &why);
		err_clear(&why);
		return 0;
	}
	strv_add_all(&s->known, &t->aliases);
	if (!named && !strv_contains(&t->aliases, typed)) {
		target_free(t);
		return 0;
	}
	if (s->found) {
		err_set(err, ERR_FAILED, "'%s' is claimed by '%s' and by '%s'", typed,
			s->found->file, t->file);
		err_hint(err, "remove the alias from one of them");
		target_free(t);
		return -1;
	}
	s->found = t;
	return 0;
}

static int search_folder(struct search *s, const char *folder, const char *typed, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (target_names(folder, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.len; i++)
		if (search_file(s, folder, names.items[i], typed, err) < 0)
			return -1;
	if (s->found)
		return 0;
	if (s->broken.code != ERR_NONE)
		return err_move(err, &s->broken);
	err_set(err, ERR_UNKNOWN_NAME, "unknown target '%s'", typed);
	if (strv_nearest(&s->known, typed))
		return err_hint(err, "did you mean '%s'?", strv_nearest(&s->known, typed));
	if (names.len) {
		AUTOFREE char *all = strv_join(&names, ", ");

		return err_hint(err, "there are %s; 'sysroot targets' tells more", all);
	}
	return err_hint(err, "there is no NAME.target file in '%s'", folder);
}

static int bad_library(const char *typed, const char *library, struct err *err)
{
	if (library[0])
		err_set(err, ERR_USAGE, "bad name of a library '%s' in '%s'", library, typed);
	else
		err_set(err, ERR_USAGE, "'+' without a library's name in '%s'", typed);
	return err_hint(err, "expected TARGET+LIBRARY..., like centos7+sqlite+zlib");
}

/*
 * What stands behind each + of the typed name. linux-VERSION says the kernel
 * headers of a target spelled by its axes (glibc-2.17+linux-3.10) and is no
 * library: it must be what the target has.
 */
static int take_libraries(struct target *t, const char *typed, struct strv *libraries,
			  struct err *err)
{
	static const char axis[] = "linux-";

	for (const char *p = strchr(typed, '+'); p; p = strchr(p, '+')) {
		size_t len = strcspn(++p, "+");
		AUTOFREE char *word = xstrndup(p, len);
		const struct target_part *part;

		if (strncmp(word, axis, strlen(axis)) == 0 && word[strlen(axis)] >= '0' &&
		    word[strlen(axis)] <= '9') {
			if (strcmp(word + strlen(axis), t->linux_version) == 0)
				continue;
			err_set(err, ERR_UNKNOWN_NAME, "target '%s' has Linux %s, not %s", t->base,
				t->linux_version, word + strlen(axis));
			return err_hint(err, "leave '+%s' out, or take another target", word);
		}
		if (!is_part_name(word))
			return bad_library(typed, word, err);
		part = find_part(t, word);
		if (part && !part->library) {
			err_set(err, ERR_USAGE, "'%s' is a part of '%s' anyway, no library", word,
				t->base);
			return err_hint(err, "leave '+%s' out", word);
		}
		strv_add(libraries, word);
	}
	strv_sort_unique(libraries);
	return 0;
}

/* Keep the base parts, and of the libraries just those that were asked for. */
static void set_libraries(struct target *t, const struct strv *libraries)
{
	AUTOBUF struct buf name = BUF_INIT;
	size_t kept = 0;

	for (size_t i = 0; i < t->part_count; i++) {
		struct target_part *part = &t->parts[i];

		if (part->library && !strv_contains(libraries, part->part)) {
			free(part->part);
			strv_release(&part->recipes);
			continue;
		}
		t->parts[kept++] = *part;
	}
	t->part_count = kept;
	buf_addstr(&name, t->base);
	for (size_t i = 0; i < libraries->len; i++) {
		buf_addf(&name, "+%s", libraries->items[i]);
		if (!find_part(t, libraries->items[i]))
			add_part(t, libraries->items[i], true);
	}
	qsort(t->parts, t->part_count, sizeof(*t->parts), compare_parts);
	free(t->name);
	t->name = buf_steal(&name);
}

int target_resolve(const char *folder, const char *typed, struct target **out, struct err *err)
{
	AUTOFREE char *base = xstrndup(typed, strcspn(typed, "+"));
	AUTOSTRV struct strv libraries = STRV_INIT;
	struct search s = { NULL, STRV_INIT, ERR_INIT };
	int rc = 0;

	*out = NULL;
	if (!base[0]) {
		err_set(err, ERR_USAGE, "no name of a target in '%s'", typed);
		rc = err_hint(err, "'sysroot targets' lists them");
	}
	if (rc == 0)
		rc = search_folder(&s, folder, base, err);
	assert(rc != 0 || s.found);
	if (rc == 0)
		rc = take_libraries(s.found, typed, &libraries, err);
	if (rc == 0) {
		set_libraries(s.found, &libraries);
		*out = s.found;
		s.found = NULL;
	}
	target_free(s.found);
	strv_release(&s.known);
	err_clear(&s.broken);
	return rc;
}
