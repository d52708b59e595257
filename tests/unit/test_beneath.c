/* Below a folder: no symbolic link leads anywhere, with openat2() and without. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "builder/base/beneath.h"

/*
 * DIR/outside/ holds "file" and the folder "sub"; DIR/root/ holds the real folder "real" with
 * "file", the link "link" to ../outside, "real/link" to ../../outside, "real/name" to file,
 * "pipe", and the link "loop".
 */
struct pair {
	char *dir;
	int root, outside;
};

static int pair_setup(void **state)
{
	struct pair *p = xcalloc(1, sizeof(*p));
	int dir;

	p->dir = xasprintf("/tmp/sysroot-test-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	dir = open(p->dir, O_RDONLY | O_DIRECTORY);
	assert_int_equal(mkdirat(dir, "outside", 0755), 0);
	assert_int_equal(mkdirat(dir, "outside/sub", 0755), 0);
	assert_int_equal(mkdirat(dir, "root", 0755), 0);
	assert_int_equal(mkdirat(dir, "root/real", 0755), 0);
	p->root = openat(dir, "root", O_RDONLY | O_DIRECTORY);
	p->outside = openat(dir, "outside", O_RDONLY | O_DIRECTORY);
	assert_int_equal(file_write(p->outside, "file", "theirs", 6, 0644, NULL), 0);
	assert_int_equal(file_write(p->root, "real/file", "ours", 4, 0644, NULL), 0);
	assert_int_equal(symlinkat("../outside", p->root, "link"), 0);
	assert_int_equal(symlinkat("../../outside", p->root, "real/link"), 0);
	assert_int_equal(symlinkat("file", p->root, "real/name"), 0);
	assert_int_equal(symlinkat("loop", p->root, "loop"), 0);
	assert_int_equal(mkfifoat(p->root, "pipe", 0644), 0);
	close(dir);
	*state = p;
	return 0;
}

static int pair_teardown(void **state)
{
	struct pair *p = *state;

	close(p->root);
	close(p->outside);
	assert_int_equal(tree_remove(AT_FDCWD, p->dir, NULL), 0);
	free(p->dir);
	free(p);
	atomic_store(&beneath_without_openat2, false);
	return 0;
}

#define refused(call, number)                                                                      \
	do {                                                                                       \
		errno = 0;                                                                         \
		assert_int_equal((call), -1);                                                      \
		assert_int_equal(errno, number);                                                   \
	} while (0)

static void check_opening(const struct pair *p)
{
	static const char *const through[] = { "link", "link/file", "real/link/file", "real/name",
					       "loop", "loop/file", "real/link/sub/x" };
	AUTOCLOSE int file = beneath_open(p->root, "real/file", O_RDONLY);
	AUTOCLOSE int folder = beneath_open(p->root, "real", O_RDONLY | O_DIRECTORY);
	AUTOCLOSE int here = beneath_open(p->root, ".", O_RDONLY | O_DIRECTORY);
	AUTOCLOSE int made = -1;

	assert_true(file >= 0 && folder >= 0 && here >= 0);
	for (size_t i = 0; i < ARRAY_LEN(through); i++) {
		refused(beneath_open(p->root, through[i], O_RDONLY), ELOOP);
		refused(beneath_open(p->root, through[i], O_RDONLY | O_DIRECTORY), ELOOP);
		refused(beneath_create(p->root, through[i], O_WRONLY | O_CREAT | O_TRUNC, 0644),
			ELOOP);
	}
	refused(beneath_open(p->root, "../outside/file", O_RDONLY), EXDEV);
	refused(beneath_open(p->root, "real/../../outside/file", O_RDONLY), EXDEV);
	refused(beneath_open(p->root, "/etc/passwd", O_RDONLY), EXDEV);
	refused(beneath_open(p->root, "absent/file", O_RDONLY), ENOENT);
	refused(beneath_open(p->root, "real/file/x", O_RDONLY), ENOTDIR);
	refused(beneath_open(p->root, "real/file", O_RDONLY | O_DIRECTORY), ENOTDIR);
	made = beneath_create(p->root, "real/new", O_WRONLY | O_CREAT | O_EXCL, 0640);
	assert_true(made >= 0);
	assert_int_equal(beneath_unlink(p->root, "real/new", 0), 0);
}

static void check_calls(const struct pair *p)
{
	const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	char target[16];
	struct stat st;

	refused(beneath_stat(p->root, "link/file", &st), ELOOP);
	refused(beneath_unlink(p->root, "link/file", 0), ELOOP);
	refused(beneath_unlink(p->root, "real/link/sub", AT_REMOVEDIR), ELOOP);
	refused(beneath_mkdir(p->root, "link/made", 0755), ELOOP);
	refused(beneath_rename(p->root, "real/file", p->root, "link/came"), ELOOP);
	refused(beneath_rename(p->root, "link/file", p->root, "real/came"), ELOOP);
	refused(beneath_exchange(p->root, "real/file", p->root, "link/file"), ELOOP);
	refused(beneath_link(p->root, "link/file", p->root, "real/came"), ELOOP);
	refused(beneath_link(p->root, "real/file", p->root, "link/came"), ELOOP);
	refused(beneath_symlink("x", p->root, "link/came"), ELOOP);
	refused(beneath_readlink(p->root, "link/x", target, sizeof(target)), ELOOP);
	refused(beneath_utimens(p->root, "link/file", times), ELOOP);
	refused(beneath_chmod_folder(p->root, "link", 0700), ELOOP);
	refused(beneath_chmod_folder(p->root, "link/sub", 0700), ELOOP);
	assert_false(beneath_exists(p->root, "link/file"));
	/* The last component may be a link, and is itself what the call is about. */
	assert_int_equal(beneath_stat(p->root, "link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(beneath_readlink(p->root, "real/name", target, sizeof(target)), 4);
	assert_int_equal(beneath_utimens(p->root, "real/link", times), 0);
	/* Nothing of it reached the other side. */
	assert_int_equal(fstatat(p->outside, "file", &st, 0), 0);
	assert_true(st.st_mtim.tv_sec != 1 && st.st_size == 6 && st.st_nlink == 1);
	assert_int_equal(fstatat(p->outside, "sub", &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0755);
}

static int visit(int rootfd, const char *path, const struct stat *st, void *arg, struct err *err)
{
	(void)rootfd;
	(void)path;
	(void)st;
	(void)err;
	++*(int *)arg;
	return 0;
}

static void check_wholes(const struct pair *p)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOSTRV struct strv names = STRV_INIT;
	struct err err = ERR_INIT;
	char hex[SHA256_HEX];
	struct stat st;
	int seen = 0;

	assert_int_equal(beneath_read(p->root, "real/file", 100, &text, NULL), 0);
	assert_string_equal(text.data, "ours");
	assert_int_equal(beneath_read(p->root, "link/file", 100, &text, &err), -1);
	assert_int_equal(err.sysno, ELOOP);
	assert_non_null(strstr(err.text, "symbolic link"));
	assert_int_equal(beneath_read(p->root, "pipe", 100, &text, &err), -1);
	assert_non_null(strstr(err.text, "not a regular file"));
	assert_int_equal(beneath_hash(p->root, "pipe", hex, NULL, &err), -1);
	assert_int_equal(beneath_hash(p->root, "link/file", hex, NULL, &err), -1);
	assert_int_equal(beneath_hash(p->root, "real/file", hex, NULL, &err), 0);
	assert_int_equal(beneath_list(p->root, "link", &names, &err), -1);
	assert_int_equal(beneath_list(p->root, "real", &names, &err), 0);
	assert_int_equal(beneath_walk(p->root, "link", visit, &seen, &err), -1);
	assert_int_equal(beneath_remove(p->root, "link/sub", &err), -1);
	assert_int_equal(beneath_remove(p->root, "real/link/file", &err), -1);
	assert_int_equal(beneath_remove(p->root, "absent/x", NULL), 0);
	assert_int_equal(seen, 0);
	assert_int_equal(beneath_folder(p->root, "link/made", true, &err), -1);
	assert_int_equal(err.code, ERR_HOSTILE);
	assert_int_equal(fstatat(p->outside, "sub", &st, 0), 0);
	refused(beneath_open_file(p->root, "pipe"), EBADFD);
	refused(beneath_open_file(p->root, "real"), EBADFD);
	refused(beneath_open_file(p->root, "real/name"), ELOOP);
	/* The link goes, and what it leads to stays. */
	assert_int_equal(beneath_remove(p->root, "real/link", NULL), 0);
	assert_int_equal(fstatat(p->outside, "file", &st, 0), 0);
	err_clear(&err);
}

static void check_all(const struct pair *p)
{
	check_opening(p);
	check_calls(p);
	check_wholes(p);
}

static void no_link_is_followed(void **state)
{
	check_all(*state);
}

static void no_link_is_followed_step_by_step(void **state)
{
	atomic_store(&beneath_without_openat2, true);
	check_all(*state);
}

/* From now on openat2() answers with this error. */
static void deny_openat2(unsigned number)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 437, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | number),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { ARRAY_LEN(code), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		_exit(9);
}

static void kernels_and_filters_without_openat2(void **state)
{
	static const unsigned numbers[] = { ENOSYS, EPERM };
	const struct pair *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		int status;
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			int fd;

			deny_openat2(numbers[i]);
			fd = beneath_open(p->root, "real/file", O_RDONLY);
			if (fd < 0)
				_exit(1);
			if (beneath_open(p->root, "link/file", O_RDONLY) >= 0 || errno != ELOOP)
				_exit(2);
			if (beneath_unlink(p->root, "link/file", 0) == 0)
				_exit(3);
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_link_is_followed, pair_setup, pair_teardown),
		cmocka_unit_test_setup_teardown(no_link_is_followed_step_by_step, pair_setup,
						pair_teardown),
		cmocka_unit_test_setup_teardown(kernels_and_filters_without_openat2, pair_setup,
						pair_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
