/* Paths and files: whole or not at all, and no larger than was agreed. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include <signal.h>
#include <sys/resource.h>

#include "builder/base/file_map.h"

static void paths_join_with_one_slash(void **state)
{
	static const struct {
		const char *a, *b, *want;
	} table[] = {
		{ "a", "b", "a/b" }, { "a/", "b", "a/b" }, { "/", "b", "/b" },
		{ "", "b", "b" },    { "a", "", "a/" },    { "a/b", "c/d", "a/b/c/d" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		AUTOFREE char *got = path_join(table[i].a, table[i].b);

		assert_string_equal(got, table[i].want);
	}
	assert_string_equal(path_basename("a/b/c.h"), "c.h");
	assert_string_equal(path_basename("c.h"), "c.h");
	assert_string_equal(path_basename("a/"), "");
	assert_string_equal(path_basename("/x"), "x");
}

static void safe_paths_are_relative_and_stay_below(void **state)
{
	static const char *const good[] = {
		"a",    "a/b/c",    ".hidden", "..a", "a..", "a/...", "...", "a b",
		"a\\b", "usr/.x/y", "é/\xff",  "~",   "-rf", "a:b",   "*",
	};
	static const char *const bad[] = {
		"",     "/",     "/a",   "a/",    "a//b",   ".",         "..",        "./a",
		"a/.",  "a/./b", "../a", "a/..",  "a/../b", "a/b/..",    "//",        "a/b/",
		"a\nb", "a\tb",  "\x01", "a\x1f", "\x7f",   "a/b\x7f/c", "a/\x1b[2J", "a\r",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (!path_is_safe(good[i]))
			fail_msg("'%s' is safe", good[i]);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (path_is_safe(bad[i]))
			fail_msg("'%s' is not safe", bad[i]);
}

static void safe_paths_have_bounded_lengths(void **state)
{
	char path[4200];

	(void)state;
	memset(path, 'a', sizeof(path));
	path[255] = '\0';
	assert_true(path_is_safe(path));
	path[255] = 'a';
	path[256] = '\0';
	assert_false(path_is_safe(path));
	memset(path, 'a', sizeof(path));
	for (size_t i = 100; i < sizeof(path); i += 100)
		path[i] = '/';
	path[4096] = '\0';
	assert_true(path_is_safe(path));
	path[4096] = 'a';
	path[4097] = '\0';
	assert_false(path_is_safe(path));
	/* a long component that is not the first */
	memset(path, 'a', sizeof(path));
	path[1] = '/';
	path[2 + 256] = '\0';
	assert_false(path_is_safe(path));
}

static void reading_appends_up_to_the_bound(void **state)
{
	const struct place *p = *state;
	AUTOBUF struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	put(p->fd, "f", "a\0bcd", 5);
	buf_addstr(&out, "<");
	ok(file_read(p->fd, "f", 5, &out, &err), &err);
	assert_int_equal(out.len, 6);
	assert_memory_equal(out.data, "<a\0bcd", 7);
	assert_int_equal(file_read(p->fd, "f", 4, &out, &err), -1);
	assert_non_null(strstr(err.text, "'f' is larger than 4 bytes"));
	put(p->fd, "empty", "", 0);
	buf_clear(&out);
	ok(file_read(p->fd, "empty", 0, &out, &err), &err);
	assert_string_equal(out.data, "");
	err_clear(&err);
}

static void reading_takes_large_files_and_those_that_hide_their_size(void **state)
{
	enum { SIZE = 300001 };
	const struct place *p = *state;
	AUTOFREE char *data = xmalloc(SIZE);
	AUTOBUF struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < SIZE; i++)
		data[i] = (char)(i % 251);
	put(p->fd, "f", data, SIZE);
	ok(file_read(p->fd, "f", SIZE, &out, &err), &err);
	assert_int_equal(out.len, SIZE);
	assert_memory_equal(out.data, data, SIZE);
	assert_int_equal(file_read(p->fd, "f", SIZE - 1, &out, &err), -1);
	buf_clear(&out);
	ok(file_read(AT_FDCWD, "/proc/self/status", 1 << 16, &out, &err), &err);
	assert_non_null(strstr(out.data, "Pid:"));
	err_clear(&err);
}

/* A pipe that nobody writes to would hold a plain open for ever. */
static void reading_refuses_what_is_no_regular_file(void **state)
{
	const struct place *p = *state;
	AUTOBUF struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(mkfifoat(p->fd, "pipe", 0666), 0);
	assert_int_equal(mkdirat(p->fd, "folder", 0777), 0);
	alarm(20);
	assert_int_equal(file_read(p->fd, "pipe", 10, &out, &err), -1);
	assert_string_equal(err.text, "'pipe' is not a regular file");
	assert_int_equal(file_read(p->fd, "folder", 10, &out, &err), -1);
	assert_string_equal(err.text, "'folder' is not a regular file");
	assert_int_equal(file_read(AT_FDCWD, "/dev/zero", 10, &out, &err), -1);
	alarm(0);
	assert_int_equal(file_read(p->fd, "absent", 10, &out, &err), -1);
	assert_int_equal(err.sysno, ENOENT);
	assert_string_equal(err.text, "cannot open 'absent': No such file or directory");
	assert_int_equal(out.len, 0);
	err_clear(&err);
}

static void writing_makes_exactly_the_bytes_and_the_mode(void **state)
{
	const struct place *p = *state;
	AUTOFREE char *absolute = path_join(p->path, "sub/g");
	struct err err = ERR_INIT;
	struct stat st;
	mode_t before = umask(077);

	ok(file_write(p->fd, "f", "first, longer", 13, 0644, &err), &err);
	ok(file_write(p->fd, "f", "second", 6, 0755, &err), &err);
	expect_content(p->fd, "f", "second");
	assert_int_equal(fstatat(p->fd, "f", &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_int_equal(mkdirat(p->fd, "sub", 0777), 0);
	ok(file_write(p->fd, "sub/f", "x", 1, 0444, &err), &err);
	expect_content(p->fd, "sub/f", "x");
	ok(file_write(AT_FDCWD, absolute, "", 0, 0600, &err), &err);
	expect_content(p->fd, "sub/g", "");
	expect_names(p->fd, ".", "f sub");
	expect_names(p->fd, "sub", "f g");
	umask(before);
}

static void writing_replaces_a_link_and_not_what_it_points_to(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;
	struct stat st;

	put(p->fd, "target", "old", 3);
	assert_int_equal(symlinkat("target", p->fd, "link"), 0);
	ok(file_write(p->fd, "link", "new", 3, 0644, &err), &err);
	expect_content(p->fd, "target", "old");
	expect_content(p->fd, "link", "new");
	assert_int_equal(fstatat(p->fd, "link", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_true(S_ISREG(st.st_mode));
}

static void writing_takes_names_as_long_as_names_can_be(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	ok(file_write(p->fd, name, "x", 1, 0644, &err), &err);
	expect_content(p->fd, name, "x");
}

/* In a container the next process has the same number as the one that was killed. */
static void writing_passes_over_what_a_killed_process_left(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;

	for (int i = 0; i < 200; i++) {
		AUTOFREE char *a = xasprintf(".tmp-%ld-%d", (long)getpid(), i);
		AUTOFREE char *b = xasprintf("f.tmp-%ld-%d", (long)getpid(), i);

		put(p->fd, a, "left", 4);
		put(p->fd, b, "left", 4);
	}
	ok(file_write(p->fd, "f", "new", 3, 0644, &err), &err);
	expect_content(p->fd, "f", "new");
}

/* A limit on file sizes stands in for a full disk. */
static int write_beyond_the_limit(void *arg)
{
	const struct place *p = arg;
	const struct rlimit limit = { 65536, 65536 };
	static char data[1 << 20];
	struct err err = ERR_INIT;

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) < 0)
		return 1;
	if (file_write(p->fd, "f", data, sizeof(data), 0644, &err) != -1)
		return 2;
	if (err.sysno != EFBIG || !strstr(err.text, "'f'"))
		return 3;
	err_clear(&err);
	return 0;
}

static void writing_that_runs_out_of_room_leaves_the_old_file_alone(void **state)
{
	struct place *p = *state;

	put(p->fd, "f", "old", 3);
	assert_int_equal(in_child(write_beyond_the_limit, p), 0);
	expect_content(p->fd, "f", "old");
	expect_names(p->fd, ".", "f");
}

static int write_where_not_allowed(const struct place *p)
{
	struct err err = ERR_INIT;

	(void)p;
	if (mkdir("closed", 0777) < 0)
		return 1;
	put(AT_FDCWD, "closed/f", "old", 3);
	if (chmod("closed", 0555) < 0)
		return 2;
	if (file_write(AT_FDCWD, "closed/f", "new", 3, 0644, &err) != -1)
		return 3;
	if (err.sysno != EACCES || !err.hint || !strstr(err.text, "'closed/f'"))
		return 4;
	/* Writable but not listable: it cannot be synced, so nothing may change. */
	if (chmod("closed", 0333) < 0)
		return 5;
	if (file_write(AT_FDCWD, "closed/f", "new", 3, 0644, &err) != -1)
		return 6;
	if (chmod("closed", 0755) < 0)
		return 7;
	expect_content(AT_FDCWD, "closed/f", "old");
	expect_names(AT_FDCWD, "closed", "f");
	err_clear(&err);
	return 0;
}

static void writing_that_fails_changes_nothing(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;

	as_ordinary_user(p, write_where_not_allowed);
	assert_int_equal(mkdirat(p->fd, "folder", 0777), 0);
	assert_int_equal(file_write(p->fd, "folder", "x", 1, 0644, &err), -1);
	assert_int_equal(err.sysno, EISDIR);
	assert_int_equal(file_write(p->fd, "absent/f", "x", 1, 0644, &err), -1);
	assert_int_equal(err.sysno, ENOENT);
	assert_int_equal(file_write(p->fd, "closed/f/g", "x", 1, 0644, &err), -1);
	assert_int_equal(err.sysno, ENOTDIR);
	expect_names(p->fd, ".", "closed folder");
	expect_names(p->fd, "folder", "");
	err_clear(&err);
}

/* 99: the file was seen with neither all of the one nor all of the other. */
static int look_for_halves(void *arg)
{
	const struct place *p = arg;

	for (;;) {
		AUTOFREE char *got = get(p->fd, "f");
		size_t n = strlen(got);

		if (strcmp(got, "end") == 0)
			return 0;
		if (n != 50000 || strspn(got, got[0] == 'a' ? "a" : "b") != n)
			return 99;
	}
}

static void readers_see_the_old_bytes_or_the_new(void **state)
{
	struct place *p = *state;
	char a[50000], b[50000];
	struct err err = ERR_INIT;
	int raw;
	pid_t pid;

	memset(a, 'a', sizeof(a));
	memset(b, 'b', sizeof(b));
	ok(file_write(p->fd, "f", a, sizeof(a), 0644, &err), &err);
	pid = fork();
	if (pid == 0) {
		alarm(60);
		_exit(look_for_halves(p));
	}
	for (int i = 0; i < 40; i++)
		ok(file_write(p->fd, "f", i % 2 ? a : b, 50000, 0644, &err), &err);
	ok(file_write(p->fd, "f", "end", 3, 0644, &err), &err);
	assert_int_equal(waitpid(pid, &raw, 0), pid);
	assert_int_equal(raw, 0);
}

static void writing_to_a_full_device_says_so(void **state)
{
	struct err err = ERR_INIT;
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fd_write(fd, "x", 1, &err), -1);
	assert_int_equal(err.sysno, ENOSPC);
	assert_non_null(strstr(err.hint, "free some disk space"));
	ok(fd_write(fd, NULL, 0, &err), &err);
	close(fd);
	err_clear(&err);
}

/* Copy what is in `from` to `to` by a pipe on the side that is named, or none. */
static void copy_by(const struct place *p, bool pipe_in, bool pipe_out, const char *to)
{
	struct err err = ERR_INIT;
	int in = openat(p->fd, "big", O_RDONLY | O_CLOEXEC);
	int out = openat(p->fd, to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int first[2], second[2];
	pid_t feeder = -1, drain = -1;

	assert_true(in >= 0 && out >= 0);
	if (pipe_in) {
		assert_int_equal(pipe2(first, O_CLOEXEC), 0);
		feeder = fork();
		if (feeder == 0)
			_exit(fd_copy(in, first[1], NULL) != 0);
		close(first[1]);
		dup2(first[0], in);
		close(first[0]);
	}
	if (pipe_out) {
		assert_int_equal(pipe2(second, O_CLOEXEC), 0);
		drain = fork();
		if (drain == 0) {
			close(second[1]);
			_exit(fd_copy(second[0], out, NULL) != 0);
		}
		close(second[0]);
		dup2(second[1], out);
		close(second[1]);
	}
	ok(fd_copy(in, out, &err), &err);
	close(in);
	close(out);
	for (int i = 0; i < 2; i++) {
		pid_t pid = i ? drain : feeder;
		int raw = -1;

		if (pid < 0)
			continue;
		assert_int_equal(waitpid(pid, &raw, 0), pid);
		assert_int_equal(raw, 0);
	}
}

static void copies_are_whole_between_files_and_pipes(void **state)
{
	enum { SIZE = 3 * 1024 * 1024 + 1 };
	const struct place *p = *state;
	AUTOFREE char *data = xmalloc(SIZE);
	struct err err = ERR_INIT;

	for (size_t i = 0; i < SIZE; i++)
		data[i] = (char)(i * 2654435761u >> 11);
	put(p->fd, "big", data, SIZE);
	for (int i = 0; i < 4; i++) {
		AUTOBUF struct buf got = BUF_INIT;

		copy_by(p, i & 1, i & 2, "out");
		ok(file_read(p->fd, "out", SIZE, &got, &err), &err);
		assert_int_equal(got.len, SIZE);
		assert_memory_equal(got.data, data, SIZE);
	}
}

static void copies_go_from_where_the_one_stands_to_where_the_other_does(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;
	int in, out;

	put(p->fd, "in", "skipped,copied", 14);
	put(p->fd, "out", "0123456789ABCDEF", 16);
	in = openat(p->fd, "in", O_RDONLY | O_CLOEXEC);
	out = openat(p->fd, "out", O_WRONLY | O_CLOEXEC);
	assert_int_equal(lseek(in, 8, SEEK_SET), 8);
	assert_int_equal(lseek(out, 4, SEEK_SET), 4);
	ok(fd_copy(in, out, &err), &err);
	ok(fd_copy(in, out, &err), &err); /* nothing is left */
	close(out);
	expect_content(p->fd, "out", "0123copiedABCDEF");
	/* The system's own copying refuses appending; the plain way does not. */
	out = openat(p->fd, "out", O_WRONLY | O_APPEND | O_CLOEXEC);
	assert_int_equal(lseek(in, 8, SEEK_SET), 8);
	ok(fd_copy(in, out, &err), &err);
	close(in);
	close(out);
	expect_content(p->fd, "out", "0123copiedABCDEFcopied");
}

static void copies_of_files_that_hide_their_size_are_whole(void **state)
{
	const struct place *p = *state;
	AUTOFREE char *got = NULL;
	struct err err = ERR_INIT;
	int in = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	int out = openat(p->fd, "out", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	ok(fd_copy(in, out, &err), &err);
	close(in);
	close(out);
	got = get(p->fd, "out");
	assert_non_null(strstr(got, "Pid:"));
}

static void copies_that_fail_tell_which_side(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;
	int in, full = open("/dev/full", O_WRONLY | O_CLOEXEC), folder;

	put(p->fd, "in", "x", 1);
	in = openat(p->fd, "in", O_RDONLY | O_CLOEXEC);
	assert_int_equal(fd_copy(in, full, &err), -1);
	assert_int_equal(err.sysno, ENOSPC);
	assert_non_null(strstr(err.text, "cannot write"));
	folder = openat(p->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(fd_copy(folder, full, &err), -1);
	assert_int_equal(err.sysno, EISDIR);
	assert_non_null(strstr(err.text, "cannot read"));
	close(in);
	close(full);
	close(folder);
	err_clear(&err);
}

static void folders_are_made_with_all_above_them(void **state)
{
	const struct place *p = *state;
	AUTOFREE char *absolute = path_join(p->path, "x/y");
	struct err err = ERR_INIT;
	mode_t before = umask(027);
	struct stat st;

	ok(dir_make(p->fd, "a/b/c", &err), &err);
	ok(dir_make(p->fd, "a/b/c", &err), &err);
	ok(dir_make(p->fd, "a", &err), &err);
	ok(dir_make(p->fd, "a/d//e/", &err), &err);
	ok(dir_make(AT_FDCWD, absolute, &err), &err);
	ok(dir_make(AT_FDCWD, "/", &err), &err);
	umask(before);
	expect_names(p->fd, ".", "a x");
	expect_names(p->fd, "a", "b d");
	expect_names(p->fd, "a/b", "c");
	expect_names(p->fd, "a/d", "e");
	expect_names(p->fd, "x", "y");
	assert_int_equal(fstatat(p->fd, "a/b", &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0750);
	assert_int_equal(symlinkat("a", p->fd, "link"), 0);
	ok(dir_make(p->fd, "link", &err), &err);
	ok(dir_make(p->fd, "link/z", &err), &err);
	expect_names(p->fd, "a", "b d z");
}

static void folders_cannot_be_made_over_or_below_files(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;

	put(p->fd, "f", "x", 1);
	assert_int_equal(dir_make(p->fd, "f", &err), -1);
	assert_int_equal(err.sysno, ENOTDIR);
	assert_int_equal(dir_make(p->fd, "f/a", &err), -1);
	assert_int_equal(err.sysno, ENOTDIR);
	assert_int_equal(dir_make(p->fd, "f/a/b", &err), -1);
	assert_int_equal(err.sysno, ENOTDIR);
	assert_int_equal(dir_make(p->fd, "", &err), -1);
	assert_int_equal(symlinkat("nowhere", p->fd, "dangling"), 0);
	assert_int_equal(dir_make(p->fd, "dangling", &err), -1);
	expect_content(p->fd, "f", "x");
	err_clear(&err);
}

static void names_are_listed_in_order_of_bytes(void **state)
{
	const struct place *p = *state;
	AUTOSTRV struct strv names = STRV_INIT;
	struct err err = ERR_INIT;

	for (const char *n = "b\0a.c\0B\0a\0.x\0a-c\0"; *n; n += strlen(n) + 1)
		put(p->fd, n, "", 0);
	assert_int_equal(symlinkat("nowhere", p->fd, "l"), 0);
	expect_names(p->fd, ".", ".x B a a-c a.c b l");
	assert_int_equal(dir_list(p->fd, "absent", &names, &err), -1);
	assert_int_equal(err.sysno, ENOENT);
	assert_int_equal(dir_list(p->fd, "a", &names, &err), -1);
	assert_int_equal(err.sysno, ENOTDIR);
	assert_int_equal(dir_open(p->fd, "a", &err), -1);
	assert_int_equal(names.len, 0);
	err_clear(&err);
}

static void links_are_read_as_they_are(void **state)
{
	const struct place *p = *state;
	AUTOFREE char *got = NULL, *whole = NULL;
	struct err err = ERR_INIT;
	char target[4000];

	assert_int_equal(symlinkat("../some/where", p->fd, "l"), 0);
	got = link_read(p->fd, "l", &err);
	assert_string_equal(got, "../some/where");
	memset(target, 't', sizeof(target));
	target[sizeof(target) - 1] = '\0';
	assert_int_equal(symlinkat(target, p->fd, "long"), 0);
	whole = link_read(p->fd, "long", &err);
	assert_string_equal(whole, target);
	put(p->fd, "f", "", 0);
	assert_null(link_read(p->fd, "f", &err));
	assert_int_equal(err.sysno, EINVAL);
	assert_null(link_read(p->fd, "absent", &err));
	assert_int_equal(err.sysno, ENOENT);
	err_clear(&err);
}

static void dangling_links_exist_too(void **state)
{
	const struct place *p = *state;

	put(p->fd, "f", "", 0);
	assert_int_equal(symlinkat("nowhere", p->fd, "dangling"), 0);
	assert_true(file_exists(p->fd, "f"));
	assert_true(file_exists(p->fd, "."));
	assert_true(file_exists(p->fd, "dangling"));
	assert_false(file_exists(p->fd, "nowhere"));
	assert_false(file_exists(p->fd, "f/x"));
}

static void files_are_mapped_whole(void **state)
{
	const struct place *p = *state;
	struct file_map m = { 0 };
	struct err err = ERR_INIT;
	int fd;

	put(p->fd, "some", "abc", 3);
	put(p->fd, "none", "", 0);
	fd = openat(p->fd, "some", O_RDONLY | O_CLOEXEC);
	ok(file_map_open(fd, "some", &m, &err), &err);
	close(fd);
	assert_int_equal(m.size, 3);
	assert_memory_equal(m.data, "abc", 3);
	file_map_close(&m);
	assert_null(m.data);
	file_map_close(&m);
	fd = openat(p->fd, "none", O_RDONLY | O_CLOEXEC);
	ok(file_map_open(fd, "none", &m, &err), &err);
	close(fd);
	assert_null(m.data);
	assert_int_equal(m.size, 0);
	assert_int_equal(file_map_open(p->fd, "folder", &m, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_string_equal(err.text, "'folder' is not a regular file");
	err_clear(&err);
	assert_int_equal(file_map_open(-1, "gone", &m, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	err_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_join_with_one_slash),
		cmocka_unit_test(safe_paths_are_relative_and_stay_below),
		cmocka_unit_test(safe_paths_have_bounded_lengths),
		place_test(reading_appends_up_to_the_bound),
		place_test(reading_takes_large_files_and_those_that_hide_their_size),
		place_test(reading_refuses_what_is_no_regular_file),
		place_test(writing_makes_exactly_the_bytes_and_the_mode),
		place_test(writing_replaces_a_link_and_not_what_it_points_to),
		place_test(writing_takes_names_as_long_as_names_can_be),
		place_test(writing_passes_over_what_a_killed_process_left),
		place_test(writing_that_runs_out_of_room_leaves_the_old_file_alone),
		place_test(writing_that_fails_changes_nothing),
		place_test(readers_see_the_old_bytes_or_the_new),
		cmocka_unit_test(writing_to_a_full_device_says_so),
		place_test(copies_are_whole_between_files_and_pipes),
		place_test(copies_go_from_where_the_one_stands_to_where_the_other_does),
		place_test(copies_of_files_that_hide_their_size_are_whole),
		place_test(copies_that_fail_tell_which_side),
		place_test(folders_are_made_with_all_above_them),
		place_test(folders_cannot_be_made_over_or_below_files),
		place_test(names_are_listed_in_order_of_bytes),
		place_test(links_are_read_as_they_are),
		place_test(dangling_links_exist_too),
		place_test(files_are_mapped_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
