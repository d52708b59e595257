/* fsck: whatever was damaged, lost or put there is found, and can be mended. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"

#include "cache/fsck/fsck.h"
#include "cache/index/index_internal.h"
#include "cache/store/store_internal.h"

static int read_names(int fd, const char *path, char soname[256],
		      void (*add)(void *arg, const struct index_symbol *sym), void *arg,
		      struct err *err)
{
	char text[4096], name[64];
	ssize_t n = read(fd, text, sizeof(text) - 1);

	(void)path, (void)soname, (void)err;
	assert_true(n >= 0);
	text[n] = '\0';
	for (const char *line = strchr(text, '\n'); line && line[1]; line = strchr(line + 1, '\n'))
		if (sscanf(line, " %63s", name) == 1)
			add(arg, &(struct index_symbol){ name, "", 'T', true });
	return 0;
}

struct state {
	struct fixture *f;
	struct index *ix;
	char input[SHA256_HEX];
	struct strv lines; /* what fsck said last */
	struct fsck_report report;
};

static void keep_line(const char *line, void *arg)
{
	strv_add(arg, line);
}

/* Problems found. */
static size_t check(struct state *x, struct index *ix, bool repair)
{
	strv_release(&x->lines);
	x->lines = (struct strv)STRV_INIT;
	ok(fsck_run(x->f->s, ix, repair, keep_line, &x->lines, &x->report, &x->f->err), &x->f->err);
	return x->report.problems;
}

static void expect_clean(struct state *x)
{
	if (check(x, x->ix, false))
		fail_msg("%zu problems, the first: %s", x->report.problems, x->lines.items[0]);
}

/* Did it say something with these words in it? */
static void expect_said(struct state *x, const char *words)
{
	for (size_t i = 0; i < x->lines.len; i++)
		if (strstr(x->lines.items[i], words))
			return;
	fail_msg("nobody said '%s', but: %s", words, x->lines.len ? x->lines.items[0] : "nothing");
}

/* Artifact and sysroot of a seed in store and index. */
static void put(struct state *x, unsigned seed, const char *name)
{
	struct artifact a = { 0 };
	struct tree_record t = { 0 };

	put_sysroot(x->f->s, seed, name);
	ok(store_read_tree(x->f->s, name, &t, &x->f->err), &x->f->err);
	ok(store_read_artifact(x->f->s, t.parts[0].key, &a, &x->f->err), &x->f->err);
	ok(index_put_artifact(x->ix, &a, &x->f->err), &x->f->err);
	ok(index_put_tree(x->ix, x->f->s, &t, read_names, &x->f->err), &x->f->err);
	artifact_release(&a);
	tree_record_release(&t);
}

static int setup(void **state)
{
	struct state *x = xcalloc(1, sizeof(*x));
	void *inner = NULL;
	AUTOFREE char *path = NULL;

	fixture_setup(&inner);
	x->f = inner;
	ok(index_open(x->f->s, true, &x->ix, &x->f->err), &x->f->err);
	path = path_join(x->f->dir, "input");
	write_text(AT_FDCWD, path, "a tarball\n");
	ok(store_add_input(x->f->s, AT_FDCWD, path, NULL, x->input, &x->f->err), &x->f->err);
	put(x, 1, "one");
	put(x, 2, "two");
	put(x, 1, "one-too");
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct state *x = *state;
	void *inner = x->f;

	strv_release(&x->lines);
	index_close(x->ix);
	fixture_teardown(&inner);
	free(x);
	return 0;
}

/* Path of the object that a file of sysroot "one" is; the caller frees. */
static char *object_of(struct state *x, const char *path)
{
	struct tree_record t = { 0 };
	char object[STORE_OBJECT_PATH];
	const struct entry *e;

	ok(store_read_tree(x->f->s, "one", &t, &x->f->err), &x->f->err);
	e = manifest_find(&t.manifest, path);
	assert_non_null(e);
	store_object_path(e->sha256, e->exec, object);
	tree_record_release(&t);
	return xstrdup(object);
}

static char *digest_of(struct state *x, const char *name)
{
	char hex[SHA256_HEX];

	ok(store_tree_digest(x->f->s, name, hex, &x->f->err), &x->f->err);
	return xstrdup(hex);
}

static char *artifact_of(struct state *x, unsigned seed)
{
	char key[SHA256_HEX];
	AUTOFREE char *text = NULL;

	(void)x;
	key_of(seed, &text, key);
	return xasprintf("artifacts/%s", key);
}

static void a_sound_store_is_clean_and_counted(void **state)
{
	struct state *x = *state;

	expect_clean(x);
	assert_int_equal(x->report.inputs, 1);
	assert_int_equal(x->report.artifacts, 2);
	assert_int_equal(x->report.trees, 2); /* two names have the same */
	assert_int_equal(x->report.objects, 9);
	assert_true(x->report.bytes > 100);
	assert_int_equal(x->lines.len, 0);
}

/* Every byte of the file, flipped alone, is noticed; then all is well again. */
static void flip_each_byte(struct state *x, const char *path, const char *words)
{
	int dirfd = store_fd(x->f->s);
	AUTOCLOSE int fd = openat(dirfd, path, O_RDWR | O_CLOEXEC);
	const struct timespec times[2] = { { STORE_MTIME, 0 }, { STORE_MTIME, 0 } };
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		fail_msg("%s", path);
	assert_true(st.st_size > 0);
	for (off_t i = 0; i < st.st_size; i++) {
		unsigned char byte, bad;

		assert_int_equal(pread(fd, &byte, 1, i), 1);
		bad = byte ^ (unsigned char)(1 << i % 8);
		assert_int_equal(pwrite(fd, &bad, 1, i), 1);
		futimens(fd, times);
		if (check(x, NULL, false) == 0)
			fail_msg("%s: byte %ld", path, (long)i);
		expect_said(x, words);
		assert_int_equal(pwrite(fd, &byte, 1, i), 1);
		futimens(fd, times);
	}
	expect_clean(x);
}

static void every_flipped_byte_is_found(void **state)
{
	struct state *x = *state;
	AUTOFREE char *input = store_input_path(x->input);
	AUTOFREE char *object = object_of(x, "usr/lib/libz.so.1.2");
	AUTOFREE char *program = object_of(x, "usr/lib/ld.so.1");
	AUTOFREE char *artifact = artifact_of(x, 1);
	AUTOFREE char *digest = digest_of(x, "one");
	AUTOFREE char *record = xasprintf("records/one/%s", digest);
	AUTOFREE char *manifest = xasprintf("trees/%s/.sysroot/manifest", digest);
	AUTOFREE char *own = xasprintf("trees/%s/.sysroot/digest", digest);

	assert_int_equal(fchmodat(store_fd(x->f->s), input, 0644, 0), 0);
	flip_each_byte(x, input, "input");
	flip_each_byte(x, object, "object");
	flip_each_byte(x, program, "object");
	flip_each_byte(x, artifact, "artifact");
	flip_each_byte(x, record, "sysroot 'one'");
	flip_each_byte(x, manifest, "its manifest");
	flip_each_byte(x, own, "not its digest");
}

static void a_damaged_object_takes_along_what_uses_it_and_all_comes_back(void **state)
{
	struct state *x = *state;
	AUTOFREE char *object = object_of(x, "usr/include/sys/seed.h");
	struct stat st;

	/* Written through the sysroot: the inode is the object's. */
	write_text(store_fd(x->f->s), "sysroots/one/usr/include/sys/seed.h", "#define SEED 9\n");
	assert_true(check(x, x->ix, false) > 0);
	expect_said(x, "artifact");
	expect_said(x, "seed.h");
	expect_said(x, "tree '");
	assert_true(check(x, x->ix, true) > 0);
	assert_false(file_exists(store_fd(x->f->s), object));
	assert_false(file_exists(store_fd(x->f->s), "sysroots/one"));
	assert_false(file_exists(store_fd(x->f->s), "sysroots/one-too"));
	assert_true(file_exists(store_fd(x->f->s), "sysroots/two"));
	assert_int_equal(fstatat(store_fd(x->f->s), "quarantine", &st, 0), 0);
	expect_clean(x);
	put(x, 1, "one");
	put(x, 1, "one-too");
	expect_clean(x);
}

static void a_missing_object_is_found(void **state)
{
	struct state *x = *state;
	AUTOFREE char *object = object_of(x, "usr/lib/libz.a");

	assert_int_equal(unlinkat(store_fd(x->f->s), object, 0), 0);
	assert_int_equal(check(x, x->ix, false), 1); /* the trees have it still */
	expect_said(x, "usr/lib/libz.a");
	assert_true(check(x, x->ix, true) > 0);
	expect_clean(x);
	put(x, 1, "one");
	expect_clean(x);
}

static void what_is_changed_in_a_tree_is_found(void **state)
{
	struct state *x = *state;
	AUTOFREE char *digest = digest_of(x, "one");
	AUTOFREE char *tree = path_join("trees", digest);
	AUTOCLOSE int fd = dir_open(store_fd(x->f->s), tree, &x->f->err);

	for (int i = 0; i < 8; i++) {
		static const char *const words[] = {
			"'usr/lib/new.so' does not belong to the sysroot",
			"'usr/lib/libz.a' is missing",
			"'lib' is not a link",
			"'usr/include/stdio.h' does not match",
			"'usr/include' is not a directory",
			"'usr/lib/libz.so' is not a link",
			"'usr/lib/ld.so.1' has the wrong mode",
			"manifest cannot be read",
		};

		switch (i) {
		case 0:
			write_text(fd, "usr/lib/new.so", "x");
			break;
		case 1:
			assert_int_equal(unlinkat(fd, "usr/lib/libz.a", 0), 0);
			break;
		case 2:
			assert_int_equal(unlinkat(fd, "lib", 0), 0);
			assert_int_equal(symlinkat("usr/include", fd, "lib"), 0);
			break;
		case 3:
			assert_int_equal(unlinkat(fd, "usr/include/stdio.h", 0), 0);
			write_text(fd, "usr/include/stdio.h", "int puts(const char *);;");
			break;
		case 4:
			assert_int_equal(fchmodat(fd, "usr/include", 0777, 0), 0);
			break;
		case 5:
			assert_int_equal(unlinkat(fd, "usr/lib/libz.so", 0), 0);
			write_text(fd, "usr/lib/libz.so", "x");
			break;
		case 6:
			assert_int_equal(unlinkat(fd, "usr/lib/ld.so.1", 0), 0);
			write_file(fd, "usr/lib/ld.so.1", "\177ELF loader in this test", 24, 0644);
			break;
		case 7:
			assert_int_equal(unlinkat(fd, ".sysroot/manifest", 0), 0);
			break;
		}
		assert_int_equal(check(x, x->ix, false), 1);
		expect_said(x, words[i]);
		expect_said(x, "build");
		close(fd);
		assert_true(check(x, x->ix, true) > 0);
		expect_clean(x);
		put(x, 1, "one");
		put(x, 1, "one-too");
		fd = dir_open(store_fd(x->f->s), tree, &x->f->err);
		assert_true(fd >= 0);
	}
}

static void a_tree_with_very_many_problems_is_told_in_few_lines(void **state)
{
	struct state *x = *state;
	AUTOFREE char *digest = digest_of(x, "two");
	AUTOFREE char *folder = xasprintf("trees/%s/usr/include", digest);
	AUTOCLOSE int fd = dir_open(store_fd(x->f->s), folder, &x->f->err);

	for (int i = 0; i < 500; i++) {
		char name[32];

		snprintf(name, sizeof(name), "foreign-%d.h", i);
		write_text(fd, name, "");
	}
	assert_int_equal(check(x, x->ix, false), 500);
	assert_true(x->lines.len < 20);
	expect_said(x, "490 more problems");
}

static void foreign_things_are_found_everywhere(void **state)
{
	static const char *const places[] = {
		"core",        "inputs/README",   "inputs/zz", "objects/ab.txt",
		"objects/0",   "artifacts/notes", "trees/old", "sysroots/file",
		"records.bak", "exported",
	};
	struct state *x = *state;
	AUTOFREE char *shard = xstrndup(x->input, 2);
	AUTOFREE char *astray = xasprintf("inputs/%s/%s", shard, "x");
	AUTOFREE char *wrong = xasprintf("inputs/%s/%064d", shard, 0);

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		write_text(store_fd(x->f->s), places[i], "x");
		assert_int_equal(check(x, x->ix, false), 1);
		expect_said(x, places[i]);
		assert_int_equal(check(x, x->ix, true), 1);
		assert_false(file_exists(store_fd(x->f->s), places[i]));
		expect_clean(x);
	}
	write_text(store_fd(x->f->s), astray, "x");
	write_text(store_fd(x->f->s), wrong, "x");
	assert_int_equal(check(x, x->ix, true), 2);
	expect_clean(x);
	/* Two of one name do not replace each other in quarantine/. */
	for (int i = 0; i < 3; i++) {
		write_text(store_fd(x->f->s), "core", i ? "second" : "first");
		assert_int_equal(check(x, x->ix, true), 1);
	}
	assert_true(file_exists(store_fd(x->f->s), "quarantine/core.3"));
	/* The callers' own things in tmp/, locks/ and logs/ are none. */
	write_text(store_fd(x->f->s), "tmp/partial", "x");
	write_text(store_fd(x->f->s), "logs/a.log", "x");
	expect_clean(x);
}

static void lost_folders_are_told_and_the_rest_is_checked(void **state)
{
	static const char *const folders[] = { "inputs", "objects", "artifacts", "trees",
					       "sysroots" };

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		struct state *x = *state;
		AUTOFREE char *words = xasprintf("directory '%s' is missing", folders[i]);

		ok(tree_remove(store_fd(x->f->s), folders[i], &x->f->err), &x->f->err);
		assert_true(check(x, x->ix, false) > 0);
		expect_said(x, words);
		/* Opened for writing, it is made again; what depended on it goes. */
		fixture_reopen(x->f);
		check(x, x->ix, true);
		ok(index_rebuild(x->ix, x->f->s, read_names, &x->f->err), &x->f->err);
		expect_clean(x);
		put(x, 1, "one");
		put(x, 2, "two");
		put(x, 1, "one-too");
		expect_clean(x);
	}
}

/* In a store of a user who is no superuser (whom no mode stops). */
static void unreadable_things(struct state *x, const char *place)
{
	struct fixture *f = x->f;
	AUTOFREE char *input_path = path_join(place, "input");
	AUTOFREE char *input = NULL;
	AUTOFREE char *artifact = artifact_of(x, 2);
	AUTOFREE char *object = NULL;
	AUTOFREE char *store = path_join(place, "store");
	AUTOFREE char *three = NULL;
	AUTOFREE char *folder = NULL;
	int dirfd;

	ok(store_open(store, true, &f->s, &f->err), &f->err);
	dirfd = store_fd(f->s);
	put_sysroot(f->s, 1, "one");
	put_sysroot(f->s, 2, "two");
	put_sysroot(f->s, 3, "three");
	put_sysroot(f->s, 4, "four");
	write_text(AT_FDCWD, input_path, "another\n");
	ok(store_add_input(f->s, AT_FDCWD, input_path, NULL, x->input, &f->err), &f->err);
	input = store_input_path(x->input);
	object = object_of(x, "usr/lib/libz.a");
	three = digest_of(x, "three");
	folder = xasprintf("trees/%s/usr/include", three);
	assert_int_equal(check(x, NULL, false), 0);
	assert_int_equal(fchmodat(dirfd, input, 0, 0), 0);
	assert_int_equal(fchmodat(dirfd, object, 0, 0), 0);
	assert_int_equal(fchmodat(dirfd, artifact, 0, 0), 0);
	assert_int_equal(fchmodat(dirfd, folder, 0, 0), 0);
	/* And one that comes after all of them. */
	assert_int_equal(unlinkat(dirfd, "sysroots/four", 0), 0);
	assert_int_equal(symlinkat("nowhere", dirfd, "sysroots/four"), 0);
	for (int repair = 0; repair < 2; repair++) {
		assert_true(check(x, NULL, repair) >= 6);
		expect_said(x, input);
		expect_said(x, object);
		expect_said(x, "(test-1) has lost 1 of its files, 'usr/lib/libz.a'");
		expect_said(x, "the record of artifact");
		expect_said(x, "it cannot be read");
		expect_said(x, "sysroot 'four'");
	}
	assert_false(file_exists(dirfd, input));
	assert_false(file_exists(dirfd, object));
	assert_false(file_exists(dirfd, artifact));
	assert_true(file_exists(dirfd, "sysroots/two"));
	assert_int_equal(check(x, NULL, false), 0);
	/* What cannot be moved either does not keep it from the rest. */
	free(object);
	put_sysroot(f->s, 1, "one");
	object = object_of(x, "usr/include/sys/seed.h");
	assert_int_equal(fchmodat(dirfd, object, 0, 0), 0);
	*strrchr(object, '/') = '\0';
	assert_int_equal(fchmodat(dirfd, object, 0555, 0), 0);
	assert_true(check(x, NULL, true) >= 2);
	expect_said(x, "to quarantine: ");
	expect_said(x, "(test-1) has lost 1 of its files");
	store_close(f->s);
}

static void what_cannot_be_read_is_told_and_the_rest_is_checked(void **state)
{
	struct state *x = *state;
	AUTOFREE char *place = path_join(x->f->dir, "open");
	pid_t pid;

	assert_int_equal(chmod(x->f->dir, 0755), 0);
	assert_int_equal(mkdir(place, 0777), 0);
	assert_int_equal(chmod(place, 0777), 0);
	pid = fork_child();
	if (pid == 0) {
		if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(10);
		unreadable_things(x, place);
		_exit(0);
	}
	assert_int_equal(wait_for(pid), 0);
}

static void names_that_lead_nowhere_are_found(void **state)
{
	struct state *x = *state;
	int dirfd = store_fd(x->f->s);
	AUTOFREE char *digest = digest_of(x, "two");
	AUTOFREE char *target = xasprintf("../trees/%064d", 0);
	AUTOFREE char *tree = path_join("trees", digest);

	assert_int_equal(symlinkat(target, dirfd, "sysroots/dangling"), 0);
	assert_int_equal(symlinkat("/etc", dirfd, "sysroots/outside"), 0);
	assert_int_equal(check(x, NULL, false), 2);
	expect_said(x, "'dangling'");
	expect_said(x, "'outside'");
	ok(tree_remove(dirfd, tree, &x->f->err), &x->f->err);
	assert_int_equal(check(x, NULL, false), 3);
	expect_said(x, "the tree of sysroot 'two' is missing");
	assert_int_equal(check(x, x->ix, true), 3);
	expect_clean(x);
	put(x, 2, "two");
	expect_clean(x);
}

static void touched_objects_are_set_right(void **state)
{
	struct state *x = *state;
	AUTOFREE char *object = object_of(x, "usr/lib/libz.a");
	struct stat st;

	assert_int_equal(fchmodat(store_fd(x->f->s), object, 0600, 0), 0);
	assert_true(check(x, x->ix, false) > 0);
	expect_said(x, "has a changed mode or time");
	assert_int_equal(check(x, x->ix, true), 1);
	expect_clean(x);
	assert_int_equal(utimensat(store_fd(x->f->s), object, NULL, 0), 0);
	assert_int_equal(check(x, x->ix, true), 1);
	expect_clean(x);
	assert_int_equal(fstatat(store_fd(x->f->s), object, &st, 0), 0);
	assert_int_equal(st.st_mtim.tv_sec, STORE_MTIME);
	assert_int_equal(st.st_mode & 07777, 0644);
}

static void an_artifact_of_another_key_is_found(void **state)
{
	struct state *x = *state;
	AUTOFREE char *path = artifact_of(x, 1);
	AUTOFREE char *other = artifact_of(x, 77);
	struct artifact a = { 0 };

	/* Under another name: as if it were what another recipe makes. */
	assert_int_equal(linkat(store_fd(x->f->s), path, store_fd(x->f->s), other, 0), 0);
	assert_int_equal(check(x, NULL, true), 1);
	expect_said(x, "a different key");
	expect_clean(x);
	/* A sound record, of a text that is not its key's. */
	ok(put_artifact(x->f->s, 5, &a, &x->f->err), &x->f->err);
	manifest_release(&a.manifest);
	free(a.key_text);
	a.key_text = xstrdup("something else");
	{
		AUTOFREE char *dir = make_tree_in(x->f->s, 5, false);

		ok(store_put_artifact(x->f->s, &a, store_fd(x->f->s), dir, &x->f->err), &x->f->err);
		ok(tree_remove(store_fd(x->f->s), dir, &x->f->err), &x->f->err);
	}
	artifact_release(&a);
	assert_int_equal(check(x, NULL, true), 1);
	expect_said(x, "does not match its key");
	expect_clean(x);
}

/* --- the index --- */

static int add_row(const struct index_row *row, void *arg)
{
	buf_addf(arg, "%s %s %s %s\n", row->sysroot, row->part, row->path, row->kind);
	return 0;
}

static char *ask_all(struct state *x)
{
	struct buf b = BUF_INIT;

	ok(index_find(x->ix, FIND_FILE, "*", NULL, add_row, &b, &x->f->err), &x->f->err);
	ok(index_find(x->ix, FIND_SYMBOL, "puts", NULL, add_row, &b, &x->f->err), &x->f->err);
	ok(index_find(x->ix, FIND_LIBRARY, "z", NULL, add_row, &b, &x->f->err), &x->f->err);
	return buf_steal(&b);
}

static void a_lost_index_is_told_and_rebuilt_with_equal_answers(void **state)
{
	struct state *x = *state;
	AUTOFREE char *before = ask_all(x);
	AUTOFREE char *after = NULL;

	index_close(x->ix);
	ok(index_remove(x->f->s, &x->f->err), &x->f->err);
	ok(index_open(x->f->s, true, &x->ix, &x->f->err), &x->f->err);
	assert_int_equal(check(x, x->ix, false), 1);
	expect_said(x, "--rebuild-index");
	ok(index_rebuild(x->ix, x->f->s, read_names, &x->f->err), &x->f->err);
	expect_clean(x);
	after = ask_all(x);
	assert_true(strlen(before) > 100);
	assert_string_equal(before, after);
}

/* As a build leaves it that was killed when the sysroot stood and the index did not know. */
static void a_sysroot_that_the_index_does_not_know_yet_is_no_damage(void **state)
{
	struct state *x = *state;

	ok(index_drop_tree(x->ix, "two", &x->f->err), &x->f->err);
	expect_clean(x);
	assert_int_equal(check(x, x->ix, true), 0);
	/* The very first one: its artifacts are known before it is composed. */
	ok(index_drop_tree(x->ix, "one", &x->f->err), &x->f->err);
	ok(index_drop_tree(x->ix, "one-too", &x->f->err), &x->f->err);
	expect_clean(x);
}

static void a_store_without_sysroots_needs_no_index(void **state)
{
	struct state *x = *state;
	struct fixture *f = x->f;
	AUTOFREE char *place = path_join(f->dir, "fresh");
	struct artifact a = { 0 };
	struct store *s;
	struct index *ix;

	ok(store_open(place, true, &s, &f->err), &f->err);
	ok(put_artifact(s, 1, &a, &f->err), &f->err); /* of a build that was killed then */
	artifact_release(&a);
	ok(index_open(s, true, &ix, &f->err), &f->err);
	ok(fsck_run(s, ix, false, keep_line, &x->lines, &x->report, &f->err), &f->err);
	assert_int_equal(x->report.problems, 0);
	index_close(ix);
	store_close(s);
}

static void an_index_that_differs_is_told(void **state)
{
	static const char *const sql[] = {
		"UPDATE file SET mode = 493 WHERE mode = 420",
		"UPDATE content SET size = size + 1",
		"UPDATE path SET path = 'usr/x.h' WHERE name = 'stdio.h'",
		"UPDATE file SET target = 'usr/bin' WHERE target = 'usr/lib'",
		"UPDATE file SET part_number = NULL",
		"UPDATE sysroot SET digest = 'x' WHERE name = 'one'",
		"INSERT INTO sysroot (name, digest, request_key) VALUES ('ghost', 'x', 'y')",
		"UPDATE artifact SET key = 'x' || substr(key, 2)",
	};
	struct state *x = *state;

	for (size_t i = 0; i < ARRAY_LEN(sql); i++) {
		assert_int_equal(sqlite3_exec(x->ix->db, sql[i], NULL, NULL, NULL), SQLITE_OK);
		if (check(x, x->ix, false) == 0)
			fail_msg("not found: %s", sql[i]);
		expect_said(x, "--rebuild-index");
		ok(index_rebuild(x->ix, x->f->s, read_names, &x->f->err), &x->f->err);
		expect_clean(x);
	}
}

static void a_broken_index_file_is_told(void **state)
{
	struct state *x = *state;
	AUTOCLOSE int fd = -1;
	char page[4096];

	index_close(x->ix);
	fd = openat(store_fd(x->f->s), "index.sqlite", O_RDWR | O_CLOEXEC);
	memset(page, 0x5a, sizeof(page));
	for (off_t at = 3 * 4096; at < 8 * 4096; at += 4096)
		assert_int_equal(pwrite(fd, page, sizeof(page), at), sizeof(page));
	ok(index_open(x->f->s, true, &x->ix, &x->f->err), &x->f->err);
	assert_true(check(x, x->ix, false) > 0);
	expect_said(x, "the index is damaged");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sound_store_is_clean_and_counted),
		TEST(every_flipped_byte_is_found),
		TEST(a_damaged_object_takes_along_what_uses_it_and_all_comes_back),
		TEST(a_missing_object_is_found),
		TEST(what_is_changed_in_a_tree_is_found),
		TEST(a_tree_with_very_many_problems_is_told_in_few_lines),
		TEST(foreign_things_are_found_everywhere),
		TEST(lost_folders_are_told_and_the_rest_is_checked),
		TEST(what_cannot_be_read_is_told_and_the_rest_is_checked),
		TEST(names_that_lead_nowhere_are_found),
		TEST(touched_objects_are_set_right),
		TEST(an_artifact_of_another_key_is_found),
		TEST(a_lost_index_is_told_and_rebuilt_with_equal_answers),
		TEST(a_sysroot_that_the_index_does_not_know_yet_is_no_damage),
		TEST(a_store_without_sysroots_needs_no_index),
		TEST(an_index_that_differs_is_told),
		TEST(a_broken_index_file_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
