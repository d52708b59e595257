/* Staging a kit: every member hashed into tmp/, every record checked, the store as it was. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "cache/provenance/provenance.h"
#include "cache/store/store_record.h"

static const struct kit_member *member_at(const struct kit_staging *g, size_t i)
{
	return &g->k->manifest.members.items[i];
}

/* The path that a member has in the store; NULL for a program. The caller frees. */
char *kit_store_path(const struct kit_member *m)
{
	AUTOFREE char *hex = xstrndup(kit_digest_in(m), SHA256_HEX - 1);
	char object[STORE_OBJECT_PATH];

	switch (m->kind) {
	case KIT_PROGRAM:
		return NULL;
	case KIT_INPUT:
		return store_input_path(hex);
	case KIT_OBJECT:
		store_object_path(hex, kit_is_executable(m), object);
		return xstrdup(object);
	default:
		return xstrdup(m->name);
	}
}

/* Is an input there, with its content? */
static bool has_input(const struct store *s, const struct kit_member *m)
{
	AUTOFREE char *path = store_input_path(kit_digest_in(m));
	char hex[SHA256_HEX];

	return store_has_input(s, kit_digest_in(m)) && store_hash(s, path, hex, NULL, NULL) == 0 &&
	       strcmp(hex, kit_digest_in(m)) == 0;
}

/* How an object stands in the store; its content is looked at whatever its date. */
static enum object_state object_state(const struct store *s, const struct kit_member *m)
{
	AUTOFREE char *hex = xstrndup(kit_digest_in(m), SHA256_HEX - 1);
	enum object_state state = OBJECT_ALTERED;

	if (store_look_at_object(s, hex, kit_is_executable(m), m->size, true, &state, NULL))
		return OBJECT_ALTERED;
	return state;
}

/* Members that are left out must be here already. */
static bool has_needed(const struct store *s, const struct kit_member *m)
{
	struct artifact a = { 0 };
	enum object_state state;

	switch (m->kind) {
	case KIT_INPUT:
		return has_input(s, m);
	case KIT_OBJECT:
		state = object_state(s, m);
		return state == OBJECT_GOOD || state == OBJECT_TOUCHED;
	case KIT_ARTIFACT:
		if (store_read_artifact(s, kit_digest_in(m), &a, NULL))
			return false;
		artifact_release(&a);
		return true;
	default:
		return false;
	}
}

static int check_needs(const struct kit_staging *g, struct err *err)
{
	const struct kit_members *needs = &g->k->manifest.needs;
	const char *first = NULL;
	size_t missing = 0;

	for (size_t i = 0; i < needs->count; i++) {
		if (has_needed(g->s, &needs->items[i]))
			continue;
		missing++;
		first = first ? first : needs->items[i].name;
	}
	if (!missing)
		return 0;
	err_set(err, ERR_MISSING,
		"the kit leaves out %zu things that are missing or altered in this store: '%s'%s",
		missing, first, missing > 1 ? " and others" : "");
	return err_hint(
		err,
		"import the preceding kits first; or make a complete kit ('sysroot kit create' "
		"without\n--since), or one based on what 'sysroot kit have' prints here (--have)");
}

/* Before anything is written: is there room for what the store has not? */
static int check_room(const struct kit_staging *g, struct err *err)
{
	const struct kit_members *members = &g->k->manifest.members;
	uint64_t wanted = 1 << 20;

	for (size_t i = 0; i < members->count; i++) {
		AUTOFREE char *path = kit_store_path(&members->items[i]);

		if (!path || !store_exists(g->s, path))
			wanted += (members->items[i].size + 4095) / 4096 * 4096;
	}
	return store_room(g->s, wanted, err);
}

/* A new file in tmp/ for a member. */
static int open_temp(struct kit_staging *g, size_t i, struct err *err)
{
	g->fd = store_temp_file(g->s, &g->temps[i], err);
	g->added++;
	return g->fd < 0 ? -1 : 0;
}

static int begin(void *arg, size_t i, int *fd, struct buf **text, struct err *err)
{
	struct kit_staging *g = arg;
	const struct kit_member *m = member_at(g, i);
	enum object_state state = OBJECT_ABSENT;

	switch (m->kind) {
	case KIT_INPUT:
		if (has_input(g->s, m))
			return 0;
		break;
	case KIT_OBJECT:
		state = object_state(g->s, m);
		if (state == OBJECT_GOOD)
			return 0;
		if (state != OBJECT_ABSENT)
			strv_add(&g->replaced, m->name);
		break;
	case KIT_PROGRAM:
		if (!g->with_programs)
			return 0;
		break;
	default:
		buf_clear(&g->text);
		*text = &g->text;
		return 0;
	}
	if (open_temp(g, i, err))
		return -1;
	*fd = g->fd;
	return 0;
}

#define STRONGEST_SANDBOX "bubblewrap"

/* Is the store's artifact of this key to stay? */
static bool keep_artifact(struct kit_staging *g, const struct artifact *a)
{
	struct artifact ours = { 0 };
	char theirs_digest[SHA256_HEX], ours_digest[SHA256_HEX];
	bool keep;

	if (store_read_artifact(g->s, a->key, &ours, NULL))
		return false;
	manifest_digest(&ours.manifest, ours_digest);
	manifest_digest(&a->manifest, theirs_digest);
	if (strcmp(ours_digest, theirs_digest) == 0) {
		/* The same bytes, but made in the best sandbox: 'build' may want it so. */
		keep = strcmp(a->sandbox, STRONGEST_SANDBOX) != 0 ||
		       strcmp(ours.sandbox, STRONGEST_SANDBOX) == 0 ||
		       strcmp(ours.sandbox, "-") == 0;
	} else {
		keep = kit_has_objects(g->s, &ours.manifest);
		if (keep)
			strv_addf(&g->notes,
				  "'%s' was made here and there from the same key %.12s..., and "
				  "differs; keeping this store's",
				  a->recipe, a->key);
	}
	artifact_release(&ours);
	return keep;
}

static int end_artifact(struct kit_staging *g, size_t i, bool *wanted, struct err *err)
{
	struct artifact a = { 0 };
	int rc = kit_record_artifact(&g->k->manifest, member_at(g, i), &g->text, &a, err);

	*wanted = rc == 0 && !keep_artifact(g, &a);
	artifact_release(&a);
	return rc;
}

static int end_tree(struct kit_staging *g, size_t i, bool *wanted, struct err *err)
{
	struct tree_record t = { 0 };
	char now[SHA256_HEX];
	int rc = kit_record_tree(&g->k->manifest, member_at(g, i), &g->text, &t, err);

	/* Always put: the tree may be damaged although its name is there. */
	*wanted = rc == 0;
	if (rc == 0 && store_tree_digest(g->s, t.name, now, NULL) == 0) {
		if (strcmp(now, t.digest) == 0)
			g->added--;
		else
			strv_addf(&g->notes, "'%s' was sha256:%.12s... and is now sha256:%.12s...",
				  t.name, now, t.digest);
	}
	tree_record_release(&t);
	return rc;
}

/* The artifact that will be in the store under the key of a provenance; it came before. */
static int read_subject(const struct kit_staging *g, const char *key, const char *temp,
			struct artifact *a, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;

	if (!temp)
		return store_read_artifact(g->s, key, a, err);
	if (store_read(g->s, temp, STORE_RECORD_MAX, &text, err))
		return -1;
	return artifact_record_parse(text.data, text.len, temp, a, err);
}

/* Why a provenance is not that of an artifact; NULL: it is. The caller frees. */
static char *misfit(const struct buf *record, const struct artifact *a)
{
	AUTOBUF struct buf text = BUF_INIT;
	struct provenance p = { 0 };
	struct err why = ERR_INIT;
	char *problem = NULL;

	if (provenance_record_parse(record->data, record->len, "record", &text, &why) ||
	    provenance_parse(text.data, text.len, a->recipe, &p, &why))
		problem = xstrdup(why.text);
	else
		provenance_fits(&p, a, &problem);
	err_clear(&why);
	provenance_release(&p);
	return problem;
}

static int end_provenance(struct kit_staging *g, size_t i, bool *wanted, struct err *err)
{
	const struct kit_members *all = &g->k->manifest.members;
	const struct kit_member *m = member_at(g, i);
	AUTOFREE char *name = path_join("artifacts", kit_digest_in(m));
	const struct kit_member *artifact = kit_members_find(all, name);
	const char *temp = artifact ? g->temps[artifact - all->items] : NULL;
	AUTOFREE char *problem = NULL;
	struct artifact a = { 0 };
	int rc = kit_record_provenance(&g->k->manifest, m, &g->text, err);

	if (rc == 0)
		rc = read_subject(g, kit_digest_in(m), temp, &a, err);
	if (rc == 0) {
		problem = misfit(&g->text, &a);
		/* Where this store's artifact stays, the other one's origin is no matter. */
		*wanted = !problem && (temp || !store_exists(g->s, m->name));
		if (problem && temp)
			rc = err_set(err, ERR_HOSTILE, "the kit's member '%s': %s", m->name,
				     problem);
	}
	artifact_release(&a);
	return rc;
}

static int end(void *arg, size_t i, struct err *err)
{
	struct kit_staging *g = arg;
	const struct kit_member *m = member_at(g, i);
	bool wanted = false;
	mode_t mode = m->kind == KIT_INPUT ? 0444 : kit_is_executable(m) ? 0755 : 0644;

	switch (m->kind) {
	case KIT_ARTIFACT:
		if (end_artifact(g, i, &wanted, err))
			return -1;
		break;
	case KIT_RECORD:
		if (end_tree(g, i, &wanted, err))
			return -1;
		break;
	case KIT_PROVENANCE:
		if (end_provenance(g, i, &wanted, err))
			return -1;
		break;
	default:
		break;
	}
	if (wanted && (open_temp(g, i, err) || fd_write(g->fd, g->text.data, g->text.len, err)))
		return -1;
	if (g->fd < 0)
		return 0;
	if (store_finish_fd(g->fd, mode))
		return err_sys(err, "cannot write '%s/%s'", store_path(g->s), g->temps[i]);
	close(g->fd);
	g->fd = -1;
	return 0;
}

int kit_stage(struct kit_staging *g, struct err *err)
{
	const struct kit_visitor v = { begin, end, g };

	g->fd = -1;
	g->temps = xcalloc(g->k->manifest.members.count + 1, sizeof(*g->temps));
	if (check_needs(g, err) || check_room(g, err) ||
	    kit_read_members(g->k->stream, &g->k->manifest, &v, err))
		return -1;
	strv_sort(&g->replaced);
	return 0;
}

void kit_staging_release(struct kit_staging *g)
{
	for (size_t i = 0; g->temps && i < g->k->manifest.members.count; i++) {
		if (g->temps[i])
			store_unlink(g->s, g->temps[i]);
		free(g->temps[i]);
	}
	free(g->temps);
	if (g->fd >= 0)
		close(g->fd);
	strv_release(&g->replaced);
	strv_release(&g->notes);
	buf_release(&g->text);
}
