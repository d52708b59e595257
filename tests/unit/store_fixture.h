/* What the tests of the cache share: a store in a temporary folder, small trees. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder/base/file.h"
#include "cache/store/store.h"

struct fixture {
	char *dir; /* temporary folder of the test */
	char *place; /* of the store in it */
	struct store *s;
	struct err err;
};

/* A temporary folder; the caller frees. */
static inline char *fixture_temp(void)
{
	const char *base = getenv("TMPDIR");
	char *dir = xasprintf("%s/sysroot-test-XXXXXX", base && *base ? base : "/tmp");

	assert_non_null(mkdtemp(dir));
	return dir;
}

/* Fail with the error's text when rc is not 0. */
static inline void ok_at(int rc, struct err *err, int line)
{
	if (rc)
		fail_msg("line %d: %s (%s)", line, err->text ? err->text : "?",
			 err->hint ? err->hint : "no hint");
}
#define ok(rc, err) ok_at(rc, err, __LINE__)

static inline int fixture_setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	f->dir = fixture_temp();
	f->place = path_join(f->dir, "store");
	ok(store_open(f->place, true, &f->s, &f->err), &f->err);
	*state = f;
	return 0;
}

static inline int fixture_teardown(void **state)
{
	struct fixture *f = *state;

	store_close(f->s);
	ok(tree_remove(AT_FDCWD, f->dir, &f->err), &f->err);
	err_clear(&f->err);
	free(f->dir);
	free(f->place);
	free(f);
	return 0;
}

/* Store and all closed and opened again, as the next command would. */
static inline void fixture_reopen(struct fixture *f)
{
	store_close(f->s);
	f->s = NULL;
	ok(store_open(f->place, true, &f->s, &f->err), &f->err);
}

static inline void write_file(int dirfd, const char *path, const char *data, size_t len,
			      mode_t mode)
{
	AUTOCLOSE int fd = openat(dirfd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), len);
	assert_int_equal(fchmod(fd, mode), 0);
}

static inline void write_text(int dirfd, const char *path, const char *text)
{
	write_file(dirfd, path, text, strlen(text), 0644);
}

/* A file's bytes, the caller frees. */
static inline char *read_text(int dirfd, const char *path)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	ok(file_read(dirfd, path, 1 << 26, &b, &err), &err);
	return buf_steal(&b);
}

/*
 * A small tree of every kind of entry, in a new folder of tmp/; seed makes its
 * contents different. reverse: made in another order. The caller frees.
 */
static inline char *make_tree_in(struct store *s, unsigned seed, bool reverse)
{
	static const char *const folders[] = { "usr", "usr/include", "usr/include/sys", "usr/lib" };
	char *dir = NULL;
	struct err err = ERR_INIT;
	AUTOCLOSE int fd = -1;
	char text[128];

	ok(store_temp(s, "tree", &dir, &err), &err);
	fd = dir_open(store_fd(s), dir, &err);
	assert_true(fd >= 0);
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		assert_int_equal(mkdirat(fd, folders[i], 0777), 0);
	for (int j = 0; j < 8; j++) {
		int i = reverse ? 7 - j : j;

		switch (i) {
		case 0:
			write_text(fd, "usr/include/stdio.h", "int puts(const char *);\n");
			break;
		case 1:
			snprintf(text, sizeof(text), "#define SEED %u\n", seed);
			write_text(fd, "usr/include/sys/seed.h", text);
			break;
		case 2:
			snprintf(text, sizeof(text),
				 "!<arch>\nputs - T 1\nseed_%u - T 1\nputs - T 1\n", seed);
			write_text(fd, "usr/lib/libz.a", text);
			break;
		case 3:
			write_file(fd, "usr/lib/ld.so.1", "\177ELF loader in this test", 24, 0755);
			break;
		case 4:
			assert_int_equal(symlinkat("usr/lib", fd, "lib"), 0);
			break;
		case 5:
			assert_int_equal(symlinkat("../../lib/libz.so.1.2", fd, "usr/lib/libz.so"),
					 0);
			break;
		case 6:
			snprintf(text, sizeof(text),
				 "\177ELF in this test\nputs Z_1.2 T 1\nputs Z_1.0 T 0\nz%u Z_1.2 "
				 "D 1\n",
				 seed);
			write_text(fd, "usr/lib/libz.so.1.2", text);
			break;
		case 7:
			write_text(fd, "usr/include/a b%c.h", "");
			break;
		}
	}
	return dir;
}

/* Key of the artifact that put_artifact() makes of a seed. */
static inline void key_of(unsigned seed, char **text, char key[SHA256_HEX])
{
	*text = xasprintf("sysroot key 2\nformat 1\nrecipe \"test-%u\"\n", seed);
	sha256_mem(*text, strlen(*text), key);
}

/* *a empty before. Returns what the store said. */
static inline int put_artifact(struct store *s, unsigned seed, struct artifact *a, struct err *err)
{
	AUTOFREE char *dir = make_tree_in(s, seed, false);
	int rc;

	key_of(seed, &a->key_text, a->key);
	a->recipe = xasprintf("test-%u", seed);
	a->part = xstrdup("libc");
	a->version = xasprintf("1.%u", seed);
	a->license = xstrdup("MIT");
	a->fidelity = xstrdup("source");
	a->sandbox = xstrdup("none");
	rc = store_put_artifact(s, a, store_fd(s), dir, err);
	assert_int_equal(tree_remove(store_fd(s), dir, NULL), 0);
	return rc;
}

/* The record of a sysroot that is one artifact. *t empty before. */
static inline void record_of(const struct artifact *a, const char *name, struct tree_record *t)
{
	struct tree_part *p;

	t->name = xstrdup(name);
	t->request_key = xasprintf("request %s of %s", name, a->key);
	strv_add(&t->facts, "triple x86_64-linux-gnu");
	strv_add(&t->facts, "summary 100% tab\there");
	t->parts = xcalloc(1, sizeof(*t->parts));
	t->part_count = 1;
	p = t->parts;
	p->part = xstrdup(a->part);
	p->recipe = xstrdup(a->recipe);
	p->version = xstrdup(a->version);
	p->key = xstrdup(a->key);
	p->fidelity = xstrdup(a->fidelity);
	p->license = xstrdup(a->license);
	p->why = xstrdup("the only one");
	for (size_t i = 0; i < a->manifest.count; i++) {
		struct entry e = a->manifest.entries[i];

		e.part = e.type == ENTRY_DIR ? NULL : p->part;
		manifest_add(&t->manifest, &e);
	}
	manifest_digest(&t->manifest, t->digest);
}

/* Artifact and sysroot of a seed, in the store. */
static inline void put_sysroot(struct store *s, unsigned seed, const char *name)
{
	struct artifact a = { 0 };
	struct tree_record t = { 0 };
	struct err err = ERR_INIT;

	ok(put_artifact(s, seed, &a, &err), &err);
	record_of(&a, name, &t);
	ok(store_put_tree(s, &t, &err), &err);
	artifact_release(&a);
	tree_record_release(&t);
}

/* Every path of the store with type, mode, size, time, content: to compare states. */
static inline int snapshot_visit(int rootfd, const char *path, const struct stat *st, void *arg,
				 struct err *err)
{
	char hex[SHA256_HEX] = "-";

	if (S_ISREG(st->st_mode) && sha256_file(rootfd, path, hex, NULL, err))
		return -1;
	buf_addf(arg, "%s %o %s\n", path, st->st_mode, hex);
	return 0;
}

static inline char *snapshot(int dirfd, const char *path)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	ok(tree_walk(dirfd, path, snapshot_visit, &b, &err), &err);
	return buf_steal(&b);
}

/*
 * fork() for a child that asserts: a failure there must end it, and not send
 * it back into the list of tests as a second runner.
 */
static inline pid_t fork_child(void)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		setenv("CMOCKA_TEST_ABORT", "1", 1);
	return pid;
}

/* Wait for a child; its exit status, or 128 + signal. */
static inline int wait_for(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline void sleep_us(long us)
{
	const struct timespec t = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&t, NULL);
}

/* A small generator, the same numbers each time. */
static inline uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

/* Change text at random places: flip, drop, double, swap in. Keeps len in step. */
static inline void mutate(char *text, size_t *len, size_t cap, uint64_t *state)
{
	for (uint32_t n = 1 + next_random(state) % 4; n; n--) {
		size_t at = *len ? next_random(state) % *len : 0;

		switch (next_random(state) % 5) {
		case 0:
			if (*len)
				text[at] = (char)(text[at] ^ (1 << next_random(state) % 8));
			break;
		case 1:
			if (*len) {
				memmove(text + at, text + at + 1, *len - at - 1);
				--*len;
			}
			break;
		case 2:
			if (*len < cap) {
				memmove(text + at + 1, text + at, *len - at);
				text[at] = "\n\t %/.0af\0-~"[next_random(state) % 13];
				++*len;
			}
			break;
		case 3:
			*len = at;
			break;
		case 4:
			if (*len)
				text[at] = text[next_random(state) % *len];
			break;
		}
	}
}

#endif
