/* The store: what goes in comes out; nothing half-made is ever visible. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"
#include "tests/unit/store_sound.h"

#include "cache/store/store_internal.h"
#include "cache/store/store_record.h"

/* --- opening --- */

static void default_place_follows_the_environment(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *a = path_join(f->dir, "a");
	AUTOFREE char *xdg = path_join(f->dir, "xdg");
	AUTOFREE char *home = path_join(f->dir, "home");
	const char *const places[] = { "a", "xdg/sysroot", "home/.cache/sysroot" };

	setenv("SYSROOT_STORE", a, 1);
	setenv("XDG_CACHE_HOME", xdg, 1);
	setenv("HOME", home, 1);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		AUTOFREE char *place = path_join(f->dir, places[i]);
		struct store *s;

		assert_int_equal(store_open(NULL, false, &s, &f->err), -1);
		assert_int_equal(f->err.code, ERR_MISSING);
		assert_non_null(strstr(f->err.text, place));
		assert_false(file_exists(AT_FDCWD, place));
		ok(store_open(NULL, true, &s, &f->err), &f->err);
		assert_string_equal(store_path(s), place);
		store_close(s);
		ok(store_open(NULL, false, &s, &f->err), &f->err);
		store_close(s);
		if (i == 0)
			setenv("SYSROOT_STORE", "", 1); /* empty is as not set */
		else
			unsetenv("XDG_CACHE_HOME");
	}
}

static void relative_places_are_an_error_with_a_hint(void **state)
{
	static const char *const names[] = { "SYSROOT_STORE", "XDG_CACHE_HOME", "HOME" };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct store *s;

		for (size_t j = 0; j < ARRAY_LEN(names); j++)
			unsetenv(names[j]);
		setenv(names[i], "some/where", 1);
		assert_int_equal(store_open(NULL, true, &s, &f->err), -1);
		assert_int_equal(f->err.code, ERR_USAGE);
		assert_non_null(strstr(f->err.text, names[i]));
		assert_non_null(f->err.hint);
		unsetenv(names[i]);
	}
	{
		struct store *s;

		assert_int_equal(store_open(NULL, true, &s, &f->err), -1);
		assert_int_equal(f->err.code, ERR_USAGE);
		setenv("HOME", f->dir, 1);
	}
}

static void a_folder_with_foreign_things_is_not_made_a_store(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *place = path_join(f->dir, "photos");
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;
	struct store *s;

	assert_int_equal(mkdir(place, 0755), 0);
	{
		AUTOCLOSE int fd = dir_open(AT_FDCWD, place, &f->err);

		write_text(fd, "holiday.jpg", "x");
		write_text(fd, "tmp", "x");
	}
	before = snapshot(AT_FDCWD, place);
	assert_int_equal(store_open(place, true, &s, &f->err), -1);
	assert_int_equal(f->err.code, ERR_FAILED);
	assert_non_null(strstr(f->err.text, "holiday.jpg"));
	after = snapshot(AT_FDCWD, place);
	assert_string_equal(before, after);
}

static void stores_of_other_formats_are_refused(void **state)
{
	struct fixture *f = *state;
	struct store *s;

	write_text(store_fd(f->s), "format", "sysroot store 2\n");
	assert_int_equal(store_open(f->place, true, &s, &f->err), -1);
	assert_int_equal(f->err.code, ERR_FAILED);
	assert_non_null(strstr(f->err.text, "sysroot store 2"));
	write_text(store_fd(f->s), "format", "hello\n");
	assert_int_equal(store_open(f->place, false, &s, &f->err), -1);
	assert_int_equal(f->err.code, ERR_CORRUPT);
	write_text(store_fd(f->s), "format", STORE_FORMAT);
}

static void opening_to_read_writes_nothing(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;

	put_sysroot(f->s, 1, "one");
	assert_int_equal(mkdirat(store_fd(f->s), "tmp/run-1-0", 0755), 0);
	store_close(f->s);
	f->s = NULL;
	before = snapshot(AT_FDCWD, f->place);
	ok(store_open(f->place, false, &f->s, &f->err), &f->err);
	{
		struct tree_record t = { 0 };
		AUTOFREE char *key = NULL;

		ok(store_read_tree(f->s, "one", &t, &f->err), &f->err);
		ok(store_tree_request(f->s, "one", &key, &f->err), &f->err);
		assert_string_equal(key, t.request_key);
		tree_record_release(&t);
	}
	store_close(f->s);
	f->s = NULL;
	after = snapshot(AT_FDCWD, f->place);
	assert_string_equal(before, after);
}

static void opening_to_write_makes_lost_folders_again(void **state)
{
	static const char *const folders[] = { "inputs", "objects", "artifacts",
					       "trees",  "records", "sysroots",
					       "locks",  "logs",    "tmp" };
	struct fixture *f = *state;
	AUTOFREE char *path = path_join(f->dir, "input");
	int lock;

	write_text(AT_FDCWD, path, "x");
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		struct store *s;

		put_sysroot(f->s, 1, "x");
		store_close(f->s);
		f->s = NULL;
		/* To read, it is none of our business. */
		ok(store_open(f->place, false, &s, &f->err), &f->err);
		ok(tree_remove(store_fd(s), folders[i], &f->err), &f->err);
		store_close(s);
		ok(store_open(f->place, false, &s, &f->err), &f->err);
		assert_false(file_exists(store_fd(s), folders[i]));
		store_close(s);
		ok(store_open(f->place, true, &f->s, &f->err), &f->err);
		assert_true(file_exists(store_fd(f->s), folders[i]));
		put_sysroot(f->s, 1, "x");
		ok(store_add_input(f->s, AT_FDCWD, path, NULL, NULL, &f->err), &f->err);
		ok(store_lock(f->s, "k", NULL, NULL, &lock, &f->err), &f->err);
		store_unlock(&lock);
	}
	assert_clean(f);
}

/* --- inputs --- */

static void inputs_come_back_whatever_the_umask(void **state)
{
	struct fixture *f = *state;
	const mode_t old = umask(077);
	AUTOFREE char *path = path_join(f->dir, "a.tar");
	AUTOFREE char *there = NULL;
	char hex[SHA256_HEX], found[SHA256_HEX], again[SHA256_HEX];
	struct stat st;
	int fd;

	write_text(AT_FDCWD, path, "an archive\n");
	sha256_mem("an archive\n", 11, hex);
	assert_false(store_has_input(f->s, hex));
	assert_int_equal(store_open_input(f->s, hex, &f->err), -1);
	assert_int_equal(f->err.code, ERR_MISSING);
	err_clear(&f->err);
	ok(store_add_input(f->s, AT_FDCWD, path, hex, found, &f->err), &f->err);
	assert_string_equal(found, hex);
	assert_true(store_has_input(f->s, hex));
	/* Once more, and without a digest: no error, no difference. */
	ok(store_add_input(f->s, AT_FDCWD, path, NULL, again, &f->err), &f->err);
	assert_string_equal(again, hex);
	fd = store_open_input(f->s, hex, &f->err);
	assert_true(fd >= 0);
	ok(sha256_fd(fd, again, NULL, &f->err), &f->err);
	assert_string_equal(again, hex);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0444);
	assert_int_equal(st.st_mtim.tv_sec, STORE_MTIME);
	close(fd);
	there = store_input_path(hex);
	assert_true(file_exists(store_fd(f->s), there));
	umask(old);
	fixture_reopen(f);
	assert_int_equal(temp_count(f), 0);
	assert_clean(f);
}

static void a_wrong_digest_leaves_the_store_as_it_was(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *path = path_join(f->dir, "cut.tar");
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;
	char hex[SHA256_HEX], found[SHA256_HEX], cut[SHA256_HEX];

	sha256_mem("the whole archive\n", 18, hex);
	sha256_mem("the whole arch", 14, cut);
	write_text(AT_FDCWD, path, "the whole arch"); /* truncated */
	store_close(f->s);
	ok(store_open(f->place, true, &f->s, &f->err), &f->err);
	before = snapshot(AT_FDCWD, f->place);
	assert_int_equal(store_add_input(f->s, AT_FDCWD, path, hex, found, &f->err), -1);
	assert_int_equal(f->err.code, ERR_MISMATCH);
	assert_non_null(strstr(f->err.text, hex));
	assert_non_null(strstr(f->err.text, cut));
	assert_string_equal(found, cut);
	assert_false(store_has_input(f->s, hex));
	assert_false(store_has_input(f->s, cut));
	/* Also when the true one is there: it stays. */
	write_text(AT_FDCWD, path, "the whole archive\n");
	fixture_reopen(f);
	after = snapshot(AT_FDCWD, f->place);
	assert_string_equal(before, after);
	ok(store_add_input(f->s, AT_FDCWD, path, hex, NULL, &f->err), &f->err);
	write_text(AT_FDCWD, path, "the whole arch");
	assert_int_equal(store_add_input(f->s, AT_FDCWD, path, hex, NULL, &f->err), -1);
	assert_int_equal(f->err.code, ERR_MISMATCH);
	assert_true(store_has_input(f->s, hex));
	assert_clean(f);
}

static void only_regular_files_become_inputs(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *fifo = path_join(f->dir, "fifo");
	AUTOFREE char *none = path_join(f->dir, "none");

	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(store_add_input(f->s, AT_FDCWD, fifo, NULL, NULL, &f->err), -1);
	assert_int_equal(f->err.code, ERR_FAILED);
	assert_int_equal(store_add_input(f->s, AT_FDCWD, f->dir, NULL, NULL, &f->err), -1);
	assert_int_equal(f->err.code, ERR_FAILED);
	assert_int_equal(store_add_input(f->s, AT_FDCWD, none, NULL, NULL, &f->err), -1);
	assert_int_equal(f->err.code, ERR_SYSTEM);
	assert_int_equal(f->err.sysno, ENOENT);
	assert_int_equal(store_add_input(f->s, AT_FDCWD, fifo, "ABC", NULL, &f->err), -1);
	assert_int_equal(f->err.code, ERR_USAGE);
}

/* --- objects --- */

static void the_same_bytes_are_two_objects_by_mode(void **state)
{
	struct fixture *f = *state;
	const mode_t old = umask(077);
	char a[SHA256_HEX], b[SHA256_HEX];

	ok(store_put_object(f->s, "#!/bin/sh\n", 10, false, a, &f->err), &f->err);
	ok(store_put_object(f->s, "#!/bin/sh\n", 10, true, b, &f->err), &f->err);
	ok(store_put_object(f->s, "#!/bin/sh\n", 10, true, b, &f->err), &f->err);
	umask(old);
	assert_string_equal(a, b);
	for (int exec = 0; exec < 2; exec++) {
		int fd = store_open_object(f->s, a, exec, &f->err);
		struct stat st;

		assert_true(fd >= 0);
		assert_int_equal(fstat(fd, &st), 0);
		assert_int_equal(st.st_mode & 07777, exec ? 0755 : 0644);
		assert_int_equal(st.st_mtim.tv_sec, STORE_MTIME);
		assert_int_equal(st.st_size, 10);
		close(fd);
	}
	assert_int_equal(store_open_object(f->s, "0123", false, &f->err), -1);
	assert_int_equal(f->err.code, ERR_MISSING);
	assert_clean(f);
}

static void an_object_that_was_cut_is_made_again(void **state)
{
	struct fixture *f = *state;
	char hex[SHA256_HEX], path[STORE_OBJECT_PATH];
	AUTOFREE char *text = NULL;

	ok(store_put_object(f->s, "content", 7, false, hex, &f->err), &f->err);
	store_object_path(hex, false, path);
	write_text(store_fd(f->s), path, "con");
	ok(store_put_object(f->s, "content", 7, false, hex, &f->err), &f->err);
	text = read_text(store_fd(f->s), path);
	assert_string_equal(text, "content");
}

/* --- artifacts --- */

static void artifacts_come_back(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { 0 }, b = { 0 };
	AUTOSTRV struct strv keys = STRV_INIT;
	char x[SHA256_HEX], y[SHA256_HEX];
	const struct entry *e;

	assert_int_equal(store_read_artifact(f->s, "none", &b, &f->err), -1);
	assert_int_equal(f->err.code, ERR_MISSING);
	err_clear(&f->err);
	ok(put_artifact(f->s, 7, &a, &f->err), &f->err);
	free(a.license);
	a.license = xstrdup("MIT AND (BSD-2-Clause OR 100%\tof it)\n");
	{
		/* The record alone, with every kind of byte in its fields. */
		AUTOBUF struct buf text = BUF_INIT;

		artifact_record_text(&a, &text);
		ok(artifact_record_parse(text.data, text.len, "r", &b, &f->err), &f->err);
		assert_string_equal(b.license, a.license);
		artifact_release(&b);
	}
	assert_true(store_has_artifact(f->s, a.key));
	ok(store_read_artifact(f->s, a.key, &b, &f->err), &f->err);
	assert_string_equal(b.key, a.key);
	assert_string_equal(b.recipe, "test-7");
	assert_string_equal(b.part, "libc");
	assert_string_equal(b.version, "1.7");
	assert_string_equal(b.license, "MIT");
	assert_string_equal(b.fidelity, "source");
	assert_string_equal(b.sandbox, "none");
	assert_string_equal(b.key_text, a.key_text);
	manifest_digest(&a.manifest, x);
	manifest_digest(&b.manifest, y);
	assert_string_equal(x, y);
	assert_int_equal(b.manifest.count, 12);
	e = manifest_find(&b.manifest, "usr/lib/ld.so.1");
	assert_true(e->exec);
	assert_int_equal(e->size, 24);
	assert_true(store_has_object(f->s, e->sha256, true, 24));
	assert_false(store_has_object(f->s, e->sha256, false, 24));
	ok(store_list_artifacts(f->s, &keys, &f->err), &f->err);
	assert_int_equal(keys.len, 1);
	assert_string_equal(keys.items[0], a.key);
	artifact_release(&a);
	artifact_release(&b);
	assert_clean(f);
}

static void the_digest_is_the_same_in_any_umask_order_and_place(void **state)
{
	struct fixture *f = *state;
	char first[SHA256_HEX] = "";

	for (unsigned i = 0; i < 8; i++) {
		AUTOFREE char *place =
			xasprintf("%s/%s%u", f->dir, i & 1 ? "long-long-path-" : "s", i);
		const mode_t old = umask(i & 2 ? 077 : 0);
		AUTOFREE char *dir = NULL;
		struct artifact a = { 0 };
		struct store *s;
		char hex[SHA256_HEX];

		ok(store_open(place, true, &s, &f->err), &f->err);
		dir = make_tree_in(s, 5, i & 4);
		memset(a.key, '0' + (int)i, SHA256_HEX - 1);
		ok(store_put_artifact(s, &a, store_fd(s), dir, &f->err), &f->err);
		manifest_digest(&a.manifest, hex);
		if (!*first)
			memcpy(first, hex, SHA256_HEX);
		assert_string_equal(hex, first);
		artifact_release(&a);
		store_close(s);
		umask(old);
	}
}

static void hard_links_and_odd_modes_become_plain_objects(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { .key = "" };
	AUTOFREE char *dir = NULL;
	AUTOFREE char *outside = path_join(f->place, "tmp/outside");
	AUTOCLOSE int fd = -1;
	struct manifest m = MANIFEST_INIT;

	memset(a.key, 'a', SHA256_HEX - 1);
	ok(store_temp(f->s, "x", &dir, &f->err), &f->err);
	fd = dir_open(store_fd(f->s), dir, &f->err);
	write_file(fd, "one", "same", 4, 0700);
	assert_int_equal(linkat(fd, "one", fd, "two", 0), 0);
	assert_int_equal(linkat(fd, "one", AT_FDCWD, outside, 0), 0);
	write_file(fd, "closed", "secret", 6, 0);
	write_file(fd, "setid", "setid", 5, 06711);
	write_file(fd, "copy", "same", 4, 0604);
	ok(store_put_artifact(f->s, &a, store_fd(f->s), dir, &f->err), &f->err);
	assert_true(manifest_find(&a.manifest, "two")->exec);
	assert_true(manifest_find(&a.manifest, "setid")->exec);
	assert_false(manifest_find(&a.manifest, "copy")->exec);
	assert_false(manifest_find(&a.manifest, "closed")->exec);
	assert_string_equal(manifest_find(&a.manifest, "copy")->sha256,
			    manifest_find(&a.manifest, "two")->sha256);
	/* Whoever holds another name of it cannot change what was taken in. */
	write_text(AT_FDCWD, outside, "evil");
	unlink(outside);
	ok(store_checkout(f->s, &a.manifest, AT_FDCWD, outside, CHECKOUT_LINK, true, &f->err),
	   &f->err);
	artifact_release(&a);
	manifest_release(&m);
	ok(tree_remove(AT_FDCWD, outside, &f->err), &f->err);
	ok(tree_remove(store_fd(f->s), dir, &f->err), &f->err);
}

static void hostile_trees_are_refused_and_leave_nothing(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 5; i++) {
		struct artifact a = { .key = "" };
		AUTOFREE char *dir = NULL;
		AUTOFREE char *before = snapshot(store_fd(f->s), "objects");
		AUTOFREE char *after = NULL;
		AUTOCLOSE int fd = -1;

		memset(a.key, 'a', SHA256_HEX - 1);
		ok(store_temp(f->s, "x", &dir, &f->err), &f->err);
		fd = dir_open(store_fd(f->s), dir, &f->err);
		write_text(fd, "aaa", "first comes a good file");
		switch (i) {
		case 0:
			assert_int_equal(mkfifoat(fd, "b", 0600), 0);
			break;
		case 1:
			assert_int_equal(symlinkat("/etc/passwd", fd, "b"), 0);
			break;
		case 2:
			assert_int_equal(symlinkat("../../format", fd, "b"), 0);
			break;
		case 3:
			assert_int_equal(mkdirat(fd, "d", 0755), 0);
			assert_int_equal(symlinkat("..", fd, "d/up"), 0);
			assert_int_equal(symlinkat("up/../../x", fd, "d/out"), 0);
			break;
		case 4:
			write_text(fd, "new\nline", "x");
			break;
		}
		assert_int_equal(store_put_artifact(f->s, &a, store_fd(f->s), dir, &f->err), -1);
		assert_int_equal(f->err.code, ERR_HOSTILE);
		assert_int_equal(a.manifest.count, 0);
		assert_false(store_has_artifact(f->s, a.key));
		after = snapshot(store_fd(f->s), "objects");
		assert_string_equal(before, after);
		ok(tree_remove(store_fd(f->s), dir, &f->err), &f->err);
		artifact_release(&a);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(default_place_follows_the_environment),
		TEST(relative_places_are_an_error_with_a_hint),
		TEST(a_folder_with_foreign_things_is_not_made_a_store),
		TEST(stores_of_other_formats_are_refused),
		TEST(opening_to_read_writes_nothing),
		TEST(opening_to_write_makes_lost_folders_again),
		TEST(inputs_come_back_whatever_the_umask),
		TEST(a_wrong_digest_leaves_the_store_as_it_was),
		TEST(only_regular_files_become_inputs),
		TEST(the_same_bytes_are_two_objects_by_mode),
		TEST(an_object_that_was_cut_is_made_again),
		TEST(artifacts_come_back),
		TEST(the_digest_is_the_same_in_any_umask_order_and_place),
		TEST(hard_links_and_odd_modes_become_plain_objects),
		TEST(hostile_trees_are_refused_and_leave_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
