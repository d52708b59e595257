/* Two machines made one build key: is it the same? */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_compare.h"

#include <string.h>

#include "builder/base/file.h"
#include "builder/base/json_read.h"
#include "builder/base/plain.h"
#include "builder/remote/remote_share.h"

#define STATEMENT_MAX ((size_t)16 << 20)
enum { PATHS_SHOWN = 10 };

struct comparer {
	struct store *store;
	struct registry *registry; /* NULL: the place is a folder */
	struct store *other; /* the folder's store, or one of our own that is thrown away */
	char *scratch; /* that one's folder, below the store's, or NULL */
};

void comparison_release(struct comparison *c)
{
	strv_release(&c->paths);
	free(c->our_making);
	free(c->their_making);
	*c = (struct comparison){ .end = COMPARE_ABSENT };
}

/* --- manifests --- */

static void compare_add(struct comparison *out, const char *where, const char *path)
{
	if (out->differing++ < PATHS_SHOWN)
		strv_addf(&out->paths, "%s%s", where, path);
}

static bool compare_same(const struct entry *a, const struct entry *b)
{
	AUTOBUF struct buf one = BUF_INIT;
	AUTOBUF struct buf other = BUF_INIT;

	manifest_entry_text(a, &one);
	manifest_entry_text(b, &other);
	return strcmp(one.data, other.data) == 0;
}

void compare_manifests(const struct manifest *ours, const struct manifest *theirs,
		       struct comparison *out)
{
	size_t i = 0, k = 0;

	while (i < ours->count || k < theirs->count) {
		const struct entry *a = i < ours->count ? &ours->entries[i] : NULL;
		const struct entry *b = k < theirs->count ? &theirs->entries[k] : NULL;
		int order = a && b ? strcmp(a->path, b->path) : 0;

		if (a && b && order == 0) {
			if (!compare_same(a, b))
				compare_add(out, "", a->path);
			i++;
			k++;
		} else if (a && order <= 0) {
			compare_add(out, "only here: ", a->path);
			i++;
		} else if (b) {
			compare_add(out, "only there: ", b->path);
			k++;
		}
	}
}

/* --- provenance --- */

static void making_add(struct buf *out, const char *text)
{
	if (!text || !*text)
		return;
	buf_addf(out, "%s%.100s", out->len ? ", " : "", text);
}

/* The text without control characters; NULL when there is none. */
static char *one_line(struct buf *text)
{
	plain_replace_controls(text->data, '?');
	return text->len ? buf_steal(text) : NULL;
}

char *compare_making(const char *statement, size_t len)
{
	struct json_t AUTOJSON *root = jsonin_parse(statement, len, STATEMENT_MAX, "", NULL);
	const struct json_t *predicate = jsonin_at(root, "predicate");
	AUTOBUF struct buf out = BUF_INIT;

	making_add(&out,
		   jsonin_string(jsonin_at(predicate, "runDetails", "metadata", "finishedOn")));
	making_add(&out, jsonin_string(jsonin_at(predicate, "runDetails", "builder", "version",
						 "kernel")));
	making_add(&out, jsonin_string(jsonin_at(predicate, "buildDefinition", "internalParameters",
						 "sandbox")));
	return one_line(&out);
}

static char *compare_making_of(const struct store *s, const char *key)
{
	AUTOBUF struct buf text = BUF_INIT;

	if (store_read_provenance(s, key, &text, NULL) < 0)
		return NULL;
	return compare_making(text.data, text.len);
}

/* --- comparing --- */

/* What comes from a registry goes into a store that is thrown away. */
static int compare_open_scratch(struct comparer *c, const struct remote_ref *place,
				const struct remote_access *access, struct err *err)
{
	AUTOFREE char *path = NULL;

	if (store_temp(c->store, "challenge", &c->scratch, err) < 0)
		return -1;
	path = path_join(store_path(c->store), c->scratch);
	if (store_open(path, true, &c->other, err) < 0)
		return -1;
	return registry_open(c->store, place, access, &c->registry, err);
}

int compare_open(struct store *s, const struct remote_ref *place,
		 const struct remote_access *access, struct comparer **out, struct err *err)
{
	struct comparer *c = xcalloc(1, sizeof(*c));
	int status;

	c->store = s;
	status = place->folder ? store_open_untrusted(place->folder, &c->other, err)
			       : compare_open_scratch(c, place, access, err);
	/* Commands that create a store would create this one. */
	if (status < 0 && place->folder && err && err->code == ERR_MISSING)
		err_hint(err, "check the path after 'dir:'");
	if (status == 0 && place->folder && store_is_exported(c->other))
		status = store_exported_error(c->other, "it has no parts to compare with", err);
	if (status < 0)
		compare_close(c);
	else
		*out = c;
	return status;
}

void compare_close(struct comparer *c)
{
	if (!c)
		return;
	registry_close(c->registry);
	store_close(c->other);
	store_temp_remove(c->store, c->scratch);
	free(c->scratch);
	free(c);
}

/* 1 and their artifact, 0 when they have none, -1. */
static int compare_read(struct comparer *c, const char *key, struct artifact *theirs,
			struct err *err)
{
	int got = c->registry ? share_pull_artifact(c->registry, c->other, NULL, key, err)
			      : store_has_artifact(c->other, key);

	if (got == 1 && store_read_artifact(c->other, key, theirs, err) < 0)
		return -1;
	return got;
}

int compare_artifact(struct comparer *c, const char *key, struct comparison *out, struct err *err)
{
	struct artifact ours = { 0 }, theirs = { 0 };
	int got = store_read_artifact(c->store, key, &ours, err);

	if (got == 0) {
		manifest_digest(&ours.manifest, out->ours);
		out->our_making = compare_making_of(c->store, key);
		got = compare_read(c, key, &theirs, err);
	}
	out->end = COMPARE_ABSENT;
	if (got == 1) {
		manifest_digest(&theirs.manifest, out->theirs);
		out->their_making = compare_making_of(c->other, key);
		out->end = strcmp(out->ours, out->theirs) == 0 ? COMPARE_EQUAL : COMPARE_DIFFERS;
		compare_manifests(&ours.manifest, &theirs.manifest, out);
	}
	artifact_release(&ours);
	artifact_release(&theirs);
	return got < 0 ? -1 : 0;
}
