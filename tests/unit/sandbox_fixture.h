/* What the tests of the sandbox share: a folder that stands for a machine, and running in it. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SANDBOX_FIXTURE_H
#define TESTS_SANDBOX_FIXTURE_H

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/sandbox/sandbox.h"

static const enum sandbox_tier TIERS[] = { SANDBOX_BUBBLEWRAP, SANDBOX_LANDLOCK, SANDBOX_NONE };

/* A folder that stands for the user's machine: build, sysroot and a secret. */
struct place {
	char *root, *build, *sysroot, *secret, *tools;
	bool keep_user; /* steps run as who runs this test, root included */
	struct err err;
};

static inline void ok(const struct place *p, int rc)
{
	if (rc < 0)
		print_error("%s\n", p->err.text ? p->err.text : "no text");
	assert_int_equal(rc, 0);
}

static inline int set_up(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));
	const char *base = getenv("TMPDIR");

	p->root = path_join(base && *base ? base : "/tmp", "test-sandbox-XXXXXX");
	assert_non_null(mkdtemp(p->root));
	assert_int_equal(chmod(p->root, 0755), 0);
	p->build = path_join(p->root, "build");
	p->sysroot = path_join(p->root, "sysroot");
	p->tools = path_join(p->root, "tools");
	p->secret = path_join(p->root, "secret");
	ok(p, dir_make(AT_FDCWD, p->build, &p->err));
	ok(p, dir_make(AT_FDCWD, p->sysroot, &p->err));
	ok(p, dir_make(AT_FDCWD, p->tools, &p->err));
	ok(p, file_write(AT_FDCWD, p->secret, "secret\n", 7, 0644, &p->err));
	*state = p;
	return 0;
}

static inline int tear_down(void **state)
{
	struct place *p = *state;

	ok(p, tree_remove(AT_FDCWD, p->root, &p->err));
	free(p->root);
	free(p->build);
	free(p->sysroot);
	free(p->secret);
	free(p->tools);
	err_clear(&p->err);
	free(p);
	return 0;
}

static const char *const PLAIN_ENV[] = { "PATH=/usr/bin:/bin", "LC_ALL=C", NULL };

/* Run to the end; the step's output goes to out. Returns its status. */
static inline int run(struct place *p, struct sandbox_run *r, struct buf *out)
{
	AUTOCLOSE int log = memfd_create("log", MFD_CLOEXEC);
	int status = -1;
	pid_t pid;

	r->build = r->build ? r->build : p->build;
	r->env = r->env ? r->env : PLAIN_ENV;
	r->log_fd = log;
	if (!p->keep_user)
		ok(p, sandbox_give(r->tier, r->build, &r->owner, &p->err));
	ok(p, sandbox_start(r, &pid, &p->err));
	ok(p, process_wait(pid, &status, &p->err));
	ok(p, sandbox_take_back(p->root, "build", &r->owner, &p->err));
	buf_clear(out);
	for (;;) {
		char chunk[4096];
		ssize_t n = pread(log, chunk, sizeof(chunk), (off_t)out->len);

		if (n <= 0)
			break;
		buf_add(out, chunk, (size_t)n);
	}
	return status;
}

static inline int run_shell(struct place *p, enum sandbox_tier tier, const char *script,
			    struct buf *out)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	struct sandbox_run r = { .tier = tier, .argv = argv };

	r.sysroot = p->sysroot;
	return run(p, &r, out);
}

/* This test itself, copied into the build folder: runs in every tier. */
static inline int run_probe(struct place *p, enum sandbox_tier tier, const char *what,
			    const char *arg, const char *const *env, struct buf *out)
{
	AUTOFREE char *copy = path_join(p->build, "probe");
	const char *const argv[] = { "./probe", "probe", what, arg, NULL };
	struct sandbox_run r = { .tier = tier, .argv = argv, .env = env };

	if (access(copy, X_OK) != 0) {
		AUTOCLOSE int in = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
		AUTOCLOSE int to = open(copy, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);

		assert_true(in >= 0 && to >= 0);
		ok(p, fd_copy(in, to, &p->err));
		assert_int_equal(fchmod(to, 0755), 0);
	}
	return run(p, &r, out);
}

/* fn in a child process, so that what is tried once a process is tried anew. */
static inline void in_child(struct place *p, void (*fn)(struct place *))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		fn(p);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#define CHILD_CHECK(x)                                                                             \
	do {                                                                                       \
		if (!(x)) {                                                                        \
			fprintf(stderr, "%s:%d: %s (%s | %s)\n", __FILE__, __LINE__, #x,           \
				p->err.text ? p->err.text : "", p->err.hint ? p->err.hint : "");   \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

#endif
