/* What the tests of kits share: two stores, a kit between them, a pair of keys. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_KIT_FIXTURE_H
#define TESTS_KIT_FIXTURE_H

#include "store_fixture.h"

#include "cache/kit/kit.h"
#include "cache/provenance/provenance.h"

struct kit_fixture {
	struct fixture from; /* the connected side */
	struct store *to; /* the farm */
	char *place, *keys, *kit, *signature, *secret; /* paths: of the farm's store, ... */
	struct strv folders; /* of trusted keys */
	struct kit_trust trust;
	struct err err;
};

/* A new pair of keys: DIR/NAME.pub in the trusted folder or elsewhere, NAME.key beside the kit. */
static inline void kit_make_keys(struct kit_fixture *f, const char *name, bool trusted)
{
	struct minisign_secret secret;
	struct minisign_public key;
	AUTOBUF struct buf text = BUF_INIT;
	AUTOBUF struct buf public = BUF_INIT;
	AUTOFREE char *pub = xasprintf("%s/%s.pub", trusted ? f->keys : f->from.dir, name);
	AUTOFREE char *sec = xasprintf("%s/%s.key", f->from.dir, name);

	ok(minisign_generate(&secret, &key, &f->err), &f->err);
	ok(minisign_secret_text(&secret, NULL, &text, &f->err), &f->err);
	minisign_public_text(&key, &public);
	write_text(AT_FDCWD, pub, public.data);
	write_text(AT_FDCWD, sec, text.data);
}

/* An input of some bytes; the caller frees its digest. */
static inline char *kit_add_input(struct store *s, const char *dir, const char *text)
{
	AUTOFREE char *path = path_join(dir, "input");
	char *hex = xcalloc(1, SHA256_HEX);
	struct err err = ERR_INIT;

	write_text(AT_FDCWD, path, text);
	ok(store_add_input(s, AT_FDCWD, path, NULL, hex, &err), &err);
	return hex;
}

/* All that a small store has: inputs, artifacts with provenance, the sysroots. */
static inline void kit_wish_all(struct store *s, struct kit_wish *w)
{
	AUTOSTRV struct strv have = STRV_INIT;
	struct err err = ERR_INIT;

	ok(kit_have(s, &have, &err), &err);
	for (size_t i = 0; i < have.len; i++)
		if (strncmp(have.items[i], "inputs/", 7) == 0)
			strv_add(&w->inputs, have.items[i] + 7);
	ok(store_list_artifacts(s, &w->artifacts, &err), &err);
	ok(store_list_trees(s, &w->trees, &err), &err);
}

static inline int kit_write_to(struct store *s, const struct kit_wish *w, const char *path,
			       struct kit_summary *summary, struct err *err)
{
	AUTOCLOSE int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	return kit_write(s, w, fd, summary, err);
}

/* A kit of all that the connected side has, signed. */
static inline void kit_make(struct kit_fixture *f, const char *name, uint64_t number)
{
	struct kit_wish w = { .name = name, .number = number };

	kit_wish_all(f->from.s, &w);
	ok(kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), &f->err);
	kit_wish_release(&w);
	ok(kit_sign(f->kit, NULL, f->secret, NULL, &f->err), &f->err);
}

/* Keep the provenance of the artifact of one key under another, or the same. */
static inline void kit_put_provenance(struct store *s, const char *of, const char *under)
{
	struct artifact a = { 0 };
	struct err err = ERR_INIT;
	char digest[SHA256_HEX];
	AUTOFREE char *text = NULL;

	ok(store_read_artifact(s, of, &a, &err), &err);
	manifest_digest(&a.manifest, digest);
	text = xasprintf("{\"_type\": \"" PROVENANCE_STATEMENT "\","
			 " \"subject\": [{\"name\": \"%s\", \"digest\": {\"sha256\": \"%s\"}}],"
			 " \"predicateType\": \"" PROVENANCE_PREDICATE "\","
			 " \"predicate\": {\"buildDefinition\": {"
			 "\"buildType\": \"" PROVENANCE_BUILD_TYPE "\","
			 " \"internalParameters\": {\"buildKey\": \"%s\"},"
			 " \"resolvedDependencies\": []}}}\n",
			 a.recipe, digest, a.key);
	ok(store_put_provenance(s, under, text, strlen(text), &err), &err);
	artifact_release(&a);
}

/* rc is that of what was to be refused: for this reason, and with a hint. */
static inline void kit_refused(struct kit_fixture *f, int rc, enum err_code code, const char *text)
{
	assert_int_equal(rc, -1);
	if (f->err.code != code || !strstr(f->err.text, text))
		fail_msg("'%s' (%s) instead of '%s'", f->err.text, err_word(f->err.code), text);
	assert_non_null(f->err.hint);
	err_clear(&f->err);
}

static inline int kit_setup(void **state)
{
	struct kit_fixture *f = xcalloc(1, sizeof(*f));
	AUTOFREE char *input = NULL;
	AUTOSTRV struct strv keys = STRV_INIT;

	f->from.dir = fixture_temp();
	f->from.place = path_join(f->from.dir, "from");
	f->place = path_join(f->from.dir, "to");
	f->keys = path_join(f->from.dir, "keys");
	f->kit = path_join(f->from.dir, "small.kit");
	f->signature = kit_signature_path(f->kit);
	f->secret = path_join(f->from.dir, "ours.key");
	assert_int_equal(mkdir(f->keys, 0755), 0);
	ok(store_open(f->from.place, true, &f->from.s, &f->err), &f->err);
	ok(store_open(f->place, true, &f->to, &f->err), &f->err);
	kit_make_keys(f, "ours", true);
	strv_add(&f->folders, f->keys);
	f->trust = (struct kit_trust){ .keys = &f->folders, .signature = f->signature };
	put_sysroot(f->from.s, 1, "tiny");
	put_sysroot(f->from.s, 2, "small+zlib");
	input = kit_add_input(f->from.s, f->from.dir, "as upstream made it\n");
	ok(store_list_artifacts(f->from.s, &keys, &f->err), &f->err);
	kit_put_provenance(f->from.s, keys.items[0], keys.items[0]);
	*state = f;
	return 0;
}

static inline int kit_teardown(void **state)
{
	struct kit_fixture *f = *state;

	store_close(f->from.s);
	store_close(f->to);
	ok(tree_remove(AT_FDCWD, f->from.dir, &f->err), &f->err);
	err_clear(&f->err);
	free(f->from.dir);
	free(f->from.place);
	free(f->place);
	free(f->keys);
	free(f->kit);
	free(f->signature);
	free(f->secret);
	strv_release(&f->folders);
	free(f);
	return 0;
}

#define kit_test(f) cmocka_unit_test_setup_teardown(f, kit_setup, kit_teardown)

/* What a store has, without its locks and unfinished things; the caller frees. */
static inline char *kit_snapshot(const char *place)
{
	static const char *const folders[] = { "inputs", "objects", "artifacts", "provenance",
					       "trees",  "records", "sysroots",  "kits" };
	struct buf all = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		AUTOFREE char *path = path_join(place, folders[i]);
		AUTOFREE char *part = snapshot(AT_FDCWD, path);

		buf_addf(&all, "== %s\n%s", folders[i], part);
	}
	return buf_steal(&all);
}

#endif
