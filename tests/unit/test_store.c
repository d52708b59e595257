/* The store: what goes in comes out; nothing half-made is ever visible. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "builder/base/process.h"
#include "cache/fsck.h"
#include "cache/store_internal.h"
#include "cache/store_record.h"

static void print_problem(const char *line, void *arg)
{
	(void)arg;
	print_error("fsck: %s\n", line);
}

static void assert_clean(struct fixture *f)
{
	struct fsck_report report;

	ok(fsck_run(f->s, NULL, false, print_problem, NULL, &report, &f->err), &f->err);
	assert_int_equal(report.problems, 0);
}

/* How many names stand in tmp/. */
static size_t temp_count(const struct fixture *f)
{
	AUTOSTRV struct strv names = STRV_INIT;
	struct err err = ERR_INIT;

	ok(dir_list(store_fd(f->s), "tmp", &names, &err), &err);
	return names.len;
}

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

/* --- inputs --- */

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

static void set_store_time(struct store *s, const char *path)
{
	const struct timespec times[2] = { { STORE_MTIME, 0 }, { STORE_MTIME, 0 } };

	assert_int_equal(utimensat(store_fd(s), path, times, 0), 0);
}

static void a_lost_or_damaged_object_is_named_and_nothing_stays(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { 0 };
	struct tree_record t = { 0 };
	char path[STORE_OBJECT_PATH];
	const struct entry *e;
	AUTOFREE char *text = NULL;
	AUTOFREE char *out = path_join(f->dir, "out");

	ok(put_artifact(f->s, 1, &a, &f->err), &f->err);
	record_of(&a, "x", &t);
	e = manifest_find(&t.manifest, "usr/lib/libz.so.1.2");
	store_object_path(e->sha256, false, path);
	text = read_text(store_fd(f->s), path);
	for (int i = 0; i < 4; i++) {
		unlinkat(store_fd(f->s), path, 0);
		if (i == 1)
			write_text(store_fd(f->s), path, "cut");
		if (i == 2)
			write_file(store_fd(f->s), path, text, strlen(text), 0755);
		if (i == 3) { /* a bit that the disk flipped: only who hashes can see it */
			AUTOFREE char *bad = xstrdup(text);

			bad[3] ^= 1;
			write_text(store_fd(f->s), path, bad);
			set_store_time(f->s, path);
		}
		if (i == 2) { /* another mode alone is mended */
			ok(store_checkout(f->s, &t.manifest, AT_FDCWD, out, CHECKOUT_LINK, false,
					  &f->err),
			   &f->err);
			ok(tree_remove(AT_FDCWD, out, &f->err), &f->err);
			assert_clean(f);
			continue;
		}
		assert_int_equal(store_checkout(f->s, &t.manifest, AT_FDCWD, out, CHECKOUT_LINK,
						i == 3, &f->err),
				 -1);
		assert_int_equal(f->err.code, ERR_CORRUPT);
		assert_non_null(strstr(f->err.text, e->sha256));
		assert_non_null(strstr(f->err.text, "libz.so.1.2"));
		assert_non_null(f->err.hint);
		assert_false(file_exists(AT_FDCWD, out));
		if (i < 3) {
			assert_int_equal(store_put_tree(f->s, &t, &f->err), -1);
			assert_int_equal(f->err.code, ERR_CORRUPT);
		}
	}
	write_text(store_fd(f->s), path, text);
	ok(store_put_tree(f->s, &t, &f->err), &f->err);
	artifact_release(&a);
	tree_record_release(&t);
}

/* Other bytes into the same inode, as editors that keep it do. */
static void edit_in_place(struct store *s, const char *path, const char *text)
{
	AUTOCLOSE int fd = openat(store_fd(s), path, O_WRONLY | O_CLOEXEC);
	struct stat st;

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, strlen(text)); /* the size tells nothing */
	assert_true(st.st_nlink > 1);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

static void what_is_written_into_a_sysroot_reaches_no_other(void **state)
{
	static const char right[] = "int puts(const char *);\n",
			  wrong[] = "int gets(const char *);\n";
	struct fixture *f = *state;
	struct tree_record t = { 0 };
	char path[STORE_OBJECT_PATH], hex[SHA256_HEX];
	AUTOFREE char *out = path_join(f->dir, "out");
	AUTOFREE char *other = NULL;
	AUTOFREE char *object = NULL;
	int fd;

	put_sysroot(f->s, 1, "x");
	ok(store_read_tree(f->s, "x", &t, &f->err), &f->err);
	memcpy(hex, manifest_find(&t.manifest, "usr/include/stdio.h")->sha256, sizeof(hex));
	store_object_path(hex, false, path);
	edit_in_place(f->s, "sysroots/x/usr/include/stdio.h", wrong);
	for (int mode = CHECKOUT_LINK; mode <= CHECKOUT_COPY; mode++) {
		assert_int_equal(store_checkout(f->s, &t.manifest, AT_FDCWD, out,
						(enum checkout_mode)mode, false, &f->err),
				 -1);
		assert_int_equal(f->err.code, ERR_CORRUPT);
		assert_non_null(strstr(f->err.text, hex));
		assert_non_null(strstr(f->err.text, "'usr/include/stdio.h'"));
		assert_non_null(strstr(f->err.text, "wrote into a sysroot"));
		assert_non_null(strstr(f->err.hint, "fsck --repair"));
		assert_false(file_exists(AT_FDCWD, out));
	}
	assert_int_equal(store_open_object(f->s, hex, false, &f->err), -1);
	assert_int_equal(f->err.code, ERR_CORRUPT);
	/* Who has the right bytes brings them in. */
	put_sysroot(f->s, 2, "y");
	other = read_text(store_fd(f->s), "sysroots/y/usr/include/stdio.h");
	assert_string_equal(other, right);
	edit_in_place(f->s, "sysroots/y/usr/include/stdio.h", wrong);
	ok(store_put_object(f->s, right, strlen(right), false, hex, &f->err), &f->err);
	object = read_text(store_fd(f->s), path);
	assert_string_equal(object, right);
	ok(store_checkout(f->s, &t.manifest, AT_FDCWD, out, CHECKOUT_LINK, true, &f->err), &f->err);
	fd = store_open_object(f->s, hex, false, &f->err);
	assert_true(fd >= 0);
	close(fd);
	tree_record_release(&t);
}

static void an_object_that_was_only_touched_is_used_on(void **state)
{
	struct fixture *f = *state;
	struct tree_record t = { 0 };
	const struct entry *e;
	char path[STORE_OBJECT_PATH];
	AUTOFREE char *out = path_join(f->dir, "out");

	put_sysroot(f->s, 1, "x");
	ok(store_read_tree(f->s, "x", &t, &f->err), &f->err);
	e = manifest_find(&t.manifest, "usr/lib/libz.a");
	store_object_path(e->sha256, e->exec, path);
	for (int i = 0; i < 3; i++) {
		struct stat st;
		char byte;
		int fd;

		assert_int_equal(utimensat(store_fd(f->s), path, NULL, 0), 0);
		if (i == 0) {
			ok(store_checkout(f->s, &t.manifest, AT_FDCWD, out, CHECKOUT_LINK, false,
					  &f->err),
			   &f->err);
		} else if (i == 1) {
			assert_int_equal(fchmodat(store_fd(f->s), path, 0666, 0), 0);
			assert_true(store_has_object(f->s, e->sha256, e->exec, e->size));
		} else { /* opened at its beginning, though it was hashed */
			fd = store_open_object(f->s, e->sha256, e->exec, &f->err);
			assert_int_equal(read(fd, &byte, 1), 1);
			assert_int_equal(byte, '!');
			close(fd);
		}
		assert_int_equal(fstatat(store_fd(f->s), path, &st, 0), 0);
		assert_int_equal(st.st_mtim.tv_sec, STORE_MTIME);
		assert_int_equal(st.st_mtim.tv_nsec, 0);
		assert_int_equal(st.st_mode & 07777, 0644);
	}
	assert_clean(f);
	tree_record_release(&t);
}

/* Another user's, whom we cannot mend it for: the tree is right all the same. */
static void a_touched_object_of_another_user_is_copied(void **state)
{
	struct fixture *f = *state;
	struct tree_record t = { 0 };
	const struct entry *e;
	char path[STORE_OBJECT_PATH];
	AUTOFREE char *place = path_join(f->dir, "open");
	AUTOFREE char *file = path_join(place, "out/usr/lib/libz.a");
	AUTOFREE char *out = path_join(place, "out");
	pid_t pid;

	put_sysroot(f->s, 1, "x");
	ok(store_read_tree(f->s, "x", &t, &f->err), &f->err);
	e = manifest_find(&t.manifest, "usr/lib/libz.a");
	store_object_path(e->sha256, e->exec, path);
	assert_int_equal(utimensat(store_fd(f->s), path, NULL, 0), 0);
	/* Who may write to it may link it, too. */
	assert_int_equal(fchmodat(store_fd(f->s), path, 0666, 0), 0);
	assert_int_equal(chmod(f->dir, 0755), 0);
	assert_int_equal(mkdir(place, 0777), 0);
	assert_int_equal(chmod(place, 0777), 0);
	pid = fork_child();
	if (pid == 0) {
		bool superuser = geteuid() == 0;
		struct stat st;

		if (superuser && (setgid(65534) || setuid(65534)))
			_exit(10);
		ok(store_checkout(f->s, &t.manifest, AT_FDCWD, out, CHECKOUT_LINK, false, &f->err),
		   &f->err);
		assert_int_equal(stat(file, &st), 0);
		assert_int_equal(st.st_mtim.tv_sec, STORE_MTIME);
		assert_int_equal(st.st_mode & 07777, 0644);
		if (superuser)
			assert_int_equal(st.st_nlink, 1);
		_exit(0);
	}
	assert_int_equal(wait_for(pid), 0);
	tree_record_release(&t);
}

static void copies_may_be_written_to(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { 0 };
	AUTOFREE char *links = path_join(f->dir, "links");
	AUTOFREE char *copies = path_join(f->dir, "copies");
	AUTOFREE char *file = path_join(copies, "usr/lib/libz.a");
	AUTOFREE char *linked = NULL;
	AUTOFREE char *copied = NULL;
	struct stat st;

	ok(put_artifact(f->s, 1, &a, &f->err), &f->err);
	ok(store_checkout(f->s, &a.manifest, AT_FDCWD, links, CHECKOUT_LINK, false, &f->err),
	   &f->err);
	ok(store_checkout(f->s, &a.manifest, AT_FDCWD, copies, CHECKOUT_COPY, false, &f->err),
	   &f->err);
	linked = snapshot(AT_FDCWD, links);
	copied = snapshot(AT_FDCWD, copies);
	assert_string_equal(linked, copied);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(st.st_mtim.tv_sec, STORE_MTIME);
	write_text(AT_FDCWD, file, "changed");
	assert_clean(f);
	artifact_release(&a);
}

static void checkout_never_writes_through_a_link(void **state)
{
	struct fixture *f = *state;
	struct manifest m = MANIFEST_INIT;
	struct entry link = { .path = (char *)(uintptr_t) "d",
			      .type = ENTRY_LINK,
			      .target = (char *)(uintptr_t) "e" };
	struct entry dir = { .path = (char *)(uintptr_t) "e", .type = ENTRY_DIR };
	struct entry inner = { .path = (char *)(uintptr_t) "d/x", .type = ENTRY_DIR };
	AUTOFREE char *out = path_join(f->dir, "out");

	manifest_add(&m, &link);
	manifest_add(&m, &dir);
	manifest_add(&m, &inner);
	ok(manifest_sort(&m, &f->err), &f->err);
	assert_int_equal(store_checkout(f->s, &m, AT_FDCWD, out, CHECKOUT_LINK, false, &f->err),
			 -1);
	assert_int_equal(f->err.code, ERR_CORRUPT);
	assert_false(file_exists(AT_FDCWD, out));
	/* And not onto what is there. */
	manifest_release(&m);
	assert_int_equal(mkdir(out, 0755), 0);
	assert_int_equal(store_checkout(f->s, &m, AT_FDCWD, out, CHECKOUT_LINK, false, &f->err),
			 -1);
	assert_int_equal(f->err.sysno, EEXIST);
	assert_true(file_exists(AT_FDCWD, out));
}

static bool write_map(const char *path, const char *text)
{
	AUTOCLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* A folder on a small filesystem of its own, in this process's mount namespace. */
static bool mount_small(const char *at, const char *size)
{
	AUTOFREE char *options = xasprintf("size=%s", size);
	AUTOFREE char *user = xasprintf("0 %ld 1", (long)geteuid());
	AUTOFREE char *group = xasprintf("0 %ld 1", (long)getegid());

	assert_int_equal(mkdir(at, 0777), 0);
	/* Who is no superuser is one in a namespace of users, with both numbers mapped. */
	if (unshare(CLONE_NEWNS) &&
	    (unshare(CLONE_NEWUSER | CLONE_NEWNS) || !write_map("/proc/self/uid_map", user) ||
	     !write_map("/proc/self/setgroups", "deny") || !write_map("/proc/self/gid_map", group)))
		return false;
	(void)!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	return mount("small", at, "tmpfs", 0, options) == 0;
}

/* Where hard links cannot go, copies come, the same in all that counts. */
static void checkout_copies_to_another_filesystem(void **state)
{
	struct fixture *f = *state;
	struct artifact a = { 0 };
	AUTOFREE char *mounted = path_join(f->dir, "other");
	pid_t pid;

	ok(put_artifact(f->s, 1, &a, &f->err), &f->err);
	pid = fork_child();
	if (pid == 0) {
		AUTOFREE char *out = NULL;
		AUTOFREE char *copied = NULL;
		AUTOFREE char *linked = NULL;
		AUTOFREE char *near = path_join(f->dir, "near");
		bool there = mount_small(mounted, "4m");
		struct stat st;

		/* Without the right to mount: some other place that is there. */
		out = there ? path_join(mounted, "out")
			    : xasprintf("/dev/shm/sysroot-test-%ld", (long)getpid());
		if (store_checkout(f->s, &a.manifest, AT_FDCWD, out, CHECKOUT_LINK, true,
				   &f->err) ||
		    store_checkout(f->s, &a.manifest, AT_FDCWD, near, CHECKOUT_LINK, true,
				   &f->err)) {
			fprintf(stderr, "%s\n", f->err.text);
			_exit(10);
		}
		copied = snapshot(AT_FDCWD, out);
		linked = snapshot(AT_FDCWD, near);
		if (strcmp(copied, linked) != 0)
			_exit(11);
		if (fstatat(AT_FDCWD, xasprintf("%s/usr/lib/ld.so.1", out), &st, 0) ||
		    st.st_nlink != 1 || st.st_mtim.tv_sec != STORE_MTIME)
			_exit(12);
		if (tree_remove(AT_FDCWD, out, NULL))
			_exit(13);
		_exit(0);
	}
	assert_int_equal(wait_for(pid), 0);
	artifact_release(&a);
}

/* A tree from another filesystem is copied in, not moved. */
static void artifacts_are_taken_from_another_filesystem(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *mounted = path_join(f->dir, "other");
	pid_t pid = fork_child();

	if (pid == 0) {
		bool there = mount_small(mounted, "4m");
		AUTOFREE char *from =
			there ? path_join(mounted, "from")
			      : xasprintf("/dev/shm/sysroot-test-%ld", (long)getpid());
		AUTOFREE char *dir = make_tree_in(f->s, 9, false);
		AUTOFREE char *copy = xasprintf("cp -a %s/%s %s", f->place, dir, from);
		struct artifact a = { 0 };
		int rc;

		key_of(9, &a.key_text, a.key);
		if (system(copy))
			_exit(10);
		rc = store_put_artifact(f->s, &a, AT_FDCWD, from, &f->err);
		if (rc)
			fprintf(stderr, "%s\n", f->err.text);
		if (tree_remove(AT_FDCWD, from, NULL) || tree_remove(store_fd(f->s), dir, NULL))
			_exit(12);
		store_close(f->s);
		_exit(rc ? 11 : 0);
	}
	assert_int_equal(wait_for(pid), 0);
	{
		struct artifact a = { 0 }, b = { 0 };
		char key[SHA256_HEX], x[SHA256_HEX], y[SHA256_HEX];
		AUTOFREE char *text = NULL;

		key_of(9, &text, key);
		ok(store_read_artifact(f->s, key, &b, &f->err), &f->err);
		manifest_digest(&b.manifest, x);
		assert_clean(f);
		ok(put_artifact(f->s, 9, &a, &f->err), &f->err);
		manifest_digest(&a.manifest, y);
		assert_string_equal(x, y);
		artifact_release(&a);
		artifact_release(&b);
	}
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

/* --- many processes --- */

static void two_processes_may_add_the_same_things(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *path = path_join(f->dir, "input");
	pid_t pids[4];

	write_text(AT_FDCWD, path, "the same\n");
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		pids[i] = fork_child();
		if (pids[i] == 0) {
			struct store *s;

			for (unsigned round = 0; round < 10; round++) {
				ok(store_open(f->place, true, &s, &f->err), &f->err);
				ok(store_add_input(s, AT_FDCWD, path, NULL, NULL, &f->err),
				   &f->err);
				put_sysroot(s, round, "one");
				put_sysroot(s, round, i & 1 ? "odd" : "even");
				store_close(s);
			}
			_exit(0);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(pids); i++)
		assert_int_equal(wait_for(pids[i]), 0);
	fixture_reopen(f);
	assert_int_equal(temp_count(f), 0);
	assert_clean(f);
}

static void readers_see_a_whole_sysroot_while_it_is_swapped(void **state)
{
	struct fixture *f = *state;
	pid_t pid;
	int status;
	unsigned rounds = 0;

	put_sysroot(f->s, 1, "x");
	pid = fork_child();
	if (pid == 0) {
		struct store *s;

		ok(store_open(f->place, true, &s, &f->err), &f->err);
		for (unsigned i = 0; i < 60; i++)
			put_sysroot(s, i % 3, "x");
		store_close(s);
		_exit(0);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		struct tree_record t = { 0 };
		AUTOFREE char *key = NULL;

		ok(store_read_tree(f->s, "x", &t, &f->err), &f->err);
		ok(store_tree_request(f->s, "x", &key, &f->err), &f->err);
		tree_record_release(&t);
		rounds++;
	}
	assert_int_equal(status, 0);
	assert_true(rounds > 10);
}

static void kill_at_any_moment_leaves_a_store_that_works(void **state)
{
	struct fixture *f = *state;
	uint64_t seed = 99;
	unsigned killed = 0;

	store_close(f->s);
	for (unsigned round = 0; round < 120; round++) {
		pid_t pid;

		/* Now and then from nothing: making the store is killed too. */
		if (round % 20 == 0)
			ok(tree_remove(AT_FDCWD, f->place, &f->err), &f->err);
		pid = fork_child();
		if (pid == 0) {
			struct store *s;

			for (unsigned i = 0;; i++) {
				if (store_open(f->place, true, &s, &f->err)) {
					fprintf(stderr, "%s\n", f->err.text);
					_exit(9);
				}
				put_sysroot(s, round * 1000 + i, "x");
				put_sysroot(s, round * 1000 + i, "y");
				store_close(s);
			}
		}
		sleep_us(next_random(&seed) % (round % 3 ? 30000 : 3000));
		kill(pid, SIGKILL);
		assert_int_equal(wait_for(pid), 128 + SIGKILL);
		killed++;
		/* Twice: the first opening may have to finish making the store. */
		ok(store_open(f->place, true, &f->s, &f->err), &f->err);
		fixture_reopen(f);
		assert_int_equal(temp_count(f), 0);
		assert_clean(f);
		put_sysroot(f->s, round, "x");
		if (round % 8 == 0)
			assert_clean(f);
		store_close(f->s);
	}
	assert_int_equal(killed, 120);
	ok(store_open(f->place, true, &f->s, &f->err), &f->err);
}

static void leftovers_go_when_their_process_is_dead_and_not_before(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *mine = NULL;
	struct store *other;
	int pipes[2];
	char byte;
	pid_t pid;

	ok(store_temp(f->s, "mine", &mine, &f->err), &f->err);
	assert_int_equal(mkdirat(store_fd(f->s), "tmp/partial", 0755), 0);
	/* The number of a living process on it: numbers come again, locks do not. */
	{
		AUTOFREE char *dead = xasprintf("tmp/run-%ld-77", (long)getpid());
		AUTOFREE char *inner = xasprintf("%s/closed", dead);

		assert_int_equal(mkdirat(store_fd(f->s), dead, 0755), 0);
		assert_int_equal(mkdirat(store_fd(f->s), inner, 0), 0);
	}
	assert_int_equal(pipe(pipes), 0);
	pid = fork_child();
	if (pid == 0) {
		AUTOFREE char *its = NULL;

		ok(store_temp(f->s, "its", &its, &f->err), &f->err);
		(void)!write(pipes[1], "x", 1);
		for (;;)
			pause();
	}
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	ok(store_open(f->place, true, &other, &f->err), &f->err);
	assert_true(file_exists(store_fd(f->s), mine));
	assert_int_equal(temp_count(f), 5); /* partial, two folders, two locks */
	store_close(other);
	kill(pid, SIGKILL);
	assert_int_equal(wait_for(pid), 128 + SIGKILL);
	ok(store_open(f->place, true, &other, &f->err), &f->err);
	assert_int_equal(temp_count(f), 3);
	store_close(other);
	assert_true(file_exists(store_fd(f->s), mine));
	assert_true(file_exists(store_fd(f->s), "tmp/partial"));
	close(pipes[0]);
	close(pipes[1]);
	fixture_reopen(f);
	assert_int_equal(temp_count(f), 1);
}

/* --- full disk, no rights --- */

/* All of the store but its locks, which are empty files that stay. */
static char *snapshot_store(const struct fixture *f)
{
	static const char *const folders[] = { "inputs",  "objects",  "artifacts", "trees",
					       "records", "sysroots", "tmp" };
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		AUTOFREE char *part = snapshot(store_fd(f->s), folders[i]);

		buf_addf(&b, "%s:\n%s", folders[i], part);
	}
	return buf_steal(&b);
}

/* Does everything that writes fail cleanly, and leave the store as it was? */
static void assert_all_writes_fail(struct fixture *f, const char *big, int number)
{
	AUTOFREE char *dir = make_tree_in(f->s, 1, false);
	AUTOFREE char *before = snapshot_store(f);
	AUTOFREE char *after = NULL;
	AUTOBUF struct buf bytes = BUF_INIT;
	struct tree_record t = { 0 };
	char hex[SHA256_HEX];

	assert_int_equal(store_add_input(f->s, AT_FDCWD, big, NULL, NULL, &f->err), -1);
	assert_int_equal(f->err.code, ERR_SYSTEM);
	assert_int_equal(f->err.sysno, number);
	buf_reserve(&bytes, 1 << 20);
	memset(bytes.data, 'x', 1 << 20);
	assert_int_equal(store_put_object(f->s, bytes.data, 1 << 20, false, hex, &f->err), -1);
	assert_int_equal(f->err.sysno, number);
	ok(store_read_tree(f->s, "x", &t, &f->err), &f->err);
	/* Another name: a new record, of some kilobytes. */
	free(t.name);
	t.name = xstrdup("another");
	for (int i = 0; i < 20000; i++)
		strv_add(&t.facts,
			 "fill the record until it does not fit into what is left any more");
	assert_int_equal(store_put_tree(f->s, &t, &f->err), -1);
	assert_int_equal(f->err.sysno, number);
	assert_int_equal(store_tree_digest(f->s, "another", hex, &f->err), -1);
	tree_record_release(&t);
	{
		struct artifact a = { 0 };
		AUTOFREE char *long_text = NULL;

		/* All objects are there, only its record does not fit. */
		memset(bytes.data, 'y', 1 << 20);
		bytes.data[1 << 20] = '\0';
		long_text = xstrdup(bytes.data);
		key_of(1, &a.key_text, a.key);
		free(a.key_text);
		a.key_text = STEAL_POINTER(long_text);
		memset(a.key, 'e', SHA256_HEX - 1);
		assert_int_equal(store_put_artifact(f->s, &a, store_fd(f->s), dir, &f->err), -1);
		assert_int_equal(f->err.sysno, number);
		assert_false(store_has_artifact(f->s, a.key));
		artifact_release(&a);
	}
	after = snapshot_store(f);
	assert_string_equal(before, after);
}

static void too_large_files_are_an_error_and_leave_nothing(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *big = path_join(f->dir, "big");
	pid_t pid;

	write_text(AT_FDCWD, big, "");
	assert_int_equal(truncate(big, 1 << 20), 0);
	put_sysroot(f->s, 1, "x");
	fixture_reopen(f);
	pid = fork_child();
	if (pid == 0) {
		const struct rlimit limit = { 100000, 100000 };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		assert_all_writes_fail(f, big, EFBIG);
		store_close(f->s);
		_exit(0);
	}
	assert_int_equal(wait_for(pid), 0);
	fixture_reopen(f);
	assert_clean(f);
}

static void a_full_disk_is_an_error_with_a_hint_and_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *small = path_join(f->dir, "small");
	AUTOFREE char *big = path_join(f->dir, "big");
	pid_t pid;

	write_text(AT_FDCWD, big, "");
	assert_int_equal(truncate(big, 4 << 20), 0);
	pid = fork_child();
	if (pid == 0) {
		bool mounted = mount_small(small, "1200k");

		/* Where nothing may be mounted, the test above stands for this one. */
		if (!mounted)
			_exit(77);
		free(f->place);
		f->place = path_join(small, "store");
		ok(store_open(f->place, true, &f->s, &f->err), &f->err);
		put_sysroot(f->s, 1, "x");
		{
			/* Leave less than what each of the writes wants. */
			AUTOFREE char *fill = path_join(small, "fill");
			AUTOFREE char *bytes = xcalloc(1, 800 << 10);

			write_file(AT_FDCWD, fill, bytes, 800 << 10, 0600);
		}
		assert_all_writes_fail(f, big, ENOSPC);
		assert_int_equal(store_add_input(f->s, AT_FDCWD, big, NULL, NULL, &f->err), -1);
		assert_non_null(strstr(f->err.hint, "SYSROOT_STORE"));
		assert_clean(f);
		store_close(f->s);
		_exit(0);
	}
	{
		int status = wait_for(pid);

		if (status == 77)
			print_message(
				"no right to mount here: only the limit of file sizes was tried\n");
		else
			assert_int_equal(status, 0);
	}
}

/* In a child that is no superuser (whom no mode stops). */
static void an_unwritable_store_reads_well_and_says_why_it_cannot_write(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *path = path_join(f->dir, "input");
	static const char *const folders[] = { ".",     "inputs", "objects", "artifacts", "trees",
					       "locks", "tmp",    "records", "sysroots" };
	pid_t pid;

	write_text(AT_FDCWD, path, "x");
	put_sysroot(f->s, 1, "x");
	fixture_reopen(f);
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		assert_int_equal(fchmodat(store_fd(f->s), folders[i], 0555, 0), 0);
	assert_int_equal(chmod(f->dir, 0755), 0);
	pid = fork_child();
	if (pid == 0) {
		struct tree_record t = { 0 };
		struct store *s;
		char hex[SHA256_HEX];
		int lock;

		if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(10);
		ok(store_open(f->place, false, &s, &f->err), &f->err);
		ok(store_read_tree(s, "x", &t, &f->err), &f->err);
		/* Opening to write is no error yet: what is there may be all that is asked. */
		ok(store_open(f->place, true, &s, &f->err), &f->err);
		assert_int_equal(store_add_input(s, AT_FDCWD, path, NULL, NULL, &f->err), -1);
		assert_int_equal(f->err.sysno, EACCES);
		assert_non_null(strstr(f->err.text, f->place));
		assert_non_null(f->err.hint);
		assert_int_equal(store_put_object(s, "new", 3, false, hex, &f->err), -1);
		assert_int_equal(f->err.sysno, EACCES);
		free(t.name);
		t.name = xstrdup("other");
		assert_int_equal(store_put_tree(s, &t, &f->err), -1);
		assert_int_equal(f->err.sysno, EACCES);
		assert_int_equal(store_lock(s, "k", NULL, NULL, &lock, &f->err), -1);
		assert_int_equal(f->err.sysno, EACCES);
		_exit(0);
	}
	assert_int_equal(wait_for(pid), 0);
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		assert_int_equal(fchmodat(store_fd(f->s), folders[i], 0755, 0), 0);
}

/* --- locks --- */

static void one_of_eight_processes_holds_a_lock_at_a_time(void **state)
{
	struct fixture *f = *state;
	AUTOFREE char *counter = path_join(f->dir, "counter");
	pid_t pids[8];
	enum { ROUNDS = 12 };
	AUTOFREE char *text = NULL;

	write_text(AT_FDCWD, counter, "0");
	for (size_t i = 0; i < ARRAY_LEN(pids); i++) {
		pids[i] = fork_child();
		if (pids[i] == 0) {
			for (int round = 0; round < ROUNDS; round++) {
				AUTOFREE char *now = NULL;
				AUTOFREE char *next = NULL;
				int fd;

				ok(store_lock(f->s, "key", NULL, NULL, &fd, &f->err), &f->err);
				now = read_text(AT_FDCWD, counter);
				sleep_us(500);
				next = xasprintf("%d", atoi(now) + 1);
				write_text(AT_FDCWD, counter, next);
				store_unlock(&fd);
				if (fd != -1)
					_exit(1);
			}
			_exit(0);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(pids); i++)
		assert_int_equal(wait_for(pids[i]), 0);
	text = read_text(AT_FDCWD, counter);
	assert_int_equal(atoi(text), 8 * ROUNDS);
}

static void count_call(void *arg)
{
	++*(int *)arg;
}

static void a_lock_ends_with_its_process_and_waiting_is_told_once(void **state)
{
	struct fixture *f = *state;
	char name[1000];
	int pipes[2], fd, other, calls = 0;
	char byte;
	pid_t pid;

	memset(name, 'k', sizeof(name)); /* longer than a file name may be */
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(pipe(pipes), 0);
	pid = fork_child();
	if (pid == 0) {
		ok(store_lock(f->s, name, NULL, NULL, &fd, &f->err), &f->err);
		(void)!write(pipes[1], "x", 1);
		sleep_us(300000);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	/* Another name is free all the while. */
	ok(store_lock(f->s, "other", count_call, &calls, &other, &f->err), &f->err);
	assert_int_equal(calls, 0);
	ok(store_lock(f->s, name, count_call, &calls, &fd, &f->err), &f->err);
	assert_int_equal(calls, 1);
	assert_int_equal(wait_for(pid), 128 + SIGKILL);
	store_unlock(&fd);
	store_unlock(&other);
	store_unlock(&other);
	close(pipes[0]);
	close(pipes[1]);
}

static void waiting_for_a_lock_can_be_interrupted(void **state)
{
	struct fixture *f = *state;
	int fd;
	pid_t pid;

	ok(store_lock(f->s, "key", NULL, NULL, &fd, &f->err), &f->err);
	pid = fork_child();
	if (pid == 0) {
		struct store *s;
		int again;

		ok(store_open(f->place, false, &s, &f->err), &f->err);
		process_catch_interrupts();
		if (store_lock(s, "key", NULL, NULL, &again, &f->err) == 0)
			_exit(1);
		_exit(f->err.code == ERR_INTERRUPTED ? 0 : 2);
	}
	sleep_us(300000);
	kill(pid, SIGINT);
	assert_int_equal(wait_for(pid), 0);
	store_unlock(&fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	signal(SIGINT, SIG_DFL); /* ignored in a shell's background */
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
		TEST(sysroots_come_back_with_their_own_two_files),
		TEST(two_names_may_have_one_tree_and_each_its_record),
		TEST(a_name_moves_to_the_new_tree_and_the_old_tree_stays),
		TEST(names_have_bounds),
		TEST(a_record_that_lies_about_its_digest_is_refused),
		TEST(a_lost_or_damaged_object_is_named_and_nothing_stays),
		TEST(what_is_written_into_a_sysroot_reaches_no_other),
		TEST(an_object_that_was_only_touched_is_used_on),
		TEST(a_touched_object_of_another_user_is_copied),
		TEST(copies_may_be_written_to),
		TEST(checkout_never_writes_through_a_link),
		TEST(checkout_copies_to_another_filesystem),
		TEST(artifacts_are_taken_from_another_filesystem),
		TEST(mutated_records_never_crash),
		TEST(every_flipped_byte_of_a_record_is_seen),
		TEST(two_processes_may_add_the_same_things),
		TEST(readers_see_a_whole_sysroot_while_it_is_swapped),
		TEST(kill_at_any_moment_leaves_a_store_that_works),
		TEST(leftovers_go_when_their_process_is_dead_and_not_before),
		TEST(too_large_files_are_an_error_and_leave_nothing),
		TEST(a_full_disk_is_an_error_with_a_hint_and_leaves_nothing),
		TEST(an_unwritable_store_reads_well_and_says_why_it_cannot_write),
		TEST(one_of_eight_processes_holds_a_lock_at_a_time),
		TEST(a_lock_ends_with_its_process_and_waiting_is_told_once),
		TEST(waiting_for_a_lock_can_be_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
