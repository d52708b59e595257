/* For the tests of fetching: a temporary place, a store in it, inputs made by hand. */
/* SPDX-License-Identifier: MIT */
#ifndef UNIT_FETCH_FIXTURE_H
#define UNIT_FETCH_FIXTURE_H

/* cmocka.h needs these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "builder/base/file.h"
#include "builder/base/term.h"
#include "builder/fetch/fetch.h"
#include "builder/fetch/origin.h"

struct place {
	char *dir; /* removed with everything in it */
	struct store *store;
	struct err err;
	struct fetch_options options;
};

#define OK(p, call)                                                                                \
	do {                                                                                       \
		if ((call) != 0)                                                                   \
			fail_msg("%s: %s\n%s", #call, (p)->err.text ? (p)->err.text : "no text",   \
				 (p)->err.hint ? (p)->err.hint : "no hint");                       \
	} while (0)

static inline int place_make(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));
	const char *tmp = getenv("TMPDIR");
	AUTOFREE char *store = NULL;

	p->dir = xasprintf("%s/fetch-test-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(p->dir));
	store = path_join(p->dir, "store");
	OK(p, store_open(store, true, &p->store, &p->err));
	p->options.timeout = 20;
	term_set_quiet(true);
	*state = p;
	return 0;
}

static inline int place_remove(void **state)
{
	struct place *p = *state;

	store_close(p->store);
	err_clear(&p->err);
	OK(p, tree_remove(AT_FDCWD, p->dir, &p->err));
	err_clear(&p->err);
	free(p->dir);
	free(p);
	return 0;
}

static inline double seconds_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* size bytes that do not repeat; seed makes others. The caller frees. */
static inline char *bytes_make(size_t size, unsigned seed)
{
	char *bytes = xmalloc(size);
	uint32_t x = seed * 2654435761U + 1;

	for (size_t i = 0; i < size; i++) {
		x = x * 1664525U + 1013904223U;
		bytes[i] = (char)(x >> 24);
	}
	return bytes;
}

/* Write a file into the test's folder; returns its path, the caller frees. */
static inline char *file_make(struct place *p, const char *name, const void *data, size_t size)
{
	char *path = path_join(p->dir, name);

	OK(p, file_write(AT_FDCWD, path, data, size, 0644, &p->err));
	return path;
}

/* The same, the path is not wanted. */
static inline void file_put(struct place *p, const char *name, const void *data, size_t size)
{
	free(file_make(p, name, data, size));
}

static inline void input_make(struct recipe_input *in, const char *name, const void *data,
			      size_t size)
{
	memset(in, 0, sizeof(*in));
	in->name = xstrdup(name);
	in->size = size;
	sha256_mem(data, size, in->sha256);
}

static inline void input_origin(struct recipe_input *in, enum origin_kind kind, const char *words)
{
	in->origins = xreallocarray(in->origins, in->origin_count + 1, sizeof(*in->origins));
	memset(&in->origins[in->origin_count], 0, sizeof(*in->origins));
	in->origins[in->origin_count].kind = kind;
	strv_split(&in->origins[in->origin_count].words, words, " ");
	in->origin_count++;
}

static inline void input_free(struct recipe_input *in)
{
	free(in->name);
	for (size_t i = 0; i < in->origin_count; i++)
		strv_release(&in->origins[i].words);
	free(in->origins);
	memset(in, 0, sizeof(*in));
}

static inline void job_clear(struct fetch_job *job)
{
	fetch_job_release(job);
	memset(job, 0, sizeof(*job));
}

/* Fetch one input; *job is to be cleared with job_clear(). */
static inline int fetch_one(struct place *p, const struct recipe_input *in, struct fetch_job *job)
{
	memset(job, 0, sizeof(*job));
	job->input = in;
	job->recipe = "test";
	job->recipe_folder = p->dir;
	err_clear(&p->err);
	return fetch_inputs(p->store, job, 1, &p->options, &p->err);
}

/* Names below a folder of the store; nothing there is nothing. */
static inline size_t count_in_store(struct place *p, const char *folder)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (!file_exists(store_fd(p->store), folder))
		return 0;
	OK(p, dir_list(store_fd(p->store), folder, &names, &p->err));
	return names.len;
}

static inline void assert_in(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("'%s' is not in '%s'", part, text ? text : "(null)");
}

#endif
