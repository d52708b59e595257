/* Sysroots in the store, and the records of all that is in it. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"
#include "tests/unit/store_sound.h"

#include "cache/store/store_internal.h"
#include "cache/store/store_record.h"

/* --- trees --- */

static void sysroots_come_back_with_their_own_two_files(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { 0 };
	struct tree_record t = { 0 }, b = { 0 };
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *tree = NULL;
	AUTOFREE char *manifest = NULL;
	AUTOFREE char *digest = NULL;
	AUTOFREE char *key = NULL;
	AUTOFREE char *line = NULL;
	AUTOCLOSE int fd = -1;
	char hex[SHA256_HEX];
	struct stat st, object;
	char path[STORE_OBJECT_PATH];
	const mode_t old = umask(077);

	ok(put_artifact(f->s, 1, &a, &f->err), &f->err);
	record_of(&a, "test+zlib", &t);
	assert_int_equal(store_tree_digest(f->s, "test+zlib", hex, &f->err), -1);
	assert_int_equal(f->err.code, ERR_MISSING);
	err_clear(&f->err);
	ok(store_put_tree(f->s, &t, &f->err), &f->err);
	ok(store_put_tree(f->s, &t, &f->err), &f->err);
	umask(old);
	ok(store_tree_digest(f->s, "test+zlib", hex, &f->err), &f->err);
	assert_string_equal(hex, t.digest);
	ok(store_tree_request(f->s, "test+zlib", &key, &f->err), &f->err);
	assert_string_equal(key, t.request_key);
	ok(store_read_tree(f->s, "test+zlib", &b, &f->err), &f->err);
	assert_string_equal(b.name, t.name);
	assert_int_equal(b.facts.len, 2);
	assert_string_equal(b.facts.items[1], "summary 100% tab\there");
	assert_int_equal(b.part_count, 1);
	assert_string_equal(b.parts[0].why, "the only one");
	assert_string_equal(b.parts[0].key, a.key);
	for (size_t i = 0; i < t.manifest.count; i++) {
		const char *x = t.manifest.entries[i].part, *y = b.manifest.entries[i].part;

		assert_string_equal(x ? x : "-", y ? y : "-");
	}
	ok(store_list_trees(f->s, &names, &f->err), &f->err);
	assert_int_equal(names.len, 1);
	assert_string_equal(names.items[0], "test+zlib");

	tree = path_join(f->place, "sysroots/test+zlib");
	fd = dir_open(AT_FDCWD, tree, &f->err);
	manifest = read_text(fd, ".sysroot/manifest");
	manifest_text(&t.manifest, &text);
	assert_string_equal(manifest, text.data);
	digest = read_text(fd, ".sysroot/digest");
	line = xasprintf("%s\n", t.digest);
	assert_string_equal(digest, line);
	/* Modes are what the manifest says, times are one, contents are shared. */
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_int_equal(fstatat(fd, "usr/include", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_int_equal(st.st_mtim.tv_sec, STORE_MTIME);
	assert_int_equal(fstatat(fd, ".sysroot/digest", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(fstatat(fd, "lib", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(st.st_mtim.tv_sec, STORE_MTIME);
	assert_int_equal(fstatat(fd, "usr/lib/ld.so.1", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	store_object_path(manifest_find(&t.manifest, "usr/lib/ld.so.1")->sha256, true, path);
	assert_int_equal(fstatat(store_fd(f->s), path, &object, 0), 0);
	assert_int_equal(st.st_ino, object.st_ino);
	artifact_release(&a);
	tree_record_release(&t);
	tree_record_release(&b);
	assert_clean(f);
}

static void two_names_may_have_one_tree_and_each_its_record(void **state)
{
	struct fixture *f = *state;
	static const char *const names[] = { "musl", "musl-1.2.5", "other" };
	AUTOSTRV struct strv trees = STRV_INIT;

	for (size_t i = 0; i < 3; i++)
		put_sysroot(f->s, 3, names[i]);
	for (size_t i = 0; i < 3; i++) {
		struct tree_record t = { 0 };

		ok(store_read_tree(f->s, names[i], &t, &f->err), &f->err);
		assert_string_equal(t.name, names[i]);
		assert_non_null(strstr(t.request_key, names[i]));
		tree_record_release(&t);
	}
	ok(dir_list(store_fd(f->s), "trees", &trees, &f->err), &f->err);
	assert_int_equal(trees.len, 1);
	assert_clean(f);
}

static void a_name_moves_to_the_new_tree_and_the_old_tree_stays(void **state)
{
	struct fixture *f = *state;
	AUTOSTRV struct strv records = STRV_INIT;
	AUTOFREE char *old_tree = NULL;
	AUTOFREE char *content = NULL;
	char before[SHA256_HEX], after[SHA256_HEX];

	put_sysroot(f->s, 1, "x");
	ok(store_tree_digest(f->s, "x", before, &f->err), &f->err);
	put_sysroot(f->s, 2, "x");
	ok(store_tree_digest(f->s, "x", after, &f->err), &f->err);
	assert_string_not_equal(before, after);
	old_tree = xasprintf("trees/%s/usr/include/sys/seed.h", before);
	content = read_text(store_fd(f->s), old_tree);
	assert_string_equal(content, "#define SEED 1\n");
	ok(dir_list(store_fd(f->s), "records/x", &records, &f->err), &f->err);
	assert_int_equal(records.len, 1);
	assert_string_equal(records.items[0], after);
	assert_clean(f);
}

static void names_have_bounds(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { 0 };
	char name[STORE_NAME_MAX + 2];

	ok(put_artifact(f->s, 1, &a, &f->err), &f->err);
	memset(name, 'n', sizeof(name));
	for (size_t len = STORE_NAME_MAX; len <= STORE_NAME_MAX + 1; len++) {
		struct tree_record t = { 0 }, b = { 0 };
		int rc;

		name[len] = '\0';
		record_of(&a, name, &t);
		name[len] = 'n';
		rc = store_put_tree(f->s, &t, &f->err);
		if (len == STORE_NAME_MAX) {
			ok(rc, &f->err);
			ok(store_read_tree(f->s, t.name, &b, &f->err), &f->err);
		} else {
			assert_int_equal(rc, -1);
			assert_int_equal(f->err.code, ERR_USAGE);
			assert_non_null(f->err.hint);
		}
		tree_record_release(&t);
		tree_record_release(&b);
	}
	{
		static const char *const bad[] = { "", "a/b", "..", ".x", "-x", "a b", "a\n" };

		for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
			struct tree_record t = { 0 };

			record_of(&a, bad[i], &t);
			assert_int_equal(store_put_tree(f->s, &t, &f->err), -1);
			assert_int_equal(f->err.code, ERR_USAGE);
			tree_record_release(&t);
		}
	}
	artifact_release(&a);
}

static void a_record_that_lies_about_its_digest_is_refused(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { 0 };
	struct tree_record t = { 0 };
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;

	ok(put_artifact(f->s, 1, &a, &f->err), &f->err);
	record_of(&a, "x", &t);
	t.digest[5] = t.digest[5] == 'a' ? 'b' : 'a';
	before = snapshot(store_fd(f->s), ".");
	assert_int_equal(store_put_tree(f->s, &t, &f->err), -1);
	assert_int_equal(f->err.code, ERR_MISMATCH);
	after = snapshot(store_fd(f->s), ".");
	assert_string_equal(before, after);
	artifact_release(&a);
	tree_record_release(&t);
}

/* --- records --- */

static void fix_digest(char *text, size_t len, size_t head)
{
	char hex[SHA256_HEX];

	if (len < head + SHA256_HEX)
		return;
	sha256_mem(text + head + SHA256_HEX, len - head - SHA256_HEX, hex);
	memcpy(text + head, hex, SHA256_HEX - 1);
}

static void mutated_records_never_crash(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { 0 };
	struct tree_record t = { 0 };
	struct buf records[2] = { BUF_INIT, BUF_INIT };
	uint64_t seed = 4711;
	unsigned accepted = 0, refused = 0;

	ok(put_artifact(f->s, 1, &a, &f->err), &f->err);
	record_of(&a, "x", &t);
	artifact_record_text(&a, &records[0]);
	tree_record_text(&t, &records[1]);
	for (int i = 0; i < 20000; i++) {
		const struct buf *record = &records[i & 1];
		const size_t head = strlen(i & 1 ? "sysroot tree 1 " : "sysroot artifact 1 ");
		size_t len = record->len, cap = len + 64;
		AUTOFREE char *text = xmalloc(cap);
		struct artifact b = { 0 };
		struct tree_record u = { 0 };
		AUTOFREE char *key = NULL;
		struct err err = ERR_INIT;
		int rc;

		memcpy(text, record->data, len);
		mutate(text, &len, cap, &seed);
		/* Mostly with a digest that fits, else nothing behind it is read. */
		if (i % 10)
			fix_digest(text, len, head);
		rc = i & 1 ? tree_record_parse(text, len, "r", &u, &err)
			   : artifact_record_parse(text, len, "r", &b, &err);
		if (rc == 0) {
			accepted++;
		} else {
			refused++;
			assert_int_equal(err.code, ERR_CORRUPT);
		}
		err_clear(&err);
		if (tree_record_request(text, len, "r", &key, &err) == 0)
			assert_non_null(key);
		err_clear(&err);
		artifact_release(&b);
		tree_record_release(&u);
	}
	assert_true(refused > 5000);
	assert_true(accepted > 100);
	buf_release(&records[0]);
	buf_release(&records[1]);
	artifact_release(&a);
	tree_record_release(&t);
}

static void every_flipped_byte_of_a_record_is_seen(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { 0 }, b = { 0 };
	AUTOBUF struct buf text = BUF_INIT;

	ok(put_artifact(f->s, 1, &a, &f->err), &f->err);
	artifact_record_text(&a, &text);
	for (size_t i = 0; i < text.len; i++) {
		text.data[i] ^= 1;
		assert_int_equal(artifact_record_parse(text.data, text.len, "r", &b, &f->err), -1);
		text.data[i] ^= 1;
		artifact_release(&b);
	}
	ok(artifact_record_parse(text.data, text.len, "r", &b, &f->err), &f->err);
	artifact_release(&a);
	artifact_release(&b);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sysroots_come_back_with_their_own_two_files),
		TEST(two_names_may_have_one_tree_and_each_its_record),
		TEST(a_name_moves_to_the_new_tree_and_the_old_tree_stays),
		TEST(names_have_bounds),
		TEST(a_record_that_lies_about_its_digest_is_refused),
		TEST(mutated_records_never_crash),
		TEST(every_flipped_byte_of_a_record_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
