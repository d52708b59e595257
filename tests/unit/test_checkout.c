/* Trees come out of the store whole, and whoever writes into one reaches no other. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"
#include "tests/unit/store_sound.h"

#include "cache/store/store_internal.h"

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
		assert_non_null(strstr(f->err.text, "a file in a sysroot was written to"));
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_lost_or_damaged_object_is_named_and_nothing_stays),
		TEST(what_is_written_into_a_sysroot_reaches_no_other),
		TEST(an_object_that_was_only_touched_is_used_on),
		TEST(a_touched_object_of_another_user_is_copied),
		TEST(copies_may_be_written_to),
		TEST(checkout_never_writes_through_a_link),
		TEST(checkout_copies_to_another_filesystem),
		TEST(artifacts_are_taken_from_another_filesystem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
