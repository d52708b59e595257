/* What the tests of the engine share: a tiny world of recipes, a target and a store. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ENGINE_FIXTURE_H
#define TESTS_ENGINE_FIXTURE_H

#include <sched.h>
#include <sys/mount.h>

#include "builder/build/build.h"
#include "builder/plan/plan.h"
#include "cache/index/index.h"
#include "recipes/catalog.h"
#include "sysroots/targets/target.h"
#include "tests/unit/store_fixture.h"

struct world {
	char *dir, *recipes, *targets, *place; /* the temporary folder; what is in it */
	struct store *s;
	struct index *ix;
	/* What world_plan() found; replaced by the next one. */
	struct catalog *catalog;
	struct target *target;
	struct plan *plan;
	struct err err;
};

#define WORLD_OK(w, rc) ok_at(rc, &(w)->err, __LINE__)

/* It failed, with this code and with this in its text or hint. */
static inline void fails_at(int rc, struct err *err, enum err_code code, const char *says, int line)
{
	if (rc == 0 || err->code != code)
		fail_msg("line %d: %s: %s", line, rc ? err_word(err->code) : "no error",
			 err->text ? err->text : "");
	if (!strstr(err->text, says) && !(err->hint && strstr(err->hint, says)))
		fail_msg("line %d: '%s' is not in: %s (%s)", line, says, err->text,
			 err->hint ? err->hint : "no hint");
	err_clear(err);
}
#define FAILS(rc, err, code, says) fails_at(rc, err, code, says, __LINE__)
#define WORLD_FAILS(w, rc, code, says) fails_at(rc, &(w)->err, code, says, __LINE__)

/* A text file below the world's folder, its folders made. */
static inline void world_write(struct world *w, const char *path, const char *text)
{
	AUTOFREE char *full = path_join(w->dir, path);
	AUTOFREE char *dir = xstrndup(full, (size_t)(path_basename(full) - full) - 1);

	WORLD_OK(w, dir_make(AT_FDCWD, dir, &w->err));
	write_text(AT_FDCWD, full, text);
}

/* The recipe of a part: the required fields, then body. */
static inline void world_recipe(struct world *w, const char *part, const char *name,
				const char *body)
{
	AUTOFREE char *path = xasprintf("recipes/%s/%s.recipe", part, name);
	AUTOFREE char *text = xasprintf("recipe %s\npart %s\nversion 1\nsummary \"tiny\"\n"
					"license MIT\nhomepage https://example.org/\n"
					"fidelity source\n%s",
					name, part, body);

	world_write(w, path, text);
}

/* "input NAME { ... }" of a file with this content; in the store when here is set. */
static inline char *world_input(struct world *w, const char *name, const char *content, bool here)
{
	AUTOFREE char *path = xasprintf("inputs/%s", name);
	AUTOFREE char *full = path_join(w->dir, path);
	char hex[SHA256_HEX];

	world_write(w, path, content);
	sha256_mem(content, strlen(content), hex);
	if (here)
		WORLD_OK(w, store_add_input(w->s, AT_FDCWD, full, hex, NULL, &w->err));
	return xasprintf(
		"input %s {\nsha256 %s\nfrom https https://example.org/%s\nunpack none\n}\n", name,
		hex, name);
}

#define TINY_TARGET                                                                                \
	"target tiny\nsummary \"tiny\"\narch x86_64\nlibc musl 1\n"                                \
	"linux 3.10\n"
#define TINY_PARTS "part libc tiny-libc\npart linux-headers tiny-headers\n"
#define TINY_LIBC_STEP                                                                             \
	"step install {\n\tmkdir -p \"$DESTDIR/usr/include\"\n"                                    \
	"\tcp tiny.h \"$DESTDIR/usr/include/tiny.h\"\n}\n"

/* libc of one input and a step, kernel headers of one file beside the recipe, a library. */
static inline void world_tiny(struct world *w)
{
	AUTOFREE char *input = world_input(w, "tiny.h", "int tiny;\n", true);
	AUTOFREE char *libc =
		xasprintf("tools make\nprovides libc musl 1\n%s%s", input, TINY_LIBC_STEP);

	world_recipe(w, "libc", "tiny-libc", libc);
	world_write(w, "recipes/linux-headers/kernel.h", "#define TINY 1\n");
	world_recipe(w, "linux-headers", "tiny-headers",
		     "tools make\nprovides linux 3.10\nfile kernel.h\nstep install {\n"
		     "\tmkdir -p \"$DESTDIR/usr/include/linux\"\n"
		     "\tcp kernel.h \"$DESTDIR/usr/include/linux/\"\n}\n");
	world_write(w, "recipes/zed/zed.c", "int zed;\n");
	world_recipe(w, "zed", "zed-1",
		     "tools make\nneeds base\nprovides library zed 1\nfile zed.c\nstep install {\n"
		     "\tmkdir -p \"$DESTDIR/usr/lib\"\n"
		     "\tcat \"$SYSROOT/usr/include/tiny.h\" zed.c >\"$DESTDIR/usr/lib/zed.txt\"\n"
		     "\tcat \"$SYSROOT/.sysroot/target\" >>\"$DESTDIR/usr/lib/zed.txt\"\n}\n");
	world_write(w, "targets/tiny.target", TINY_TARGET TINY_PARTS);
}

static inline void world_forget(struct world *w)
{
	plan_free(w->plan);
	target_free(w->target);
	catalog_free(w->catalog);
	w->plan = NULL;
	w->target = NULL;
	w->catalog = NULL;
}

/* Read everything anew and plan what a user typed; recipe: for --recipe, or NULL. */
static inline int world_plan(struct world *w, const char *typed, const char *recipe)
{
	AUTOSTRV struct strv chosen = STRV_INIT;
	struct plan_options options = { .recipes = &chosen };

	if (recipe)
		strv_add(&chosen, recipe);
	world_forget(w);
	if (catalog_open(w->recipes, &w->catalog, &w->err) < 0 ||
	    target_resolve(w->targets, typed, NULL, &w->target, &w->err) < 0)
		return -1;
	return plan_make(w->s, w->ix, w->catalog, w->target, &options, &w->plan, &w->err);
}

/* The part of the last plan; there must be one. */
static inline const struct plan_part *world_part(const struct world *w, const char *part)
{
	for (size_t i = 0; i < w->plan->count; i++)
		if (strcmp(w->plan->parts[i].wanted->part, part) == 0)
			return &w->plan->parts[i];
	fail_msg("the plan has no part '%s'", part);
	return NULL;
}

/* The build key that a part has now; the caller frees. */
static inline char *world_key(struct world *w, const char *typed, const char *part)
{
	WORLD_OK(w, world_plan(w, typed, NULL));
	return xstrdup(world_part(w, part)->key);
}

static inline int world_build(struct world *w, const char *typed, int jobs, char digest[SHA256_HEX])
{
	const struct build_options options = { .jobs = jobs, .weakest = SANDBOX_NONE };

	if (world_plan(w, typed, NULL) < 0)
		return -1;
	return build_target(w->s, w->ix, w->plan, &options, digest, &w->err);
}

static inline void world_open_store(struct world *w)
{
	WORLD_OK(w, store_open(w->place, true, &w->s, &w->err));
	WORLD_OK(w, index_open(w->s, true, &w->ix, &w->err));
}

static inline void world_close_store(struct world *w)
{
	world_forget(w);
	index_close(w->ix);
	store_close(w->s);
	w->ix = NULL;
	w->s = NULL;
}

/* The same world with an empty store of another name. */
static inline void world_new_store(struct world *w, const char *name)
{
	world_close_store(w);
	free(w->place);
	w->place = path_join(w->dir, name);
	world_open_store(w);
}

static inline int world_setup(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));

	w->dir = fixture_temp();
	w->recipes = path_join(w->dir, "recipes");
	w->targets = path_join(w->dir, "targets");
	w->place = path_join(w->dir, "store");
	WORLD_OK(w, dir_make(AT_FDCWD, w->recipes, &w->err));
	WORLD_OK(w, dir_make(AT_FDCWD, w->targets, &w->err));
	world_open_store(w);
	*state = w;
	return 0;
}

static inline int world_teardown(void **state)
{
	struct world *w = *state;

	world_close_store(w);
	WORLD_OK(w, tree_remove(AT_FDCWD, w->dir, &w->err));
	err_clear(&w->err);
	free(w->dir);
	free(w->recipes);
	free(w->targets);
	free(w->place);
	free(w);
	return 0;
}

static inline void world_write_proc(const char *path, const char *text)
{
	AUTOCLOSE int fd = open(path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

/*
 * Run fn in a child for which the programs in tools stand in /usr/local/bin,
 * where steps look first: a mount namespace of its own.
 */
static inline void world_with_tools(const char *tools, void (*fn)(void *arg), void *arg)
{
	AUTOFREE char *uids = xasprintf("0 %u 1", geteuid());
	AUTOFREE char *gids = xasprintf("0 %u 1", getegid());
	pid_t pid = fork_child();

	if (pid == 0) {
		assert_int_equal(unshare(CLONE_NEWUSER | CLONE_NEWNS), 0);
		world_write_proc("/proc/self/setgroups", "deny");
		world_write_proc("/proc/self/uid_map", uids);
		world_write_proc("/proc/self/gid_map", gids);
		assert_int_equal(mount(tools, "/usr/local/bin", NULL, MS_BIND, NULL), 0);
		fn(arg);
		_exit(0);
	}
	assert_int_equal(wait_for(pid), 0);
}

/* A program of one line of shell. */
static inline void world_tool(const char *tools, const char *name, const char *script)
{
	AUTOFREE char *path = path_join(tools, name);
	AUTOFREE char *text = xasprintf("#!/bin/sh\n%s\n", script);

	write_file(AT_FDCWD, path, text, strlen(text), 0755);
}

#define WORLD_TEST(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

#endif
