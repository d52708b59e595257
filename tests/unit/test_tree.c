/* Trees: removed whatever their modes and depth, walked in order, links never followed. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include <sys/resource.h>

static void removing_what_is_not_there_is_done_already(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;

	ok(tree_remove(p->fd, "absent", &err), &err);
	ok(tree_remove(p->fd, "absent/too", &err), &err);
}

static void removing_takes_files_links_pipes_and_trees(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;

	put(p->fd, "f", "x", 1);
	ok(dir_make(p->fd, "t/a/b", &err), &err);
	ok(dir_make(p->fd, "t/empty", &err), &err);
	put(p->fd, "t/a/f", "x", 1);
	put(p->fd, "t/a/b/g", "x", 1);
	put(p->fd, "t/z", "x", 1);
	assert_int_equal(mkfifoat(p->fd, "t/a/pipe", 0), 0);
	assert_int_equal(mkdirat(p->fd, "empty", 0), 0);
	put(p->fd, "kept", "x", 1);
	ok(tree_remove(p->fd, "f", &err), &err);
	ok(tree_remove(p->fd, "t", &err), &err);
	ok(tree_remove(p->fd, "empty", &err), &err);
	expect_names(p->fd, ".", "kept");
}

static void removing_never_follows_a_link(void **state)
{
	const struct place *p = *state;
	AUTOFREE char *absolute = path_join(p->path, "kept");
	struct err err = ERR_INIT;
	struct stat st;

	ok(dir_make(p->fd, "kept/sub", &err), &err);
	put(p->fd, "kept/f", "x", 1);
	assert_int_equal(fchmodat(p->fd, "kept", 0750, 0), 0);
	assert_int_equal(mkdirat(p->fd, "t", 0777), 0);
	assert_int_equal(symlinkat("../kept", p->fd, "t/relative"), 0);
	assert_int_equal(symlinkat(absolute, p->fd, "t/absolute"), 0);
	assert_int_equal(symlinkat("..", p->fd, "t/up"), 0);
	assert_int_equal(symlinkat("nowhere", p->fd, "t/dangling"), 0);
	assert_int_equal(symlinkat("kept", p->fd, "top"), 0);
	ok(tree_remove(p->fd, "t", &err), &err);
	ok(tree_remove(p->fd, "top", &err), &err);
	expect_names(p->fd, ".", "kept");
	expect_names(p->fd, "kept", "f sub");
	assert_int_equal(fstatat(p->fd, "kept", &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0750);
}

static int remove_closed_folders(const struct place *p)
{
	static const mode_t modes[] = { 0000, 0100, 0200, 0300, 0400, 0500, 0600, 0555 };
	struct err err = ERR_INIT;

	(void)p;
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		if (dir_make(AT_FDCWD, "t/a/b/c", &err) < 0)
			return 1;
		put(AT_FDCWD, "t/a/b/c/f", "x", 1);
		put(AT_FDCWD, "t/a/b/f", "x", 1);
		put(AT_FDCWD, "t/f", "x", 1);
		if (chmod("t/a/b/f", 0) < 0 || chmod("t/a/b/c", modes[i]) < 0 ||
		    chmod("t/a/b", modes[i]) < 0 || chmod("t/a", modes[i]) < 0 ||
		    chmod("t", modes[i]) < 0)
			return 2;
		if (tree_remove(AT_FDCWD, "t", &err) < 0 || access("t", F_OK) == 0) {
			fprintf(stderr, "mode %03o: %s\n", (unsigned)modes[i],
				err.text ? err.text : "still there");
			return 3;
		}
	}
	return 0;
}

static void removing_takes_folders_of_any_mode(void **state)
{
	as_ordinary_user(*state, remove_closed_folders);
}

static int remove_where_not_allowed(const struct place *p)
{
	struct err err = ERR_INIT;

	(void)p;
	if (dir_make(AT_FDCWD, "closed/t/u", &err) < 0 || dir_make(AT_FDCWD, "closed/e", &err) < 0)
		return 1;
	put(AT_FDCWD, "closed/f", "x", 1);
	if (chmod("closed", 0555) < 0)
		return 2;
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = { "closed/f", "closed/t", "closed/e" };

		if (tree_remove(AT_FDCWD, names[i], &err) != -1)
			return 3;
		if (err.sysno != EACCES || !strstr(err.text, names[i]))
			return 4;
	}
	err_clear(&err);
	return 0;
}

static void removing_what_is_not_ours_says_so_and_ends(void **state)
{
	const struct place *p = *state;

	as_ordinary_user(p, remove_where_not_allowed);
	expect_names(p->fd, "closed", "e f t");
}

/* Configure scripts make such trees on purpose, to find the limits. */
static int remove_a_deep_tree(const struct place *p)
{
	const struct rlimit few = { 32, 32 };
	struct err err = ERR_INIT;
	int fd = p->fd;

	for (int i = 0; i < 3000; i++) {
		int below;

		if (mkdirat(fd, "d", 0700) < 0)
			return 1;
		below = openat(fd, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		put(below, "f", "x", 1);
		if (mkdirat(below, "e", 0700) < 0)
			return 2;
		if (fd != p->fd)
			close(fd);
		fd = below;
	}
	close(fd);
	if (setrlimit(RLIMIT_NOFILE, &few) < 0)
		return 3;
	if (tree_remove(p->fd, "d", &err) < 0) {
		fprintf(stderr, "%.300s\n", err.text);
		return 4;
	}
	return faccessat(p->fd, "d", F_OK, 0) == 0 ? 5 : 0;
}

static void removing_takes_trees_deeper_than_there_are_descriptors(void **state)
{
	as_ordinary_user(*state, remove_a_deep_tree);
}

/* What a walk saw: "path" or "path/" a line. */
static int note(int rootfd, const char *path, const struct stat *st, void *arg, struct err *err)
{
	struct buf *seen = arg;
	struct stat here;

	if (fstatat(rootfd, path, &here, AT_SYMLINK_NOFOLLOW) < 0 || here.st_ino != st->st_ino)
		return err_set(err, ERR_FAILED, "'%s' is not below the root", path);
	buf_addf(seen, "%s%s%s\n", path, S_ISDIR(st->st_mode) ? "/" : "",
		 S_ISLNK(st->st_mode) ? "@" : "");
	return 0;
}

static void walks_go_in_order_a_folder_before_what_is_in_it(void **state)
{
	const struct place *p = *state;
	AUTOBUF struct buf seen = BUF_INIT;
	struct err err = ERR_INIT;

	ok(dir_make(p->fd, "r/b/c", &err), &err);
	ok(dir_make(p->fd, "r/a", &err), &err);
	for (const char *n = "r/b/c/z\0r/b/y\0r/a/2\0r/a/1\0r/a.x\0r/B\0"; *n; n += strlen(n) + 1)
		put(p->fd, n, "", 0);
	ok(tree_walk(p->fd, "r", note, &seen, &err), &err);
	assert_string_equal(seen.data, "B\na/\na/1\na/2\na.x\nb/\nb/c/\nb/c/z\nb/y\n");
}

static void walks_see_links_and_do_not_follow_them(void **state)
{
	const struct place *p = *state;
	AUTOBUF struct buf seen = BUF_INIT;
	struct err err = ERR_INIT;

	ok(dir_make(p->fd, "r/d", &err), &err);
	put(p->fd, "r/d/f", "", 0);
	assert_int_equal(symlinkat("d", p->fd, "r/to-folder"), 0);
	assert_int_equal(symlinkat("..", p->fd, "r/d/up"), 0);
	assert_int_equal(symlinkat("nowhere", p->fd, "r/dangling"), 0);
	ok(tree_walk(p->fd, "r", note, &seen, &err), &err);
	assert_string_equal(seen.data, "d/\nd/f\nd/up@\ndangling@\nto-folder@\n");
}

static int stop_at_b(int rootfd, const char *path, const struct stat *st, void *arg,
		     struct err *err)
{
	if (strcmp(path, "b") == 0)
		return err_set(err, ERR_HOSTILE, "it is b");
	return note(rootfd, path, st, arg, err);
}

static void walks_stop_when_the_visitor_says_so(void **state)
{
	const struct place *p = *state;
	AUTOBUF struct buf seen = BUF_INIT;
	struct err err = ERR_INIT;

	put(p->fd, "a", "", 0);
	put(p->fd, "b", "", 0);
	put(p->fd, "c", "", 0);
	assert_int_equal(tree_walk(p->fd, ".", stop_at_b, &seen, &err), -1);
	assert_int_equal(err.code, ERR_HOSTILE);
	assert_string_equal(seen.data, "a\n");
	assert_int_equal(tree_walk(p->fd, "absent", note, &seen, &err), -1);
	assert_int_equal(err.sysno, ENOENT);
	assert_int_equal(tree_walk(p->fd, "a", note, &seen, &err), -1);
	assert_int_equal(err.sysno, ENOTDIR);
	err_clear(&err);
}

static int remove_it(int rootfd, const char *path, const struct stat *st, void *arg,
		     struct err *err)
{
	if (note(rootfd, path, st, arg, err) < 0)
		return -1;
	return tree_remove(rootfd, path, err);
}

static void walks_bear_that_the_visitor_removes_what_it_sees(void **state)
{
	const struct place *p = *state;
	AUTOBUF struct buf seen = BUF_INIT;
	struct err err = ERR_INIT;

	ok(dir_make(p->fd, "r/a/b", &err), &err);
	put(p->fd, "r/c", "", 0);
	ok(tree_walk(p->fd, "r", remove_it, &seen, &err), &err);
	assert_string_equal(seen.data, "a/\nc\n");
	expect_names(p->fd, "r", "");
}

static void no_descriptor_is_lost_on_any_way_out(void **state)
{
	const struct place *p = *state;
	AUTOBUF struct buf seen = BUF_INIT;
	AUTOSTRV struct strv names = STRV_INIT;
	struct err err = ERR_INIT;
	int before = count_descriptors();

	ok(dir_make(p->fd, "r/a/b", &err), &err);
	put(p->fd, "r/b", "", 0);
	ok(tree_walk(p->fd, "r", note, &seen, &err), &err);
	assert_int_equal(tree_walk(p->fd, "r", stop_at_b, &seen, &err), -1);
	assert_int_equal(dir_list(p->fd, "r/b", &names, &err), -1);
	ok(dir_list(p->fd, "r", &names, &err), &err);
	ok(file_write(p->fd, "r/f", "x", 1, 0644, &err), &err);
	assert_int_equal(file_write(p->fd, "r/a", "x", 1, 0644, &err), -1);
	assert_int_equal(file_read(p->fd, "r", 1, &seen, &err), -1);
	ok(tree_remove(p->fd, "r", &err), &err);
	assert_int_equal(count_descriptors(), before);
	err_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(removing_what_is_not_there_is_done_already),
		place_test(removing_takes_files_links_pipes_and_trees),
		place_test(removing_never_follows_a_link),
		place_test(removing_takes_folders_of_any_mode),
		place_test(removing_what_is_not_ours_says_so_and_ends),
		place_test(removing_takes_trees_deeper_than_there_are_descriptors),
		place_test(walks_go_in_order_a_folder_before_what_is_in_it),
		place_test(walks_see_links_and_do_not_follow_them),
		place_test(walks_stop_when_the_visitor_says_so),
		place_test(walks_bear_that_the_visitor_removes_what_it_sees),
		place_test(no_descriptor_is_lost_on_any_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
