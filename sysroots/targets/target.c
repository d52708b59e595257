/* What a target is made of in memory, and which files there are. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/targets/target.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/file.h"

void target_free(struct target *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->part_count; i++) {
		free(t->parts[i].part);
		strv_release(&t->parts[i].recipes);
	}
	free(t->parts);
	for (size_t i = 0; i < t->linux_count; i++) {
		free(t->linuxes[i].version);
		strv_release(&t->linuxes[i].archs);
	}
	free(t->linuxes);
	strv_release(&t->aliases);
	strv_release(&t->archs);
	strv_release(&t->cpus);
	free(t->name);
	free(t->base);
	free(t->summary);
	free(t->libc);
	free(t->libc_version);
	free(t->file);
	free(t->arch);
	free(t->triple);
	free(t->cpu);
	free(t->linux_version);
	free(t);
}

struct target_part *target_find_part(const struct target *t, const char *name)
{
	assert(t);
	for (size_t i = 0; i < t->part_count; i++)
		if (strcmp(t->parts[i].part, name) == 0)
			return &t->parts[i];
	return NULL;
}

struct target_part *target_add_part(struct target *t, const char *name, bool library)
{
	struct target_part *part;

	t->parts = xreallocarray(t->parts, t->part_count + 1, sizeof(*t->parts));
	part = &t->parts[t->part_count++];
	*part = (struct target_part){ .part = xstrdup(name), .library = library };
	return part;
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

void target_sort_parts(struct target *t)
{
	qsort(t->parts, t->part_count, sizeof(*t->parts), compare_parts);
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
