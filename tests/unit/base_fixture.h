/* What the tests of builder/base share: a temporary folder to stand in, errors told. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_BASE_FIXTURE_H
#define TESTS_BASE_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder/base/err.h"
#include "builder/base/file.h"

/* Fail with the error's text when rc is not 0. */
static inline void ok_at(int rc, const struct err *err, int line)
{
	if (rc)
		fail_msg("line %d: %s", line, err->text ? err->text : "failed without a text");
}
#define ok(rc, err) ok_at(rc, err, __LINE__)

/* A temporary folder with its descriptor; every user may enter it. */
struct place {
	char *path;
	int fd;
};

static inline int place_setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));
	const char *base = getenv("TMPDIR");

	p->path = xasprintf("%s/sysroot-test-XXXXXX", base && *base ? base : "/tmp");
	if (!mkdtemp(p->path) || chmod(p->path, 0777) < 0)
		return -1;
	p->fd = open(p->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*state = p;
	return p->fd < 0;
}

/* The shell's rm, not the function under test. */
static inline int place_teardown(void **state)
{
	struct place *p = *state;
	char *command = xasprintf("chmod -R u+rwX '%s'; rm -rf '%s'", p->path, p->path);
	int rc = system(command);

	free(command);
	close(p->fd);
	free(p->path);
	free(p);
	return rc;
}

#define place_test(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)

/* Put a file there with the system's calls alone. */
static inline void put(int dirfd, const char *path, const void *data, size_t len)
{
	int fd = openat(dirfd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	close(fd);
}

/* All that is in a file, as a string the caller frees. */
static inline char *get(int dirfd, const char *path)
{
	int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC);
	char *data = xcalloc(1, 1 << 20);
	size_t len = 0;
	ssize_t n;

	assert_true(fd >= 0);
	while ((n = read(fd, data + len, (1 << 20) - 1 - len)) > 0)
		len += (size_t)n;
	assert_int_equal(n, 0);
	close(fd);
	return data;
}

/* Run fn in a child process; what it returns (0 to 99) comes back. */
static inline int in_child(int (*fn)(void *arg), void *arg)
{
	int raw;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(fn(arg));
	assert_int_equal(waitpid(pid, &raw, 0), pid);
	if (!WIFEXITED(raw))
		fail_msg("the child was killed by signal %d", WTERMSIG(raw));
	return WEXITSTATUS(raw);
}

/* Run fn in a child that is no administrator, standing in the place. */
struct ordinary {
	int (*fn)(const struct place *p);
	const struct place *p;
};

static inline int ordinary_run(void *arg)
{
	const struct ordinary *o = arg;

	alarm(60);
	if (fchdir(o->p->fd) < 0)
		return 90;
	if (geteuid() == 0 && (setgroups(0, NULL) < 0 || setgid(65534) < 0 || setuid(65534) < 0))
		return 91;
	return o->fn(o->p);
}

static inline void as_ordinary_user(const struct place *p, int (*fn)(const struct place *p))
{
	struct ordinary o = { fn, p };

	assert_int_equal(in_child(ordinary_run, &o), 0);
}

/* Names in the folder, joined by spaces; the caller frees. */
static inline char *names_in(int dirfd, const char *path)
{
	AUTOSTRV struct strv names = STRV_INIT;
	struct err err = ERR_INIT;

	ok(dir_list(dirfd, path, &names, &err), &err);
	return strv_join(&names, " ");
}

static inline void expect_names(int dirfd, const char *path, const char *want)
{
	AUTOFREE char *got = names_in(dirfd, path);

	assert_string_equal(got, want);
}

static inline void expect_content(int dirfd, const char *path, const char *want)
{
	AUTOFREE char *got = get(dirfd, path);

	assert_string_equal(got, want);
}

/* How many descriptors this process has open. */
static inline int count_descriptors(void)
{
	AUTOFREE char *names = names_in(AT_FDCWD, "/proc/self/fd");
	int n = 0;

	for (const char *s = names; *s; s++)
		n += *s == ' ';
	return n;
}

#endif
