/* What the tests of the index share: an index of small sysroots, and questions as text. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_INDEX_FIXTURE_H
#define TESTS_INDEX_FIXTURE_H

#include "cache/index/index.h"
#include "tests/unit/store_fixture.h"

static int reads; /* files that the reader was asked to read */

/*
 * The fixture's libraries are a line of magic, then "NAME VERSION KIND DEFAULT"
 * lines; "-" is no version. A file with "broken" in it cannot be read to its
 * end.
 */
static inline int read_symbols(int fd, const char *path, char soname[256],
			       void (*add)(void *arg, const struct index_symbol *sym), void *arg,
			       struct err *err)
{
	char text[65536], name[256], version[64], kind;
	ssize_t n = read(fd, text, sizeof(text) - 1);
	int is_default;

	reads++;
	assert_true(n >= 0);
	text[n] = '\0';
	if (strstr(path, "libz.so"))
		strcpy(soname, "libz.so.1");
	for (const char *line = strchr(text, '\n'); line && line[1];
	     line = strchr(line + 1, '\n')) {
		if (sscanf(line, " %255s %63s %c %d", name, version, &kind, &is_default) != 4) {
			if (strncmp(line + 1, "broken", 6) == 0)
				return err_set(err, ERR_CORRUPT, "'%s' is broken", path);
			continue;
		}
		add(arg, &(struct index_symbol){ .name = name,
						 .version = strcmp(version, "-") ? version : "",
						 .kind = kind,
						 .is_default = is_default });
	}
	return 0;
}

struct index_fixture {
	struct fixture *f;
	struct index *ix;
};

static inline void open_index(struct index_fixture *x, bool writable)
{
	ok(index_open(x->f->s, writable, &x->ix, &x->f->err), &x->f->err);
}

static inline int index_setup(void **state)
{
	struct index_fixture *x = xcalloc(1, sizeof(*x));
	void *inner = NULL;

	fixture_setup(&inner);
	x->f = inner;
	open_index(x, true);
	reads = 0;
	*state = x;
	return 0;
}

static inline int index_teardown(void **state)
{
	struct index_fixture *x = *state;
	void *inner = x->f;

	index_close(x->ix);
	fixture_teardown(&inner);
	free(x);
	return 0;
}

/* A sysroot of a seed, in store and index. */
static inline void put(struct index_fixture *x, unsigned seed, const char *name)
{
	struct artifact a = { 0 };
	struct tree_record t = { 0 };

	put_sysroot(x->f->s, seed, name);
	ok(store_read_tree(x->f->s, name, &t, &x->f->err), &x->f->err);
	ok(store_read_artifact(x->f->s, t.parts[0].key, &a, &x->f->err), &x->f->err);
	ok(index_put_artifact(x->ix, &a, &x->f->err), &x->f->err);
	ok(index_put_tree(x->ix, x->f->s, &t, read_symbols, &x->f->err), &x->f->err);
	assert_true(index_has_tree(x->ix, name, t.digest));
	assert_true(index_has_artifact(x->ix, a.key));
	artifact_release(&a);
	tree_record_release(&t);
}

static inline int add_row(const struct index_row *row, void *arg)
{
	assert_true(!*row->sha256 || sha256_is_hex(row->sha256));
	buf_addf(arg, "%s %s %s %s %s%s%s\n", row->sysroot, *row->part ? row->part : "-",
		 *row->version ? row->version : "-", row->path, row->kind, *row->soname ? " " : "",
		 row->soname);
	return 0;
}

/* The answer as lines "SYSROOT PART VERSION PATH KIND SONAME"; the caller frees. */
static inline char *ask(struct index *ix, enum index_question q, const char *what,
			const char *sysroot)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	ok(index_find(ix, q, what, sysroot, add_row, &b, &err), &err);
	return buf_steal(&b);
}

static inline void expect(struct index_fixture *x, enum index_question q, const char *what,
			  const char *answer)
{
	AUTOFREE char *got = ask(x->ix, q, what, NULL);

	if (strcmp(got, answer) != 0)
		fail_msg("%s: got\n%s", what, got);
}

#endif
