/* Which recipe is taken and why, what the build key depends on and what not. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/engine_fixture.h"

#include <sys/mman.h>
#include <sys/stat.h>

#define LIBC_HEAD "tools make\nprovides libc musl 1\n"

/* Two recipes for the libc, of inputs of their own. */
static void two_recipes(struct world *w, bool first_here, bool second_here)
{
	AUTOFREE char *one = world_input(w, "one.h", "int one;\n", first_here);
	AUTOFREE char *two = world_input(w, "two.h", "int two;\n", second_here);
	AUTOFREE char *first = xasprintf("provides libc musl 1\n%s", one);
	AUTOFREE char *second = xasprintf("provides libc musl 1\n%s", two);

	world_tiny(w);
	world_recipe(w, "libc", "first", first);
	world_recipe(w, "libc", "second", second);
	world_write(w, "targets/tiny.target",
		    TINY_TARGET "part libc first second\npart linux-headers tiny-headers\n");
}

static void taken(struct world *w, const char *recipe, const char *why)
{
	WORLD_OK(w, world_plan(w, "tiny", NULL));
	assert_string_equal(world_part(w, "libc")->recipe->name, recipe);
	assert_string_equal(world_part(w, "libc")->why, why);
}

static void the_first_recipe_is_taken_when_its_inputs_are_here(void **state)
{
	struct world *w = *state;

	two_recipes(w, true, true);
	taken(w, "first", "first of 2");
	assert_string_equal(world_part(w, "linux-headers")->why, "the only recipe");
	assert_false(world_part(w, "libc")->made);
	assert_int_equal(world_part(w, "libc")->missing.len, 0);
}

static void the_next_is_taken_when_the_firsts_inputs_are_not_here(void **state)
{
	struct world *w = *state;

	two_recipes(w, false, true);
	taken(w, "second", "the inputs of 'first' are not here");
	assert_int_equal(world_part(w, "libc")->missing.len, 0);
}

static void the_first_is_wanted_when_no_inputs_are_here(void **state)
{
	struct world *w = *state;
	AUTOFREE char *key = NULL;

	two_recipes(w, false, false);
	taken(w, "first", "first of 2");
	assert_int_equal(world_part(w, "libc")->missing.len, 1);
	assert_string_equal(world_part(w, "libc")->missing.items[0], "one.h");
	/* And it is the first's key, not that of the last that was tried. */
	key = xstrdup(world_part(w, "libc")->key);
	assert_non_null(strstr(world_part(w, "libc")->key_text, "recipe \"first\""));
	two_recipes(w, true, false);
	taken(w, "first", "first of 2");
	assert_string_equal(world_part(w, "libc")->key, key);
}

static void an_artifact_makes_up_for_inputs(void **state)
{
	struct world *w = *state;
	struct artifact a = { 0 };

	two_recipes(w, false, true);
	WORLD_OK(w, world_plan(w, "tiny", "first"));
	WORLD_OK(w, put_artifact(w->s, 1, &a, &w->err));
	artifact_release(&a);
	/* An artifact of the key that 'first' has. */
	{
		AUTOFREE char *dir = make_tree_in(w->s, 1, false);

		memcpy(a.key, world_part(w, "libc")->key, SHA256_HEX);
		a.key_text = xstrdup(world_part(w, "libc")->key_text);
		a.recipe = xstrdup("first");
		a.part = xstrdup("libc");
		a.version = xstrdup("1");
		a.license = xstrdup("MIT");
		a.fidelity = xstrdup("source");
		a.sandbox = xstrdup("-");
		WORLD_OK(w, store_put_artifact(w->s, &a, store_fd(w->s), dir, &w->err));
		artifact_release(&a);
	}
	taken(w, "first", "first of 2");
	assert_true(world_part(w, "libc")->made);
	assert_int_equal(world_part(w, "libc")->missing.len, 0);
}

static void a_recipe_for_another_architecture_is_passed_over(void **state)
{
	struct world *w = *state;
	AUTOFREE char *one = world_input(w, "one.h", "int one;\n", true);
	AUTOFREE char *first = xasprintf("provides libc musl 1\narch aarch64\n%s", one);

	two_recipes(w, true, true);
	world_recipe(w, "libc", "first", first);
	/* Not "the inputs of 'first' are not here": they are. */
	taken(w, "second", "the only recipe");
	world_write(w, "targets/tiny.target",
		    TINY_TARGET "part libc first\npart linux-headers tiny-headers\n");
	WORLD_FAILS(w, world_plan(w, "tiny", NULL), ERR_MISSING,
		    "no recipe makes 'libc' of 'tiny'");
	WORLD_FAILS(w, world_plan(w, "tiny", NULL), ERR_MISSING, "first: it supports aarch64");
}

static void the_users_choice_is_followed(void **state)
{
	struct world *w = *state;

	two_recipes(w, true, false);
	WORLD_OK(w, world_plan(w, "tiny", "second"));
	assert_string_equal(world_part(w, "libc")->recipe->name, "second");
	assert_string_equal(world_part(w, "libc")->why, "chosen with --recipe");
	assert_int_equal(world_part(w, "libc")->missing.len, 1);
	assert_string_equal(world_part(w, "linux-headers")->why, "the only recipe");
}

static void a_choice_that_is_of_no_use_is_misuse(void **state)
{
	struct world *w = *state;

	world_tiny(w);
	WORLD_FAILS(w, world_plan(w, "tiny", "zed-1"), ERR_USAGE,
		    "recipe 'zed-1' makes no part of 'tiny'");
	WORLD_FAILS(w, world_plan(w, "tiny", "tiny-lib"), ERR_UNKNOWN_NAME, "tiny-libc");
	WORLD_OK(w, world_plan(w, "tiny+zed", "zed-1"));
	assert_string_equal(world_part(w, "zed")->why, "chosen with --recipe");
}

static void a_recipe_of_another_part_is_refused(void **state)
{
	struct world *w = *state;

	world_tiny(w);
	world_write(w, "targets/tiny.target",
		    TINY_TARGET "part libc zed-1\npart linux-headers tiny-headers\n");
	WORLD_FAILS(w, world_plan(w, "tiny", NULL), ERR_FAILED, "'zed-1'");
}

static void unknown_recipes_and_libraries_name_the_nearest(void **state)
{
	struct world *w = *state;

	world_tiny(w);
	WORLD_FAILS(w, world_plan(w, "tiny+zod", NULL), ERR_UNKNOWN_NAME, "did you mean 'zed'?");
	world_write(w, "targets/tiny.target",
		    TINY_TARGET "part libc tiny-libx\npart linux-headers tiny-headers\n");
	WORLD_FAILS(w, world_plan(w, "tiny", NULL), ERR_UNKNOWN_NAME, "tiny-libc");
}

static void missing_inputs_are_listed_once_with_all_origins(void **state)
{
	struct world *w = *state;
	AUTOFREE char *input = world_input(w, "shared.tar", "shared", false);
	AUTOFREE char *other = world_input(w, "other.tar", "other", false);
	AUTOFREE char *libc = xasprintf("provides libc musl 1\n%s%s", input, other);
	AUTOFREE char *headers = xasprintf("provides linux 3.10\n%s", input);
	struct buf list = BUF_INIT;
	char hex[SHA256_HEX];

	world_tiny(w);
	world_recipe(w, "libc", "tiny-libc", libc);
	world_recipe(w, "linux-headers", "tiny-headers", headers);
	WORLD_OK(w, world_plan(w, "tiny", NULL));
	assert_int_equal(plan_list_missing(w->plan, &list), 2);
	sha256_mem("shared", 6, hex);
	assert_non_null(strstr(list.data, hex));
	assert_null(strstr(strstr(list.data, hex) + 1, hex));
	assert_non_null(strstr(list.data, "https example.org/shared.tar"));
	assert_non_null(strstr(list.data, "https example.org/other.tar"));
	WORLD_FAILS(w, plan_missing_error(w->plan, &w->err), ERR_MISSING,
		    "2 input files of 'tiny'");
	WORLD_FAILS(w, plan_missing_error(w->plan, &w->err), ERR_MISSING, "sysroot fetch tiny");
	WORLD_FAILS(w, plan_missing_error(w->plan, &w->err), ERR_MISSING, hex);
	buf_release(&list);
}

static void what_is_needed_comes_first(void **state)
{
	struct world *w = *state;

	world_tiny(w);
	world_recipe(w, "libc", "tiny-libc",
		     "tools make\nneeds linux-headers\nprovides libc musl 1\nfile "
		     "tiny.h\n" TINY_LIBC_STEP);
	world_write(w, "recipes/libc/tiny.h", "int tiny;\n");
	WORLD_OK(w, world_plan(w, "tiny+zed", NULL));
	assert_int_equal(w->plan->count, 3);
	assert_string_equal(w->plan->parts[w->plan->order[0]].wanted->part, "linux-headers");
	assert_string_equal(w->plan->parts[w->plan->order[1]].wanted->part, "libc");
	assert_string_equal(w->plan->parts[w->plan->order[2]].wanted->part, "zed");
	assert_int_equal(world_part(w, "zed")->need_count, 2);
	assert_int_equal(world_part(w, "libc")->need_count, 1);
}

static void parts_that_need_each_other_are_told(void **state)
{
	struct world *w = *state;

	world_tiny(w);
	world_write(w, "recipes/libc/tiny.h", "int tiny;\n");
	world_recipe(w, "libc", "tiny-libc",
		     "tools make\nneeds linux-headers\nprovides libc musl 1\nfile "
		     "tiny.h\n" TINY_LIBC_STEP);
	world_recipe(w, "linux-headers", "tiny-headers",
		     "tools make\nneeds libc\nprovides linux 3.10\nfile kernel.h\n"
		     "step install {\n\ttrue\n}\n");
	WORLD_FAILS(w, world_plan(w, "tiny", NULL), ERR_FAILED, "needs itself");
}

static void a_need_that_the_target_has_not_is_told(void **state)
{
	struct world *w = *state;

	world_tiny(w);
	world_write(w, "recipes/yak/yak.c", "int yak;\n");
	world_recipe(w, "yak", "yak-1",
		     "tools make\nneeds base zed\nprovides library yak 1\nfile yak.c\n"
		     "step install {\n\ttrue\n}\n");
	WORLD_FAILS(w, world_plan(w, "tiny+yak", NULL), ERR_FAILED, "'tiny+yak+zed'");
	WORLD_OK(w, world_plan(w, "tiny+yak+zed", NULL));
	assert_int_equal(world_part(w, "yak")->need_count, 3);
}

static void a_key_is_the_hash_of_its_text(void **state)
{
	struct world *w = *state;
	char hex[SHA256_HEX];

	world_tiny(w);
	WORLD_OK(w, world_plan(w, "tiny+zed", NULL));
	for (size_t i = 0; i < w->plan->count; i++) {
		const struct plan_part *p = &w->plan->parts[i];

		sha256_mem(p->key_text, strlen(p->key_text), hex);
		assert_string_equal(hex, p->key);
		/* Of this machine, nothing but the tools' digests. */
		assert_null(strstr(p->key_text, w->dir));
		assert_null(strstr(p->key_text, "/usr/bin"));
	}
	assert_non_null(strstr(world_part(w, "zed")->key_text, world_part(w, "libc")->key));
}

/* --- what changes a key --- */

static void changed(const char *before, char *after)
{
	assert_string_not_equal(before, after);
	free(after);
}

static void the_recipes_steps_change_the_key(void **state)
{
	struct world *w = *state;
	AUTOFREE char *input = NULL;
	AUTOFREE char *before = NULL;
	AUTOFREE char *libc = NULL;

	world_tiny(w);
	before = world_key(w, "tiny", "libc");
	input = world_input(w, "tiny.h", "int tiny;\n", true);
	libc = xasprintf(LIBC_HEAD
			 "%sstep install {\n\t: \n\tmkdir -p \"$DESTDIR/usr/include\"\n}\n",
			 input);
	world_recipe(w, "libc", "tiny-libc", libc);
	changed(before, world_key(w, "tiny", "libc"));
}

static void an_inputs_digest_changes_the_key(void **state)
{
	struct world *w = *state;
	AUTOFREE char *input = NULL;
	AUTOFREE char *before = NULL;
	AUTOFREE char *libc = NULL;

	world_tiny(w);
	before = world_key(w, "tiny", "libc");
	input = world_input(w, "tiny.h", "int tinY;\n", true);
	libc = xasprintf(LIBC_HEAD "%s%s", input, TINY_LIBC_STEP);
	world_recipe(w, "libc", "tiny-libc", libc);
	changed(before, world_key(w, "tiny", "libc"));
}

static void a_file_beside_the_recipe_changes_its_key_and_that_of_who_needs_it(void **state)
{
	struct world *w = *state;
	AUTOFREE char *headers = NULL;
	AUTOFREE char *zed = NULL;
	AUTOFREE char *libc = NULL;
	AUTOFREE char *same = NULL;
	AUTOFREE char *request = NULL;

	world_tiny(w);
	headers = world_key(w, "tiny+zed", "linux-headers");
	zed = world_key(w, "tiny+zed", "zed");
	libc = world_key(w, "tiny+zed", "libc");
	request = xstrdup(w->plan->request_key);
	world_write(w, "recipes/linux-headers/kernel.h", "#define TINY 2\n");
	changed(headers, world_key(w, "tiny+zed", "linux-headers"));
	changed(zed, world_key(w, "tiny+zed", "zed"));
	changed(request, xstrdup(w->plan->request_key));
	same = world_key(w, "tiny+zed", "libc"); /* needs nothing of it */
	assert_string_equal(libc, same);
}

static void the_targets_axes_change_the_key(void **state)
{
	struct world *w = *state;
	AUTOFREE char *libc = NULL;
	AUTOFREE char *zed = NULL;

	world_tiny(w);
	world_recipe(
		w, "linux-headers", "tiny-headers",
		"tools make\nprovides linux 3.10.5\nfile kernel.h\nstep install {\n\ttrue\n}\n");
	libc = world_key(w, "tiny", "libc");
	zed = world_key(w, "tiny+zed", "zed");
	world_write(w, "targets/tiny.target",
		    "target tiny\nsummary x\narch aarch64\n"
		    "libc musl 1\nlinux 3.10\n" TINY_PARTS);
	changed(libc, world_key(w, "tiny", "libc"));
	/* What $SYSROOT tells a step of the target. */
	world_write(w, "targets/tiny.target",
		    "target tiny\nsummary x\narch x86_64\n"
		    "libc musl 1\nlinux 3.10.5\n" TINY_PARTS);
	changed(zed, world_key(w, "tiny+zed", "zed"));
}

static void a_recipe_that_provides_something_else_is_refused(void **state)
{
	struct world *w = *state;

	world_tiny(w);
	world_write(w, "targets/tiny.target",
		    "target tiny\nsummary x\narch x86_64\n"
		    "libc musl 2\nlinux 3.10\n" TINY_PARTS);
	WORLD_FAILS(w, world_plan(w, "tiny", NULL), ERR_FAILED, "provides 'libc musl 1'");
	world_write(w, "targets/tiny.target",
		    "target tiny\nsummary x\narch x86_64\n"
		    "libc musl 1\nlinux 3.1\n" TINY_PARTS);
	WORLD_FAILS(w, world_plan(w, "tiny", NULL), ERR_FAILED, "provides 'linux 3.10'");
}

struct changes {
	struct world *w;
	const char *tools;
};

static void see_the_key_change(void *arg)
{
	const struct changes *c = arg;
	AUTOFREE char *before = world_key(c->w, "tiny", "libc");
	AUTOFREE char *back = NULL;

	world_tool(c->tools, "faketool", "echo 2");
	changed(before, world_key(c->w, "tiny", "libc"));
	world_tool(c->tools, "faketool", "echo 1");
	back = world_key(c->w, "tiny", "libc");
	assert_string_equal(before, back);
}

static void a_tools_content_changes_the_key(void **state)
{
	struct world *w = *state;
	AUTOFREE char *tools = path_join(w->dir, "tools");
	AUTOFREE char *input = NULL;
	AUTOFREE char *libc = NULL;
	struct changes c = { w, tools };

	world_tiny(w);
	input = world_input(w, "tiny.h", "int tiny;\n", true);
	libc = xasprintf("tools faketool\nprovides libc musl 1\n%s%s", input, TINY_LIBC_STEP);
	world_recipe(w, "libc", "tiny-libc", libc);
	WORLD_FAILS(w, world_plan(w, "tiny", NULL), ERR_MISSING, "'faketool' is not installed");
	assert_int_equal(mkdir(tools, 0755), 0);
	world_tool(tools, "faketool", "echo 1");
	world_with_tools(tools, see_the_key_change, &c);
}

struct gap {
	struct world *w;
	const char *tools;
	char key[SHA256_HEX], digest[SHA256_HEX]; /* as the other machine has them */
};

static void make_it_with_the_tool(void *arg)
{
	struct gap *g = arg;

	world_tool(g->tools, "faketool", "echo 1");
	WORLD_OK(g->w, world_build(g->w, "tiny", 1, g->digest));
	memcpy(g->key, world_part(g->w, "libc")->key, SHA256_HEX);
}

static void another_tool_makes_it_anew(void *arg)
{
	struct gap *g = arg;

	world_tool(g->tools, "faketool", "echo 2");
	WORLD_OK(g->w, world_plan(g->w, "tiny", NULL));
	assert_false(world_part(g->w, "libc")->made);
	assert_string_not_equal(world_part(g->w, "libc")->key, g->key);
}

static void expect_from_elsewhere(struct gap *g)
{
	const struct plan_part *libc;
	char digest[SHA256_HEX];

	WORLD_OK(g->w, world_build(g->w, "tiny", 1, digest));
	libc = world_part(g->w, "libc");
	assert_true(libc->made && libc->elsewhere);
	assert_null(libc->lacks);
	assert_int_equal(libc->missing.len, 0);
	assert_string_equal(libc->key, g->key);
	assert_string_equal(libc->why, "the only recipe; made with the tools of another machine");
	assert_true(g->w->plan->composed);
	assert_string_equal(digest, g->digest);
}

/* As a kit may: an artifact that differs in its tools and its files, under a lower key. */
static void bring_another_with_a_lower_key(struct gap *g)
{
	struct world *w = g->w;
	AUTOFREE char *dir = make_tree_in(w->s, 2, false);
	struct artifact a = { 0 };
	AUTOFREE char *text = NULL;

	WORLD_OK(w, store_read_artifact(w->s, g->key, &a, &w->err));
	text = xstrdup(a.key_text);
	for (unsigned i = 0; strcmp(a.key, g->key) >= 0; i++) {
		free(a.key_text);
		a.key_text = xasprintf("%stool other%u -\n", text, i);
		sha256_mem(a.key_text, strlen(a.key_text), a.key);
	}
	manifest_release(&a.manifest);
	WORLD_OK(w, store_put_artifact(w->s, &a, store_fd(w->s), dir, &w->err));
	WORLD_OK(w, index_put_artifact(w->ix, &a, &w->err));
	artifact_release(&a);
}

static void another_tool_without_the_input_takes_it(void *arg)
{
	world_tool(((struct gap *)arg)->tools, "faketool", "echo 2");
	expect_from_elsewhere(arg);
}

static void what_cannot_be_made_here_may_have_been_made_elsewhere(void **state)
{
	struct world *w = *state;
	AUTOFREE char *tools = path_join(w->dir, "tools");
	AUTOFREE char *input = NULL;
	AUTOFREE char *libc = NULL;
	AUTOFREE char *changed_libc = NULL;
	AUTOFREE char *stored = NULL;
	/* The other machine is a child process. */
	struct gap *g =
		mmap(NULL, sizeof(*g), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char hex[SHA256_HEX];

	assert_ptr_not_equal(g, MAP_FAILED);
	g->w = w;
	g->tools = tools;
	world_tiny(w);
	input = world_input(w, "tiny.h", "int tiny;\n", true);
	libc = xasprintf("tools faketool\nprovides libc musl 1\n%s%s", input, TINY_LIBC_STEP);
	world_recipe(w, "libc", "tiny-libc", libc);
	assert_int_equal(mkdir(tools, 0755), 0);
	world_with_tools(tools, make_it_with_the_tool, g);
	world_with_tools(tools, another_tool_makes_it_anew, g);
	/* No such tool here. */
	expect_from_elsewhere(g);
	/* Another that could be taken as well changes no sysroot that is there. */
	bring_another_with_a_lower_key(g);
	expect_from_elsewhere(g);
	/* Another recipe is another recipe, wherever it was made. */
	changed_libc = xasprintf("%sstep more {\n\ttrue\n}\n", libc);
	world_recipe(w, "libc", "tiny-libc", changed_libc);
	WORLD_FAILS(w, world_plan(w, "tiny", NULL), ERR_MISSING, "'faketool' is not installed");
	world_recipe(w, "libc", "tiny-libc", libc);
	sha256_mem("int tiny;\n", strlen("int tiny;\n"), hex);
	stored = store_input_path(hex);
	assert_int_equal(unlinkat(store_fd(w->s), stored, 0), 0);
	world_with_tools(tools, another_tool_without_the_input_takes_it, g);
	munmap(g, sizeof(*g));
}

/* A script's lines are no lines of the key, whatever they look like. */
static void a_script_that_looks_like_a_key_is_still_the_recipe(void **state)
{
	static const char *const lines[] = { "tool one", "tool two", "input ", "step 4" };
	struct world *w = *state;
	AUTOFREE char *input = NULL;
	AUTOFREE char *stored = NULL;
	char hex[SHA256_HEX], digest[SHA256_HEX];

	world_tiny(w);
	input = world_input(w, "tiny.h", "int tiny;\n", true);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		AUTOFREE char *libc =
			xasprintf("tools make\nprovides libc musl 1\n%s"
				  "step install {\ntool() { :; }\ninput() { :; }\n"
				  "step() { :; }\n%s\nmkdir -p \"$DESTDIR/usr/include\"\n"
				  "cp tiny.h \"$DESTDIR/usr/include/tiny.h\"\n}\n",
				  input, lines[i]);

		world_recipe(w, "libc", "tiny-libc", libc);
		if (i == 0) {
			WORLD_OK(w, world_build(w, "tiny", 1, digest));
			sha256_mem("int tiny;\n", strlen("int tiny;\n"), hex);
			stored = store_input_path(hex);
			assert_int_equal(unlinkat(store_fd(w->s), stored, 0), 0);
			continue;
		}
		/* What was made of the first may not serve for the others. */
		WORLD_OK(w, world_plan(w, "tiny", NULL));
		assert_false(world_part(w, "libc")->made);
		assert_int_equal(world_part(w, "libc")->missing.len, 1);
	}
}

/* As a store or a kit of the version before has it: the first format, and more tools. */
static void what_was_made_before_serves_where_it_cannot_be_made(void **state)
{
	struct world *w = *state;
	AUTOFREE char *dir = make_tree_in(w->s, 3, false);
	AUTOFREE char *stored = NULL;
	struct artifact a = { 0 };
	char hex[SHA256_HEX];

	world_tiny(w);
	WORLD_OK(w, world_plan(w, "tiny", NULL));
	sha256_mem("int tiny;\n", strlen("int tiny;\n"), hex);
	stored = store_input_path(hex);
	assert_int_equal(unlinkat(store_fd(w->s), stored, 0), 0);
	a.key_text = xasprintf("%stool cp %s\n", world_part(w, "libc")->key_text, hex);
	*strchr(a.key_text, '2') = '1';
	for (char *p; (p = strstr(a.key_text, " \"dash\"\n"));) /* /bin/sh here */
		memmove(p, p + 7, strlen(p + 7) + 1);
	sha256_mem(a.key_text, strlen(a.key_text), a.key);
	a.recipe = xstrdup("tiny-libc");
	a.part = xstrdup("libc");
	a.version = xstrdup("1");
	a.license = xstrdup("MIT");
	a.fidelity = xstrdup("source");
	a.sandbox = xstrdup("bubblewrap");
	WORLD_OK(w, store_put_artifact(w->s, &a, store_fd(w->s), dir, &w->err));
	WORLD_OK(w, index_put_artifact(w->ix, &a, &w->err));
	WORLD_OK(w, world_plan(w, "tiny", NULL));
	assert_true(world_part(w, "libc")->made && world_part(w, "libc")->elsewhere);
	assert_string_equal(world_part(w, "libc")->key, a.key);
	artifact_release(&a);
}

/* --- what does not --- */

static void same_key(struct world *w, const char *before)
{
	AUTOFREE char *after = world_key(w, "tiny+zed", "zed");

	assert_string_equal(before, after);
}

static void what_is_only_for_people_leaves_the_key(void **state)
{
	struct world *w = *state;
	AUTOFREE char *before = NULL;
	AUTOFREE char *all = NULL;
	char hex[SHA256_HEX];

	world_tiny(w);
	before = world_key(w, "tiny+zed", "zed");
	sha256_mem("int tiny;\n", 10, hex);
	all = xasprintf("# a comment\nrecipe tiny-libc\n  version 1   # the first\n"
			"part libc\nhomepage https://example.com/other\nlicense ISC\n"
			"fidelity source\nsummary \"another one\"\nprovides libc musl 1\n"
			"tools make\n\ninput tiny.h {\n  from https https://example.com/else\n"
			"  from file tiny.h\n  size 10\n  sha256 %s\n  unpack none\n}\n"
			"step other-name {\n\tmkdir -p \"$DESTDIR/usr/include\"\n"
			"\tcp tiny.h \"$DESTDIR/usr/include/tiny.h\"\n}\n",
			hex);
	world_write(w, "recipes/libc/tiny-libc.recipe", all);
	same_key(w, before);
}

static void the_place_and_the_user_leave_the_key(void **state)
{
	struct world *w = *state;
	AUTOFREE char *before = NULL;
	AUTOFREE char *input = NULL;
	AUTOFREE char *there = NULL;
	AUTOFREE char *home = xstrdup(getenv("HOME") ? getenv("HOME") : "/");
	mode_t mask;

	world_tiny(w);
	before = world_key(w, "tiny+zed", "zed");
	mask = umask(077);
	setenv("HOME", "/nonexistent", 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	setenv("TZ", "Asia/Kolkata", 1);
	setenv("CFLAGS", "-O0 -march=native", 1);
	setenv("CC", "false", 1);
	world_new_store(w, "store-of-another-name");
	input = world_input(w, "tiny.h", "int tiny;\n", true);
	there = path_join(w->dir, "recipes-moved");
	assert_int_equal(rename(w->recipes, there), 0);
	free(w->recipes);
	w->recipes = STEAL_POINTER(there);
	same_key(w, before);
	setenv("HOME", home, 1);
	unsetenv("LC_ALL");
	unsetenv("TZ");
	unsetenv("CFLAGS");
	unsetenv("CC");
	umask(mask);
}

static void the_key_is_the_same_again(void *arg)
{
	struct gap *g = arg;

	WORLD_OK(g->w, world_plan(g->w, "tiny", NULL));
	assert_string_equal(world_part(g->w, "libc")->key, g->key);
}

static void the_key_is_another(void *arg)
{
	struct gap *g = arg;

	WORLD_OK(g->w, world_plan(g->w, "tiny", NULL));
	assert_string_not_equal(world_part(g->w, "libc")->key, g->key);
}

static void tools_that_only_carry_files_leave_the_key(void **state)
{
	static const char *const carriers[] = { "cp", "ln", "mkdir", "mv", "rm", "install" };
	struct world *w = *state;
	AUTOFREE char *tools = path_join(w->dir, "tools");
	AUTOFREE char *key = NULL;
	struct gap g = { .w = w, .tools = tools };

	world_tiny(w);
	assert_int_equal(mkdir(tools, 0755), 0);
	key = world_key(w, "tiny", "libc");
	memcpy(g.key, key, SHA256_HEX);
	for (size_t i = 0; i < ARRAY_LEN(carriers); i++)
		world_tool(tools, carriers[i], "exit 1");
	world_with_tools(tools, the_key_is_the_same_again, &g);
	world_tool(tools, "sort", "exit 1");
	world_with_tools(tools, the_key_is_another, &g);
}

/* The same parts under two names: one artifact. */
static void the_targets_name_leaves_the_parts_keys(void **state)
{
	struct world *w = *state;
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;
	AUTOFREE char *request = NULL;

	world_tiny(w);
	world_write(w, "targets/twin.target",
		    "target twin\nsummary \"another\"\narch x86_64\n"
		    "libc musl 1\nlinux 3.10\n" TINY_PARTS);
	before = world_key(w, "tiny+zed", "zed");
	request = xstrdup(w->plan->request_key);
	after = world_key(w, "twin+zed", "zed");
	assert_string_equal(before, after);
	assert_string_not_equal(request, w->plan->request_key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_first_recipe_is_taken_when_its_inputs_are_here),
		WORLD_TEST(the_next_is_taken_when_the_firsts_inputs_are_not_here),
		WORLD_TEST(the_first_is_wanted_when_no_inputs_are_here),
		WORLD_TEST(an_artifact_makes_up_for_inputs),
		WORLD_TEST(a_recipe_for_another_architecture_is_passed_over),
		WORLD_TEST(the_users_choice_is_followed),
		WORLD_TEST(a_choice_that_is_of_no_use_is_misuse),
		WORLD_TEST(a_recipe_of_another_part_is_refused),
		WORLD_TEST(unknown_recipes_and_libraries_name_the_nearest),
		WORLD_TEST(missing_inputs_are_listed_once_with_all_origins),
		WORLD_TEST(what_is_needed_comes_first),
		WORLD_TEST(parts_that_need_each_other_are_told),
		WORLD_TEST(a_need_that_the_target_has_not_is_told),
		WORLD_TEST(a_key_is_the_hash_of_its_text),
		WORLD_TEST(the_recipes_steps_change_the_key),
		WORLD_TEST(an_inputs_digest_changes_the_key),
		WORLD_TEST(a_file_beside_the_recipe_changes_its_key_and_that_of_who_needs_it),
		WORLD_TEST(the_targets_axes_change_the_key),
		WORLD_TEST(a_recipe_that_provides_something_else_is_refused),
		WORLD_TEST(a_tools_content_changes_the_key),
		WORLD_TEST(what_cannot_be_made_here_may_have_been_made_elsewhere),
		WORLD_TEST(what_was_made_before_serves_where_it_cannot_be_made),
		WORLD_TEST(a_script_that_looks_like_a_key_is_still_the_recipe),
		WORLD_TEST(what_is_only_for_people_leaves_the_key),
		WORLD_TEST(the_place_and_the_user_leave_the_key),
		WORLD_TEST(tools_that_only_carry_files_leave_the_key),
		WORLD_TEST(the_targets_name_leaves_the_parts_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
