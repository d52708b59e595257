/* The bill of materials of a binary: what of a sysroot was linked in. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/sbom/sbom_binary.h"

#include <fcntl.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/file_map.h"
#include "sysroots/elf/elfinfo.h"
#include "sysroots/sbom/binary_match.h"

struct look {
	const struct store *store;
	struct sbom *b;
	struct match *match;
	struct file_map *files; /* the sysroot's archives and objects */
	size_t count;
};

static bool look_is_linkable(const char *path)
{
	size_t n = strlen(path);

	return n > 2 && path[n - 2] == '.' && (path[n - 1] == 'a' || path[n - 1] == 'o');
}

static int look_at_file(struct look *l, const struct entry *e, struct err *err)
{
	AUTOCLOSE int fd = store_open_object(l->store, e->sha256, e->exec, err);
	struct file_map *m;

	if (fd < 0)
		return -1;
	l->files = xreallocarray(l->files, l->count + 1, sizeof(*l->files));
	m = &l->files[l->count];
	if (file_map_open(fd, e->path, m, err) < 0)
		return -1;
	l->count++;
	return match_add_file(l->match, e->part ? e->part : "", e->path, m->data, m->size, err);
}

static struct sbom_part *look_part(struct sbom *b, const char *name)
{
	for (size_t i = 0; i < b->count; i++) {
		if (strcmp(b->parts[i].part, name) != 0)
			continue;
		if (!b->parts[i].link)
			b->parts[i].link = xcalloc(1, sizeof(*b->parts[i].link));
		return &b->parts[i];
	}
	return NULL;
}

static void look_static(struct look *l, struct sbom_binary_facts *facts)
{
	size_t n = match_run(l->match);

	for (size_t i = 0; i < n; i++) {
		struct match_found f = match_get(l->match, i);
		struct sbom_part *p = look_part(l->b, f.part);

		if (!p)
			continue;
		p->link->is_static = true;
		p->link->by_content += f.by_content;
		p->link->by_symbol += !f.by_content;
		p->link->bytes += f.bytes;
		strv_add(&p->link->objects, f.label);
	}
	facts->code = match_code_bytes(l->match);
	facts->found = match_found_bytes(l->match);
	facts->stripped = match_is_stripped(l->match);
}

/* The part that has a library of this name in one of its folders of libraries; NULL: none. */
static const char *look_soname(const struct sbom *b, const char *soname)
{
	for (size_t i = 0; i < b->tree.manifest.count; i++) {
		const struct entry *e = &b->tree.manifest.entries[i];

		if (strcmp(path_basename(e->path), soname) != 0)
			continue;
		e = manifest_resolve(&b->tree.manifest, e->path);
		if (e && e->type == ENTRY_FILE && e->part)
			return e->part;
	}
	return NULL;
}

static void look_dynamic(struct sbom *b, const struct elfinfo *info)
{
	AUTOSTRV struct strv names = STRV_INIT;

	strv_add_all(&names, &info->needed);
	if (info->interp)
		strv_add(&names, path_basename(info->interp));
	strv_sort_unique(&names);
	for (size_t i = 0; i < names.len; i++) {
		const char *part = look_soname(b, names.items[i]);
		struct sbom_part *p = part ? look_part(b, part) : NULL;

		if (!p) {
			strv_add(&b->missing, names.items[i]);
			continue;
		}
		p->link->is_dynamic = true;
		strv_add(&p->link->objects, names.items[i]);
	}
}

static int look_into(struct look *l, const char *path, const struct file_map *m,
		     struct sbom_binary_facts *facts, struct err *err)
{
	struct elfinfo info = { 0 };
	struct elfmap map;
	int status;

	if (!elfmap_is(m->data, m->size))
		return err_set(err, ERR_FAILED, "'%s' is not an ELF file", path);
	if (elfmap_open(&map, m->data, m->size, path, "", err) < 0)
		return -1;
	if (map.type != ET_EXEC && map.type != ET_DYN) {
		err_set(err, ERR_FAILED, "'%s' is not linked", path);
		return err_hint(err, "give a program or a shared library");
	}
	if (match_new(&map, &l->match, err) < 0)
		return -1;
	for (size_t i = 0; i < l->b->tree.manifest.count; i++) {
		const struct entry *e = &l->b->tree.manifest.entries[i];

		if (e->type == ENTRY_FILE && look_is_linkable(e->path) &&
		    look_at_file(l, e, err) < 0)
			return -1;
	}
	status = elfinfo_read(m->data, m->size, path, &info, err);
	if (status == 0) {
		look_static(l, facts);
		look_dynamic(l->b, &info);
		for (size_t i = 0; i < l->b->count; i++)
			if (l->b->parts[i].link)
				strv_sort(&l->b->parts[i].link->objects);
		sbom_go(map.all, l->b);
	}
	elfinfo_release(&info);
	return status;
}

int sbom_binary(const struct store *s, const char *path, struct sbom *b,
		struct sbom_binary_facts *facts, struct err *err)
{
	AUTOCLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct look l = { .store = s, .b = b };
	struct file_map m;
	int status;

	*facts = (struct sbom_binary_facts){ 0 };
	if (fd < 0)
		return err_sys(err, "cannot open '%s'", path);
	if (sha256_fd(fd, b->binary_sha256, NULL, err) < 0)
		return err_prefix(err, "'%s'", path);
	if (file_map_open(fd, path, &m, err) < 0)
		return -1;
	free(b->binary);
	b->binary = xstrdup(path_basename(path));
	status = look_into(&l, path, &m, facts, err);
	match_free(l.match);
	for (size_t i = 0; i < l.count; i++)
		file_map_close(&l.files[i]);
	free(l.files);
	file_map_close(&m);
	return status;
}
