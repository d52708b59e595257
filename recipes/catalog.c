/* All recipes there are: found by name or by part. */
/* SPDX-License-Identifier: MIT */
#include "recipes/catalog.h"

#include <assert.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/file.h"
#include "recipes/scanner.h"

struct entry {
	char *name;
	char *part;
	const char *folder; /* of all parts; one of the catalog's */
	struct recipe *recipe; /* NULL until asked for */
};

struct catalog {
	struct strv folders; /* the first is the program's own; entries borrow the strings */
	struct entry *entries; /* by part, within it the newest version first */
	size_t count;
};

/* One run of digits as a number of any length: leading zeros say nothing. */
static int compare_numbers(const char **a, const char **b)
{
	size_t la, lb;
	int order;

	while (**a == '0')
		(*a)++;
	while (**b == '0')
		(*b)++;
	la = strspn(*a, "0123456789");
	lb = strspn(*b, "0123456789");
	order = la != lb ? (la < lb ? -1 : 1) : memcmp(*a, *b, la);
	*a += la;
	*b += lb;
	return order;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int version_compare(const char *a, const char *b)
{
	const char *all_a = a, *all_b = b;

	while (*a && *b) {
		if (is_digit(*a) && is_digit(*b)) {
			int order = compare_numbers(&a, &b);

			if (order)
				return order;
			continue;
		}
		if (*a != *b)
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		a++;
		b++;
	}
	if (*a || *b)
		return *a ? 1 : -1;
	/* 1.0 and 1.00 are the same version, but a sort needs one order for all. */
	return strcmp(all_a, all_b);
}

static int compare_entries(const void *va, const void *vb)
{
	const struct entry *a = va, *b = vb;
	int order = strcmp(a->part, b->part);

	return order ? order : version_compare(b->name, a->name);
}

/* "musl-1.2.5" of "musl-1.2.5.recipe"; NULL for other files. */
static char *stem_of(const char *file)
{
	static const char suffix[] = ".recipe";
	size_t len = strlen(file);

	if (file[0] == '.' || len <= strlen(suffix) ||
	    strcmp(file + len - strlen(suffix), suffix) != 0)
		return NULL;
	return xstrndup(file, len - strlen(suffix));
}

static int add_part(struct catalog *c, int root, const char *folder, const char *part,
		    struct err *err)
{
	AUTOSTRV struct strv files = STRV_INIT;
	struct stat st;

	if (part[0] == '.')
		return 0;
	if (fstatat(root, part, &st, 0) < 0)
		return err_sys(err, "cannot read '%s/%s'", folder, part);
	if (!S_ISDIR(st.st_mode))
		return 0;
	if (dir_list(root, part, &files, err) < 0)
		return -1;
	for (size_t i = 0; i < files.len; i++) {
		AUTOFREE char *name = stem_of(files.items[i]);

		if (!name)
			continue;
		c->entries = xreallocarray(c->entries, c->count + 1, sizeof(*c->entries));
		c->entries[c->count++] = (struct entry){ .name = STEAL_POINTER(name),
							 .part = xstrdup(part),
							 .folder = folder };
	}
	return 0;
}

static struct entry *find_entry(struct catalog *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->entries[i].name, name) == 0)
			return &c->entries[i];
	return NULL;
}

static int check_unique(struct catalog *c, struct err *err)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct entry *e = &c->entries[i], *first = find_entry(c, e->name);

		if (first == e)
			continue;
		err_set(err, ERR_FAILED, "recipe '%s' is in both '%s/%s' and '%s/%s'", e->name,
			first->folder, first->part, e->folder, e->part);
		return err_hint(err, "rename one of them: recipe names are unique");
	}
	return 0;
}

int catalog_add(struct catalog *c, const char *folder, struct err *err)
{
	AUTOSTRV struct strv parts = STRV_INIT;
	AUTOCLOSE int root = dir_open(AT_FDCWD, folder, err);

	if (root < 0 || dir_list(root, ".", &parts, err) < 0)
		return -1;
	/* The strings stay where they are when the list grows. */
	strv_add(&c->folders, folder);
	folder = c->folders.items[c->folders.len - 1];
	for (size_t i = 0; i < parts.len; i++)
		if (add_part(c, root, folder, parts.items[i], err) < 0)
			return -1;
	if (c->count)
		qsort(c->entries, c->count, sizeof(*c->entries), compare_entries);
	return check_unique(c, err);
}

int catalog_open(const char *folder, struct catalog **out, struct err *err)
{
	struct catalog *c = xcalloc(1, sizeof(*c));

	*out = NULL;
	if (catalog_add(c, folder, err) < 0) {
		catalog_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void catalog_free(struct catalog *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++) {
		free(c->entries[i].name);
		free(c->entries[i].part);
		recipe_free(c->entries[i].recipe);
	}
	free(c->entries);
	strv_release(&c->folders);
	free(c);
}

static int unknown_recipe(struct catalog *c, const char *name, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	const char *near;

	for (size_t i = 0; i < c->count; i++)
		strv_add(&names, c->entries[i].name);
	near = strv_nearest_version(&names, name);
	err_set(err, ERR_UNKNOWN_NAME, "unknown recipe '%s'", name);
	if (near)
		return err_hint(err, "did you mean '%s'?", near);
	return err_hint(err, "recipes are in '%s/PART/NAME.recipe'", c->folders.items[0]);
}

int catalog_get(struct catalog *c, const char *name, const struct recipe **out, struct err *err)
{
	struct entry *e = find_entry(c, name);

	*out = NULL;
	if (!e)
		return unknown_recipe(c, name, err);
	if (!e->recipe) {
		AUTOFREE char *path = xasprintf("%s/%s/%s.recipe", e->folder, e->part, e->name);
		struct recipe *r;

		if (recipe_parse_file(path, &r, err) < 0)
			return -1;
		if (strcmp(r->part, e->part) != 0) {
			scan_error(err, &r->part_place, NULL,
				   "part '%s' in the directory of part '%s'", r->part, e->part);
			err_hint(err, "move the file to '%s/%s', or name the other part", e->folder,
				 r->part);
			recipe_free(r);
			return -1;
		}
		e->recipe = r;
	}
	*out = e->recipe;
	return 0;
}

int catalog_names(struct catalog *c, const char *part, struct strv *names, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < c->count; i++)
		if (!part || strcmp(c->entries[i].part, part) == 0)
			strv_add(names, c->entries[i].name);
	return 0;
}

int catalog_parts(struct catalog *c, struct strv *parts, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < c->count; i++)
		if (!strv_contains(parts, c->entries[i].part))
			strv_add(parts, c->entries[i].part);
	return 0;
}

size_t version_prefix(const char *version, int numbers)
{
	const char *end = version;

	for (int n = 0; n < numbers && *end && *end != '-'; n++) {
		end += n > 0; /* the dot before it */
		end += strcspn(end, ".-");
	}
	return (size_t)(end - version);
}

static int compare_versions(const void *a, const void *b)
{
	return version_compare(*(char *const *)a, *(char *const *)b);
}

int catalog_versions(struct catalog *c, const char *part, const char *fact, int numbers,
		     const char *arch, struct strv *versions, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (catalog_names(c, part, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		const struct recipe *r = NULL;

		if (catalog_get(c, names.items[i], &r, NULL) < 0)
			continue;
		assert(r);
		if (arch && r->archs.len && !strv_contains(&r->archs, arch))
			continue;
		for (size_t k = 0; k < r->provides.len; k++) {
			const char *version = r->provides.items[k] + strlen(fact);

			if (strncmp(r->provides.items[k], fact, strlen(fact)) == 0)
				strv_take(versions,
					  xstrndup(version, version_prefix(version, numbers)));
		}
	}
	strv_sort_unique(versions);
	if (versions->len)
		qsort(versions->items, versions->len, sizeof(*versions->items), compare_versions);
	return 0;
}
