/* Artifacts and sysroots, to a registry and from it. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_share.h"

#include <fcntl.h>
#include <string.h>

#include "builder/base/file.h"
#include "cache/kit/kit.h"
#include "sysroots/elf/index_symbols.h"

#define TAG "key-%s"

/* The registry's own errors name it; these say of which tag of it they speak. */
static int share_name(const struct registry *r, const char *tag, struct err *err)
{
	const struct remote_ref *ref = registry_ref(r);
	AUTOFREE char *name = xasprintf("'%s/%s'", ref->host, ref->repo);

	if (!err || !err->text || strncmp(err->text, name, strlen(name)) == 0)
		return -1;
	if (err->code == ERR_SYSTEM || err->code == ERR_SYNTAX || err->code == ERR_USAGE ||
	    err->code == ERR_INTERRUPTED)
		return -1; /* of this machine */
	return err_prefix(err, "'%s/%s:%.20s%s'", ref->host, ref->repo, tag,
			  strlen(tag) > 20 ? "..." : "");
}

/* --- pushing --- */

/* A file that is to become a blob. */
static int share_blob(const char *path, struct oci_blob *b, struct err *err)
{
	memcpy(b->digest, "sha256:", 7);
	return sha256_file(AT_FDCWD, path, b->digest + 7, &b->size, err);
}

static int share_write_kit(struct store *s, const struct kit_wish *wish, const char *path,
			   struct err *err)
{
	AUTOCLOSE int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(err, "cannot write '%s'", path);
	return kit_write(s, wish, fd, NULL, err);
}

/* The manifest of what is under a tag now; *there: one of ours is. */
static int share_look(struct registry *r, const char *tag, struct oci_manifest *m,
		      char digest[REMOTE_DIGEST], bool *there, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	int got = registry_get_manifest(r, tag, &text, digest, err);

	*there = got == 1 && oci_manifest_parse(text.data, text.len, m, NULL) == 0;
	return got < 0 ? -1 : 0;
}

struct share_wish {
	const struct kit_wish *kit;
	struct oci_manifest m; /* its blobs are found here */
	const char *tag;
	const struct oci_manifest *now; /* what is there, or NULL */
	const struct remote_access *access;
};

static int share_upload(struct registry *r, struct share_wish *w, const char *kit,
			const char *signature, struct share_push *done, struct err *err)
{
	AUTOFREE char *empty = xasprintf("%s.empty", kit);
	const struct oci_blob config = { .digest = OCI_EMPTY_DIGEST, .size = 2 };
	AUTOBUF struct buf text = BUF_INIT;

	if (file_write(AT_FDCWD, empty, "{}", 2, 0600, err) < 0 ||
	    registry_put_blob(r, empty, &config, NULL, err) < 0 ||
	    registry_put_blob(r, kit, &w->m.kit, NULL, err) < 0)
		return -1;
	if (w->access->sign && registry_put_blob(r, signature, &w->m.signature, NULL, err) < 0)
		return -1;
	oci_manifest_text(&w->m, &text);
	done->moved = true;
	return registry_put_manifest(r, w->tag, &text, done->digest, err);
}

static int share_push_in(struct registry *r, struct store *s, struct share_wish *w,
			 const char *folder, struct share_push *done, struct err *err)
{
	AUTOFREE char *kit = xasprintf("%s/%s/kit", store_path(s), folder);
	AUTOFREE char *signature = kit_signature_path(kit);

	if (share_write_kit(s, w->kit, kit, err) < 0 || share_blob(kit, &w->m.kit, err) < 0)
		return -1;
	if (w->now && strcmp(w->now->kit.digest, w->m.kit.digest) == 0 &&
	    (w->now->signature.size || !w->access->sign))
		return 0; /* the same, and signed if that is wanted */
	if (w->access->sign &&
	    (kit_sign(kit, signature, w->access->sign, w->access->passphrase, err) < 0 ||
	     share_blob(signature, &w->m.signature, err) < 0))
		return -1;
	return share_upload(r, w, kit, signature, done, err);
}

static int share_push_kit(struct registry *r, struct store *s, struct share_wish *w,
			  struct share_push *done, struct err *err)
{
	AUTOFREE char *folder = NULL;
	int status;

	if (store_temp(s, "push", &folder, err) < 0)
		return -1;
	status = share_push_in(r, s, w, folder, done, err);
	store_temp_remove(s, folder);
	return status;
}

/* May what is there stay? 1 yes, 0 it must be written, -1 it is another one. */
static int share_compare(const struct oci_manifest *now, const struct artifact *a, const char *tree,
			 bool sign, struct err *err)
{
	if (now->tree && strcmp(now->tree, tree) == 0)
		return now->signature.size || !sign;
	err_set(err, ERR_MISMATCH,
		"the registry has a different artifact of '%s' with the same build key", a->recipe);
	return err_hint(
		err,
		"'sysroot challenge' shows how they differ; --replace overwrites it with this one");
}

int share_push_artifact(struct registry *r, struct store *s, const char *key, bool replace,
			struct share_push *done, struct err *err)
{
	AUTOFREE char *tag = xasprintf(TAG, key);
	struct kit_wish wish = { .name = "artifact" };
	struct share_wish w = { .kit = &wish, .tag = tag, .access = registry_access(r) };
	struct oci_manifest now = { 0 };
	struct artifact a = { 0 };
	char tree[SHA256_HEX];
	bool there = false;
	int status;

	*done = (struct share_push){ .moved = false };
	if (store_read_artifact(s, key, &a, err) < 0)
		return -1;
	manifest_digest(&a.manifest, tree);
	status = share_look(r, tag, &now, done->digest, &there, err);
	if (status == 0 && there && !replace)
		status = share_compare(&now, &a, tree, w.access->sign != NULL, err);
	if (status == 0) {
		w.m.key = xstrdup(key);
		w.m.recipe = xstrdup(a.recipe);
		w.m.tree = xstrdup(tree);
		w.now = there ? &now : NULL;
		strv_add(&wish.artifacts, key);
		status = share_push_kit(r, s, &w, done, err);
	}
	if (status < 0)
		share_name(r, tag, err);
	kit_wish_release(&wish);
	oci_manifest_release(&w.m);
	oci_manifest_release(&now);
	artifact_release(&a);
	return status < 0 ? -1 : 0;
}

int share_push_tree(struct registry *r, struct store *s, const char *name, const char *tag,
		    struct share_push *done, struct err *err)
{
	struct kit_wish wish = { .name = "sysroot" };
	struct share_wish w = { .kit = &wish, .tag = tag, .access = registry_access(r) };
	struct oci_manifest now = { 0 };
	char tree[SHA256_HEX];
	bool there = false;
	int status;

	*done = (struct share_push){ .moved = false };
	if (store_tree_digest(s, name, tree, err) < 0)
		return err_hint(err, "'sysroot build %s' builds it", name);
	status = share_look(r, tag, &now, done->digest, &there, err);
	if (status == 0) {
		w.m.target = xstrdup(name);
		w.m.tree = xstrdup(tree);
		w.now = there ? &now : NULL;
		strv_add(&wish.trees, name);
		status = share_push_kit(r, s, &w, done, err);
	}
	kit_wish_release(&wish);
	oci_manifest_release(&w.m);
	oci_manifest_release(&now);
	return status;
}

/* --- pulling --- */

/*
 * Does a kit carry one thing of this kind, and beside it only what belongs to
 * it? Returns its name, borrowed from the manifest, or NULL.
 */
static const char *share_check_members(const struct kit_manifest *m, enum kit_kind kind,
				       struct err *err)
{
	const char *found = NULL;

	if (m->needs.count) {
		err_set(err, ERR_MISMATCH, "its kit does not contain '%s'", m->needs.items[0].name);
		return NULL;
	}
	for (size_t i = 0; i < m->members.count; i++) {
		const struct kit_member *member = &m->members.items[i];
		bool belongs = member->kind == KIT_OBJECT ||
			       (member->kind == KIT_PROVENANCE && kind == KIT_ARTIFACT && found &&
				strcmp(path_basename(member->name), path_basename(found)) == 0);

		if (member->kind == kind && !found) {
			found = member->name;
		} else if (!belongs) {
			err_set(err, ERR_MISMATCH, "its kit contains '%s', which was not requested",
				member->name);
			return NULL;
		}
	}
	if (!found)
		err_set(err, ERR_MISMATCH, "its kit does not contain what was requested");
	return found;
}

struct share_pull {
	struct oci_manifest m;
	char *kit, *signature; /* files; removed after use */
	struct kit_trust trust;
};

static void share_pull_release(struct share_pull *p)
{
	if (p->kit)
		unlink(p->kit);
	if (p->signature)
		unlink(p->signature);
	free(p->kit);
	free(p->signature);
	oci_manifest_release(&p->m);
}

/* Bring manifest, signature and kit; 1, 0 when it is not there, -1. */
static int share_bring(struct registry *r, const char *tag, struct share_pull *p, struct err *err)
{
	const struct remote_access *access = registry_access(r);
	AUTOBUF struct buf text = BUF_INIT;
	int got = registry_get_manifest(r, tag, &text, NULL, err);

	if (got <= 0)
		return got;
	if (oci_manifest_parse(text.data, text.len, &p->m, err) < 0)
		return -1;
	if (!p->m.signature.size && !access->unsigned_ok) {
		err_set(err, ERR_MISMATCH, "it is not signed");
		return err_hint(err, "sign it with 'sysroot push --sign KEY'; --insecure-unsigned "
				     "(SYSROOT_REMOTE_UNSIGNED=1)\naccepts it unsigned, from "
				     "anyone who can write there");
	}
	if (p->m.signature.size && registry_get_blob(r, &p->m.signature, &p->signature, err) < 0)
		return -1;
	if (registry_get_blob(r, &p->m.kit, &p->kit, err) < 0)
		return -1;
	p->trust = (struct kit_trust){
		.keys = &access->keys,
		.signature = p->signature,
		/* Their files are gone when the error is read. */
		.kit_called = "its kit",
		.signature_called = "kit.minisig",
		.unsigned_ok = access->unsigned_ok,
		.older_ok = access->older_ok,
	};
	return 1;
}

/* Look inside, once the signature holds: is it what was asked for? *found: the caller frees. */
static int share_inspect(const struct share_pull *p, enum kit_kind kind, const char *want,
			 char **found, struct err *err)
{
	struct kit *kit = NULL;
	const char *name;

	if (kit_open(p->kit, &p->trust, false, &kit, err) < 0)
		return -1;
	name = share_check_members(kit_manifest(kit), kind, err);
	if (name && want && strcmp(name, want) != 0) {
		err_set(err, ERR_MISMATCH, "its kit contains '%s' instead of '%s'", name, want);
		name = NULL;
	}
	*found = name ? xstrdup(name) : NULL;
	kit_close(kit);
	return name ? 0 : -1;
}

/* Pull what the kit under a tag carries, which must be of this kind, and this if not NULL. */
static int share_pull(struct registry *r, struct store *s, struct index *ix, const char *tag,
		      enum kit_kind kind, const char *want, char **found, struct err *err)
{
	struct share_pull p = { .kit = NULL };
	int got = share_bring(r, tag, &p, err);

	if (got == 1 && (share_inspect(&p, kind, want, found, err) < 0 ||
			 kit_import(s, ix, ix ? symbols_index_reader : NULL, p.kit, &p.trust, NULL,
				    NULL, err) < 0))
		got = -1;
	if (got < 0)
		share_name(r, tag, err);
	share_pull_release(&p);
	return got;
}

int share_pull_artifact(struct registry *r, struct store *s, struct index *ix, const char *key,
			struct err *err)
{
	AUTOFREE char *tag = xasprintf(TAG, key);
	AUTOFREE char *want = xasprintf("artifacts/%s", key);
	AUTOFREE char *found = NULL;

	return share_pull(r, s, ix, tag, KIT_ARTIFACT, want, &found, err);
}

int share_pull_tree(struct registry *r, struct store *s, struct index *ix, const char *tag,
		    char **name, struct err *err)
{
	AUTOFREE char *found = NULL; /* "records/NAME/DIGEST" */
	int got = share_pull(r, s, ix, tag, KIT_RECORD, NULL, &found, err);
	const char *begin = found ? strchr(found, '/') : NULL;

	if (got == 1 && begin)
		*name = xstrndup(begin + 1, strcspn(begin + 1, "/"));
	return got;
}
