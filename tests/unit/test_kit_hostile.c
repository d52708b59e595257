/* Kits with a good signature and bad contents: refused, and the store as it was. */
/* SPDX-License-Identifier: MIT */
#include "kit_forge.h"

#include "cache/store/store_record.h"

/* Refused for this reason, and nothing of the farm's store changed. */
static void expect_hostile_at(struct kit_fixture *f, enum err_code code, const char *text, int line)
{
	AUTOFREE char *before = kit_snapshot(f->place);
	AUTOFREE char *after = NULL;
	int rc = kit_import(f->to, NULL, NULL, f->kit, &f->trust, f->from.dir, NULL, &f->err);

	if (rc == 0)
		fail_msg("line %d: taken", line);
	if (f->err.code != code || !strstr(f->err.text, text))
		fail_msg("line %d: '%s' (%s) instead of '%s'", line, f->err.text,
			 err_word(f->err.code), text);
	err_clear(&f->err);
	after = kit_snapshot(f->place);
	assert_string_equal(before, after);
}
#define expect_hostile(f, text) expect_hostile_at(f, ERR_HOSTILE, text, __LINE__)

static void one(struct kit_fixture *f, const char *name, const char *data)
{
	const struct forged m = { .name = name, .data = data };

	forge_kit(f, "", &m, 1);
}

/* "objects/" and the digest of a text; the caller frees. */
static char *named(const char *folder, const char *data, const char *end)
{
	char hex[SHA256_HEX];

	sha256_mem(data, strlen(data), hex);
	return xasprintf("%s/%s%s", folder, hex, end);
}

static void takes_a_forged_kit_that_is_right(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *object = named("objects", "x", "");

	one(f, object, "x");
	ok(kit_import(f->to, NULL, NULL, f->kit, &f->trust, NULL, NULL, &f->err), &f->err);
}

static void refuses_names_that_no_member_has(void **state)
{
	static const char hex[] =
		"0000000000000000000000000000000000000000000000000000000000000000";
	char *const bad[] = {
		xstrdup("objects/../../../etc/passwd"),
		xstrdup("/etc/passwd"),
		xstrdup("objects/short"),
		xasprintf("objects/%s.y", hex),
		xasprintf("objects/%s/x", hex),
		xasprintf("inputs/%s.x", hex),
		xasprintf("records/../%s", hex),
		xasprintf("records/.hidden/%s", hex),
		xasprintf("records/a/b/%s", hex),
		xasprintf("records//%s", hex),
		xasprintf("records/-rf/%s", hex),
		xasprintf("records/a\tb/%s", hex),
		xstrdup("programs/../sysroot"),
		xstrdup("programs/.bashrc"),
		xstrdup("programs/a b"),
		xstrdup("programs/"),
		xstrdup("format"),
		xstrdup("index.sqlite"),
		xstrdup("kits/farm"),
		xasprintf("artifacts/%.63sG", hex),
		xasprintf("sysroots/%s", hex),
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		one(*state, bad[i], "x");
		expect_hostile(*state, "the member's name is invalid");
		free(bad[i]);
	}
}

static void refuses_contents_of_another_digest(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *object = named("objects", "x", "");
	AUTOFREE char *provenance = named("provenance", "x", "");
	struct forged m = { .name = object, .data = "y" };

	/* The manifest's digest is not the name's. */
	forge_kit(f, "", &m, 1);
	expect_hostile(f, "name does not match its digest");
	/* It is, but the content has another. */
	m.says = strchr(object, '/') + 1;
	forge_kit(f, "", &m, 1);
	expect_hostile(f, "does not match its digest");
	m = (struct forged){ .name = "programs/sysroot", .data = "y", .says = m.says };
	forge_kit(f, "", &m, 1);
	expect_hostile(f, "does not match its digest");
	one(f, provenance, "{}");
	expect_hostile(f, "does not contain the artifact");
}

static void refuses_what_is_twice_or_out_of_order(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *a = named("objects", "a", "");
	AUTOFREE char *b = named("objects", "b", "");
	struct forged m[2] = { { .name = a, .data = "a" }, { .name = a, .data = "a" } };

	forge_kit(f, "", m, 2);
	expect_hostile(f, "not in order");
	m[strcmp(a, b) < 0 ? 0 : 1] = (struct forged){ .name = b, .data = "b" };
	forge_kit(f, "", m, 2);
	expect_hostile(f, "not in order");
}

static void refuses_a_manifest_that_is_not_one(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *input = named("inputs", "x", "");
	AUTOFREE char *needs = xasprintf("needs 1 %s\n", input);
	static const struct {
		const char *text, *problem;
	} bad[] = {
		{ "", "not a kit" },
		{ "sysroot kit 2\nname a\nnumber 1\n", "another format" },
		{ "sysroot kit 1\nname ../a\nnumber 1\n", "name of the series" },
		{ "sysroot kit 1\nname A\nnumber 1\n", "name of the series" },
		{ "sysroot kit 1\nname a\nnumber 01\n", "number is invalid" },
		{ "sysroot kit 1\nname a\nnumber -1\n", "number is invalid" },
		{ "sysroot kit 1\nname a\nnumber 9999999999999999999\n", "number is invalid" },
		{ "sysroot kit 1\nname a\nnumber 1", "number is invalid" },
		{ "sysroot kit 1\nname a\nnumber 1\n\n", "neither 'member' nor 'needs'" },
		{ "sysroot kit 1\nname a\nnumber 1\nmember x", "truncated" },
		{ "sysroot kit 1\nname a\nnumber 1\nmember x\n", "does not have a digest" },
		{ "sysroot kit 1\nname a\nnumber 1\nneeds 1 programs/x\n", "cannot be left out" },
		{ "sysroot kit 1\nname a\nnumber 1\nneeds x objects/x\n", "size is not a number" },
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTOBUF struct buf archive = BUF_INIT;

		forge_member(&archive, "manifest", 0644, bad[i].text, strlen(bad[i].text));
		tar_end(&archive);
		forge_archive(f, &archive);
		expect_hostile(f, bad[i].problem);
	}
	{
		const struct forged m = { .name = input, .data = "x" };

		forge_kit(f, needs, &m, 1);
		expect_hostile(f, "carried and left out");
		forge_kit(f, needs, NULL, 0);
		expect_hostile_at(f, ERR_MISSING, "leaves out 1 things", __LINE__);
	}
}

static void refuses_sizes_that_nobody_has(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *object = named("objects", "x", "");
	static const char *const sizes[] = { "99999999999999999", "18446744073709551615", "-1",
					     "4398046511105" };

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		AUTOBUF struct buf archive = BUF_INIT;
		AUTOFREE char *text =
			xasprintf("sysroot kit 1\nname a\nnumber 1\nmember %s %s %s\n",
				  strchr(object, '/') + 1, sizes[i], object);

		forge_member(&archive, "manifest", 0644, text, strlen(text));
		tar_end(&archive);
		forge_archive(f, &archive);
		assert_int_equal(kit_import(f->to, NULL, NULL, f->kit, &f->trust, NULL, NULL,
					    &f->err),
				 -1);
		assert_int_equal(f->err.code, ERR_HOSTILE);
		err_clear(&f->err);
	}
}

/* A size that is in bounds, but no disk has: said before a byte is written. */
static void refuses_what_the_disk_cannot_hold(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *object = named("objects", "x", "");
	AUTOFREE char *text = xasprintf("sysroot kit 1\nname a\nnumber 1\nmember %s %llu %s\n",
					strchr(object, '/') + 1, 1ULL << 41, object);
	AUTOBUF struct buf archive = BUF_INIT;

	forge_member(&archive, "manifest", 0644, text, strlen(text));
	tar_end(&archive);
	forge_archive(f, &archive);
	expect_hostile_at(f, ERR_SYSTEM, "not enough space in the store", __LINE__);
}

static void refuses_another_archive(void **state)
{
	struct kit_fixture *f = *state;
	AUTOBUF struct buf archive = BUF_INIT;
	AUTOBUF struct buf other = BUF_INIT;
	AUTOBUF struct buf packed = BUF_INIT;
	AUTOFREE char *zeros = xcalloc(1, 1 << 20);

	kit_make(f, "farm", 1);
	forge_unpack(f->kit, &archive);

	/* More behind the end of the archive; and not so much as that end. */
	buf_add(&other, archive.data, archive.len);
	forge_zeros(&other, 512);
	forge_archive(f, &other);
	expect_hostile(f, "data after the end of the archive");
	buf_clear(&other);
	buf_add(&other, archive.data, archive.len - 512);
	forge_archive(f, &other);
	expect_hostile(f, "ends prematurely");

	/* Another owner in a header, padding that is not zero. */
	archive.data[108] ^= 1;
	forge_archive(f, &archive);
	expect_hostile(f, "does not begin with a manifest");
	archive.data[108] ^= 1;
	archive.data[archive.len - 1025] ^= 1;
	forge_archive(f, &archive);
	expect_hostile(f, "something else");
	archive.data[archive.len - 1025] ^= 1;

	/* A second frame, one to be skipped before, garbage behind, a cut. */
	forge_pack(&archive, 0, &packed);
	forge_pack(&archive, 0, &packed);
	write_file(AT_FDCWD, f->kit, packed.data, packed.len, 0644);
	forge_sign(f, f->secret);
	expect_hostile(f, "after the end of the compressed archive");
	buf_clear(&packed);
	buf_add(&packed, "\x50\x2a\x4d\x18\x04\0\0\0skip", 12);
	forge_pack(&archive, 0, &packed);
	write_file(AT_FDCWD, f->kit, packed.data, packed.len, 0644);
	forge_sign(f, f->secret);
	expect_hostile(f, "not compressed with zstd");
	buf_clear(&packed);
	forge_pack(&archive, 0, &packed);
	buf_addch(&packed, '\n');
	write_file(AT_FDCWD, f->kit, packed.data, packed.len, 0644);
	forge_sign(f, f->secret);
	expect_hostile(f, "after the end of the compressed archive");
	write_file(AT_FDCWD, f->kit, packed.data, packed.len - 2, 0644);
	forge_sign(f, f->secret);
	expect_hostile(f, "truncated");
	write_file(AT_FDCWD, f->kit, "", 0, 0644);
	forge_sign(f, f->secret);
	expect_hostile(f, "truncated");

	/* A window that would take 128 MiB of memory. */
	buf_clear(&packed);
	while (archive.len < (9 << 20))
		buf_add(&archive, zeros, 1 << 20);
	forge_pack(&archive, 27, &packed);
	write_file(AT_FDCWD, f->kit, packed.data, packed.len, 0644);
	forge_sign(f, f->secret);
	expect_hostile(f, "cannot be decompressed");
}

/* A gigabyte of zeros in a few KiB: given up at the first byte that is not named. */
static void does_not_unpack_a_bomb(void **state)
{
	struct kit_fixture *f = *state;
	AUTOBUF struct buf archive = BUF_INIT;
	AUTOFREE char *zeros = xcalloc(1, 1 << 20);
	const char text[] = "sysroot kit 1\nname a\nnumber 1\n";

	forge_member(&archive, "manifest", 0644, text, strlen(text));
	tar_end(&archive);
	for (int i = 0; i < 256; i++)
		buf_add(&archive, zeros, 1 << 20);
	forge_archive(f, &archive);
	expect_hostile(f, "data after the end of the archive");
	/* The same as the manifest itself. */
	buf_clear(&archive);
	{
		const struct tar_member m = { .path = "manifest",
					      .type = TAR_FILE,
					      .mode = 0644,
					      .size = 257 << 20,
					      .mtime = STORE_MTIME };

		tar_header(&m, &archive);
	}
	for (int i = 0; i < 257; i++)
		buf_add(&archive, zeros, 1 << 20);
	forge_archive(f, &archive);
	expect_hostile(f, "manifest is too large");
}

/* A sysroot's record of one file, its object beside it if with_object. */
static void forge_tree(struct kit_fixture *f, const char *path, const char *tree_name,
		       const char *member_name, bool with_object)
{
	AUTOFREE char *object = named("objects", "x", "");
	AUTOFREE char *record = NULL;
	AUTOBUF struct buf text = BUF_INIT;
	struct tree_record t = { 0 };
	struct entry e = { .type = ENTRY_FILE, .size = 1 };
	struct forged m[2];
	size_t n = 0;

	t.name = xstrdup(tree_name);
	t.request_key = xstrdup("key");
	e.path = xstrdup(path);
	memcpy(e.sha256, strchr(object, '/') + 1, SHA256_HEX);
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		struct entry dir = { .type = ENTRY_DIR,
				     .path = xstrndup(path, (size_t)(slash - path)) };

		manifest_take(&t.manifest, &dir);
	}
	manifest_take(&t.manifest, &e);
	manifest_digest(&t.manifest, t.digest);
	tree_record_text(&t, &text);
	record = xasprintf("records/%s/%s", member_name, t.digest);
	if (with_object)
		m[n++] = (struct forged){ .name = object, .data = "x" };
	m[n++] = (struct forged){ .name = record, .data = text.data, .len = text.len };
	forge_kit(f, "", m, n);
	tree_record_release(&t);
}

static void refuses_records_that_lie(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *record = named("artifacts", "x", "");

	forge_tree(f, "usr/../../escape", "a", "a", true);
	expect_hostile(f, "not safe");
	forge_tree(f, "/etc/passwd", "a", "a", true);
	expect_hostile(f, "not safe");
	forge_tree(f, ".sysroot/digest", "a", "a", true);
	expect_hostile(f, "belong to the store itself");
	forge_tree(f, "usr/x", "a", "b", true);
	expect_hostile(f, "a different sysroot");
	forge_tree(f, "usr/x", "a", "a", false);
	expect_hostile(f, "neither carries nor leaves out");
	one(f, record, "x");
	expect_hostile(f, "not a record");
	/* The same with nothing wrong. */
	forge_tree(f, "usr/x", "a", "a", true);
	ok(kit_import(f->to, NULL, NULL, f->kit, &f->trust, NULL, NULL, &f->err), &f->err);
}

/* How one artifact was made, under the key of another. */
static void refuses_a_provenance_of_something_else(void **state)
{
	struct kit_fixture *f = *state;
	AUTOSTRV struct strv keys = STRV_INIT;

	ok(store_list_artifacts(f->from.s, &keys, &f->err), &f->err);
	kit_put_provenance(f->from.s, keys.items[0], keys.items[1]);
	kit_make(f, "farm", 1);
	expect_hostile(f, "it is for the build key");
	ok(store_put_provenance(f->from.s, keys.items[1], "{}", 2, &f->err), &f->err);
	kit_make(f, "farm", 1);
	expect_hostile(f, "not a statement");
	kit_put_provenance(f->from.s, keys.items[1], keys.items[1]);
	kit_make(f, "farm", 1);
	ok(kit_import(f->to, NULL, NULL, f->kit, &f->trust, NULL, NULL, &f->err), &f->err);
}

/* An artifact of ours under a key that is not the hash of its text; and a link that leaves. */
static void refuses_artifacts_that_lie(void **state)
{
	struct kit_fixture *f = *state;
	struct artifact a = { 0 };
	struct entry link = { .type = ENTRY_LINK,
			      .path = xstrdup("link"),
			      .target = xstrdup("../../etc") };
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *name = NULL;
	struct forged m;

	a.recipe = xstrdup("r");
	a.part = xstrdup("libc");
	a.version = xstrdup("1");
	a.license = xstrdup("MIT");
	a.fidelity = xstrdup("source");
	a.sandbox = xstrdup("none");
	a.key_text = xstrdup("text");
	sha256_mem("other", 5, a.key);
	artifact_record_text(&a, &text);
	name = path_join("artifacts", a.key);
	m = (struct forged){ .name = name, .data = text.data, .len = text.len };
	forge_kit(f, "", &m, 1);
	expect_hostile(f, "a different key");

	sha256_mem("text", 4, a.key);
	manifest_take(&a.manifest, &link);
	buf_clear(&text);
	artifact_record_text(&a, &text);
	free(name);
	name = path_join("artifacts", a.key);
	m = (struct forged){ .name = name, .data = text.data, .len = text.len };
	forge_kit(f, "", &m, 1);
	expect_hostile(f, "leaves the tree");
	artifact_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		kit_test(takes_a_forged_kit_that_is_right),
		kit_test(refuses_names_that_no_member_has),
		kit_test(refuses_contents_of_another_digest),
		kit_test(refuses_what_is_twice_or_out_of_order),
		kit_test(refuses_a_manifest_that_is_not_one),
		kit_test(refuses_sizes_that_nobody_has),
		kit_test(refuses_what_the_disk_cannot_hold),
		kit_test(refuses_another_archive),
		kit_test(does_not_unpack_a_bomb),
		kit_test(refuses_records_that_lie),
		kit_test(refuses_artifacts_that_lie),
		kit_test(refuses_a_provenance_of_something_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
