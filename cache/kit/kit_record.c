/* Records from a kit: is each what its name says, and is all that it names there? */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <stdio.h>
#include <string.h>

#include "cache/store/store_record.h"

static int hostile(const struct kit_member *m, const char *problem, struct err *err)
{
	return err_set(err, ERR_HOSTILE, "the kit's member '%s': %s", m->name, problem);
}

static int check_objects(const struct kit_manifest *m, const struct kit_member *member,
			 const struct manifest *tree, struct err *err)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *e = &tree->entries[i];
		char path[sizeof("objects/.x") + SHA256_HEX];
		const struct kit_member *object;

		if (e->type != ENTRY_FILE)
			continue;
		snprintf(path, sizeof(path), "objects/%s%s", e->sha256, e->exec ? ".x" : "");
		object = kit_members_find(&m->members, path);
		if (!object)
			object = kit_members_find(&m->needs, path);
		if (!object || object->size != e->size) {
			AUTOFREE char *problem =
				xasprintf("its '%s' is an object that the kit %s", e->path,
					  object ? "has with a different size"
						 : "neither carries nor leaves out");

			return hostile(member, problem, err);
		}
	}
	return 0;
}

/* What a parser says of bytes from a kit is said of the kit. */
static int not_a_record(const struct kit_member *member, struct err *err)
{
	if (err)
		err->code = ERR_HOSTILE;
	err_prefix(err, "the kit's member '%s'", member->name);
	return err_hint(err, "make the kit again with 'sysroot kit create'");
}

static bool is_same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

int kit_record_artifact(const struct kit_manifest *m, const struct kit_member *member,
			const struct buf *text, struct artifact *a, struct err *err)
{
	AUTOBUF struct buf again = BUF_INIT;
	char hex[SHA256_HEX];

	if (artifact_record_parse(text->data, text->len, "record", a, err))
		return not_a_record(member, err);
	artifact_record_text(a, &again);
	if (!is_same(&again, text))
		return hostile(member, "it is not in the form that the store writes", err);
	sha256_mem(a->key_text, strlen(a->key_text), hex);
	if (strcmp(a->key, kit_digest_in(member)) != 0 || strcmp(a->key, hex) != 0)
		return hostile(member, "it is the record of a different key", err);
	return check_objects(m, member, &a->manifest, err);
}

int kit_record_tree(const struct kit_manifest *m, const struct kit_member *member,
		    const struct buf *text, struct tree_record *t, struct err *err)
{
	AUTOBUF struct buf again = BUF_INIT;
	AUTOFREE char *path = NULL;

	if (tree_record_parse(text->data, text->len, "record", t, err))
		return not_a_record(member, err);
	tree_record_text(t, &again);
	if (!is_same(&again, text))
		return hostile(member, "it is not in the form that the store writes", err);
	if (!store_name_is_valid(t->name))
		return hostile(member, "it has an invalid sysroot name", err);
	path = store_record_path(t->name, t->digest);
	if (strcmp(path, member->name) != 0)
		return hostile(member, "it is the record of a different sysroot", err);
	if (manifest_find(&t->manifest, ".sysroot/manifest") ||
	    manifest_find(&t->manifest, ".sysroot/digest"))
		return hostile(member, "it names files that belong to the store itself", err);
	return check_objects(m, member, &t->manifest, err);
}

int kit_record_provenance(const struct kit_manifest *m, const struct kit_member *member,
			  const struct buf *text, struct err *err)
{
	AUTOFREE char *artifact = path_join("artifacts", kit_digest_in(member));

	if (!kit_members_find(&m->members, artifact))
		return hostile(member, "the kit does not contain the artifact it describes", err);
	if (provenance_record_parse(text->data, text->len, "record", NULL, err))
		return not_a_record(member, err);
	return 0;
}

bool kit_has_objects(const struct store *s, const struct manifest *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct entry *e = &m->entries[i];

		if (e->type == ENTRY_FILE && !store_has_object(s, e->sha256, e->exec, e->size))
			return false;
	}
	return true;
}
