/* What a kit shall carry, found in the store: the manifest before the archive. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

struct collecting {
	struct store *s;
	const struct kit_wish *wish;
	struct kit_manifest *m;
};

static bool left_out(const struct collecting *c, const char *name)
{
	return c->wish->have && strv_has_sorted(c->wish->have, name);
}

static void add(struct collecting *c, const char *name, uint64_t size, const char *sha256)
{
	if (left_out(c, name))
		kit_members_add(&c->m->needs, name, size, NULL);
	else
		kit_members_add(&c->m->members, name, size, sha256);
}

static int add_input(struct collecting *c, const char *sha256, struct err *err)
{
	AUTOFREE char *name = xasprintf("inputs/%s", sha256);
	AUTOCLOSE int fd = -1;
	struct stat st;

	if (!sha256_is_hex(sha256))
		return err_set(err, ERR_USAGE, "'%s' is not a sha256", sha256);
	fd = store_open_input(c->s, sha256, err);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st))
		return err_sys(err, "cannot stat the input '%s'", sha256);
	add(c, name, (uint64_t)st.st_size, sha256);
	return 0;
}

static void add_objects(struct collecting *c, const struct manifest *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct entry *e = &m->entries[i];

		if (e->type == ENTRY_FILE) {
			AUTOFREE char *name =
				xasprintf("objects/%s%s", e->sha256, e->exec ? ".x" : "");

			add(c, name, e->size, e->sha256);
		}
	}
}

/* A record is carried as it lies in the store; it was read and found good before. */
static int hash_record(const struct collecting *c, const char *name, char hex[SHA256_HEX],
		       uint64_t *size, struct err *err)
{
	return store_hash(c->s, name, hex, size, err) ? err_prefix(err, "'%s'", name) : 0;
}

static int add_artifact(struct collecting *c, const char *key, struct err *err)
{
	AUTOFREE char *name = xasprintf("artifacts/%s", key);
	AUTOFREE char *provenance = xasprintf("provenance/%s", key);
	AUTOBUF struct buf statement = BUF_INIT;
	struct artifact a = { 0 };
	char hex[SHA256_HEX];
	uint64_t size;

	if (!sha256_is_hex(key))
		return err_set(err, ERR_USAGE, "'%s' is not a build key", key);
	if (store_read_artifact(c->s, key, &a, err))
		return -1;
	add_objects(c, &a.manifest);
	artifact_release(&a);
	if (hash_record(c, name, hex, &size, err))
		return -1;
	add(c, name, size, hex);
	if (left_out(c, name) || !store_exists(c->s, provenance))
		return 0;
	if (store_read_provenance(c->s, key, &statement, err) ||
	    hash_record(c, provenance, hex, &size, err))
		return -1;
	kit_members_add(&c->m->members, provenance, size, hex); /* goes with its artifact */
	return 0;
}

static int add_tree(struct collecting *c, const char *tree, struct err *err)
{
	AUTOFREE char *name = NULL;
	struct tree_record t = { 0 };
	char hex[SHA256_HEX];
	uint64_t size;

	if (store_read_tree(c->s, tree, &t, err))
		return -1;
	name = store_record_path(t.name, t.digest);
	add_objects(c, &t.manifest);
	tree_record_release(&t);
	if (hash_record(c, name, hex, &size, err))
		return -1;
	/* The other side may have given the name to another tree since: it is always carried. */
	kit_members_add(&c->m->members, name, size, hex);
	return 0;
}

static int add_program(struct collecting *c, const char *path, const char *as, struct err *err)
{
	AUTOFREE char *name = xasprintf("programs/%s", as);
	char hex[SHA256_HEX];
	uint64_t size;

	if (!kit_program_is_valid(as)) {
		err_set(err, ERR_USAGE, "'%s' cannot be packed under the name '%s'", path, as);
		return err_hint(err, "a name has at most 100 letters, digits and ._+-");
	}
	if (sha256_file(AT_FDCWD, path, hex, &size, err))
		return -1;
	/* The other side's program of that name may be another: it is always carried. */
	kit_members_add(&c->m->members, name, size, hex);
	return 0;
}

/* Two programs, one name: one of them would be lost. */
static int same_name(const char *a, const char *b, struct err *err)
{
	err_set(err, ERR_USAGE, "'%s' and '%s' would have the same name in the kit", a, b);
	return err_hint(err, "copy one of them to another name first");
}

static int check_programs(const struct kit_wish *wish, struct err *err)
{
	for (size_t i = 0; i < wish->programs.len; i++) {
		const char *b = wish->programs.items[i];

		if (wish->program && strcmp(path_basename(b), KIT_OWN_PROGRAM) == 0)
			return same_name(wish->program, b, err);
		for (size_t j = 0; j < i; j++)
			if (strcmp(path_basename(wish->programs.items[j]), path_basename(b)) == 0)
				return same_name(wish->programs.items[j], b, err);
	}
	return 0;
}

static int check_bounds(const struct kit_manifest *m, struct err *err)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < m->members.count; i++)
		bytes += m->members.items[i].size;
	if (m->needs.count + m->members.count > KIT_MEMBERS_MAX || bytes > KIT_BYTES_MAX) {
		err_set(err, ERR_FAILED,
			"the kit would have %zu members of %llu bytes, which exceeds the limit",
			m->members.count, (unsigned long long)bytes);
		return err_hint(err, "make several kits with fewer targets each");
	}
	return 0;
}

int kit_check_name(const char *name, struct err *err)
{
	if (kit_name_is_valid(name))
		return 0;
	err_set(err, ERR_USAGE, "invalid kit name '%s'", name);
	return err_hint(err, "a name has at most 100 characters: a to z, 0 to 9 and ._-");
}

int kit_collect(struct store *s, const struct kit_wish *wish, struct kit_manifest *m,
		struct err *err)
{
	struct collecting c = { s, wish, m };

	if (kit_check_name(wish->name, err))
		return -1;
	m->name = xstrdup(wish->name);
	m->number = wish->number;
	if (check_programs(wish, err))
		return -1;
	for (size_t i = 0; i < wish->inputs.len; i++)
		if (add_input(&c, wish->inputs.items[i], err))
			return -1;
	for (size_t i = 0; i < wish->artifacts.len; i++)
		if (add_artifact(&c, wish->artifacts.items[i], err))
			return -1;
	for (size_t i = 0; i < wish->trees.len; i++)
		if (add_tree(&c, wish->trees.items[i], err))
			return -1;
	for (size_t i = 0; i < wish->programs.len; i++)
		if (add_program(&c, wish->programs.items[i], path_basename(wish->programs.items[i]),
				err))
			return -1;
	if (wish->program && add_program(&c, wish->program, KIT_OWN_PROGRAM, err))
		return -1;
	kit_members_sort_unique(&m->members);
	kit_members_sort_unique(&m->needs);
	return check_bounds(m, err);
}
