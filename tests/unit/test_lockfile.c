/* Lock files: made, read again, and held against recipes and what was built. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/engine_fixture.h"

#include "builder/lock/lockfile.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* The lock of what is planned now, as text; the caller frees. */
static char *lock_text(struct world *w, const char *typed)
{
	AUTOBUF struct buf text = BUF_INIT;
	struct lockfile *l;

	WORLD_OK(w, world_plan(w, typed, NULL));
	WORLD_OK(w, lockfile_make(w->s, w->plan, &l, &w->err));
	lockfile_text(l, &text);
	lockfile_free(l);
	return buf_steal(&text);
}

static struct lockfile *lock_parse(struct world *w, const char *text)
{
	struct lockfile *l;

	WORLD_OK(w, lockfile_parse(text, strlen(text), "T.lock", &l, &w->err));
	return l;
}

/* Text with the first `from` replaced; the caller frees. */
static char *swap(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	if (!at)
		fail_msg("'%s' is not in: %s", from, text);
	return xasprintf("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void the_text_reads_back_to_the_same_text(void **state)
{
	struct world *w = *state;
	AUTOFREE char *text = NULL;
	AUTOBUF struct buf again = BUF_INIT;
	char digest[SHA256_HEX];
	struct lockfile *l;

	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny+zed", 1, digest));
	text = lock_text(w, "tiny+zed");
	l = lock_parse(w, text);
	lockfile_text(l, &again);
	assert_string_equal(again.data, text);
	assert_string_equal(l->target, "tiny+zed");
	assert_string_equal(l->sysroot, digest);
	assert_int_equal(l->part_count, 3);
	assert_string_equal(l->parts[0].part, "libc");
	assert_string_equal(l->parts[2].recipe, "zed-1");
	assert_int_equal(l->parts[0].input_count, 1);
	/* The recipe does not say the size; the store knows it. */
	assert_int_equal(l->parts[0].inputs[0].size, 10);
	for (size_t i = 0; i < l->part_count; i++) {
		assert_true(sha256_is_hex(l->parts[i].key));
		assert_true(sha256_is_hex(l->parts[i].artifact));
	}
	assert_true(l->tool_count > 3);
	lockfile_free(l);
	/* No place, no clock: another store of the same makes the same text. */
	assert_null(strstr(text, w->dir));
}

static void another_store_locks_to_the_same_text(void **state)
{
	struct world *w = *state;
	AUTOFREE char *here = NULL, *there = NULL;
	char digest[SHA256_HEX];

	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny", 1, digest));
	here = lock_text(w, "tiny");
	world_new_store(w, "another-store");
	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny", 4, digest));
	there = lock_text(w, "tiny");
	assert_string_equal(here, there);
}

static void what_was_not_made_is_left_out(void **state)
{
	struct world *w = *state;
	AUTOFREE char *text = NULL;

	world_tiny(w);
	text = lock_text(w, "tiny");
	assert_null(strstr(text, "\nsysroot "));
	assert_null(strstr(text, "artifact"));
	assert_non_null(strstr(text, "\tkey "));
}

static void a_tool_that_is_not_installed_leaves_the_key_out(void **state)
{
	struct world *w = *state;
	const struct plan_options options = { .without_tools = true };
	struct lockfile *l;

	world_tiny(w);
	world_recipe(w, "linux-headers", "tiny-headers",
		     "tools no-such-tool\nprovides linux 3.10\nfile kernel.h\nstep s {\n\t:\n}\n");
	world_forget(w);
	WORLD_OK(w, catalog_open(w->recipes, &w->catalog, &w->err));
	WORLD_OK(w, target_resolve(w->targets, "tiny+zed", NULL, &w->target, &w->err));
	WORLD_OK(w, plan_make(w->s, w->ix, w->catalog, w->target, &options, &w->plan, &w->err));
	WORLD_OK(w, lockfile_make(w->s, w->plan, &l, &w->err));
	assert_true(lockfile_find(l, "libc")->key[0]);
	assert_false(lockfile_find(l, "linux-headers")->key[0]);
	/* Nor has what needs it one. */
	assert_false(lockfile_find(l, "zed")->key[0]);
	lockfile_free(l);
}

#define HEAD "lock tiny\narch x86_64\ncpu x86-64\nlibc musl 1\nlinux 3.10\ncompose " A64 "\n"
#define PART "part libc {\n\trecipe tiny-libc " A64 "\n}\n"

static void broken_locks_are_refused_with_their_place(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "T.lock:1:1: the lock file has no 'lock'" },
		{ "arch x86_64\n", "T.lock:1:1: the file does not begin with" },
		{ HEAD, "the lock file has no part" },
		{ HEAD HEAD PART, "T.lock:7:1: 'lock' is given twice" },
		{ HEAD PART PART, "part 'libc' appears twice" },
		{ HEAD "part libc {\n}\n", "part 'libc' has no 'recipe'" },
		{ HEAD "part libc {\n\trecipe tiny-libc " A64 "\n", "part 'libc' is not closed" },
		{ HEAD "part libc {\n\trecipe tiny-libc 12\n}\n",
		  "T.lock:8:19: invalid sha256 '12'" },
		{ HEAD "part libc {\n\trecipe \"../x\" " A64 "\n}\n", "invalid word '../x'" },
		{ HEAD PART "tool ar " A64 "0\n", "invalid sha256" },
		{ HEAD PART "tool ar\n", "too few words after 'tool'" },
		{ HEAD "part libc {\n\trecipe r " A64 "\n\tinput i " A64 " 0\n}\n",
		  "invalid size '0'" },
		{ HEAD "part libc {\n\trecipe r " A64 "\n\tinput i " A64
		       " 99999999999999999999\n}\n",
		  "invalid size" },
		{ "lock \"a b\"\n", "invalid target 'a b'" },
		{ "lock \"a/../b\"\n", "invalid target 'a/../b'" },
		{ HEAD "sysroots " A64 "\n" PART, "unknown key 'sysroots'" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct lockfile *l;

		WORLD_FAILS(w,
			    lockfile_parse(cases[i].text, strlen(cases[i].text), "T.lock", &l,
					   &w->err),
			    ERR_SYNTAX, cases[i].says);
	}
}

/* Plan anew and hold the recipes against a lock. */
static int check(struct world *w, const struct lockfile *l, const char *typed)
{
	world_forget(w);
	WORLD_OK(w, catalog_open(w->recipes, &w->catalog, &w->err));
	WORLD_OK(w, target_resolve(w->targets, typed, NULL, &w->target, &w->err));
	return lockfile_check(l, w->catalog, w->target, &w->err);
}

static void recipes_that_changed_are_told_with_both_places(void **state)
{
	struct world *w = *state;
	AUTOFREE char *text = NULL, *input = NULL, *libc = NULL;
	struct lockfile *l;

	world_tiny(w);
	text = lock_text(w, "tiny");
	l = lock_parse(w, text);
	WORLD_OK(w, check(w, l, "tiny"));
	/* A comment and a summary are not what makes it. */
	world_write(w, "targets/tiny.target", "# comment\n" TINY_TARGET TINY_PARTS);
	WORLD_OK(w, check(w, l, "tiny"));
	/* An input of the same name and other content. */
	input = world_input(w, "tiny.h", "int teeny;\n", true);
	libc = xasprintf("tools make\nprovides libc musl 1\n%s%s", input, TINY_LIBC_STEP);
	world_recipe(w, "libc", "tiny-libc", libc);
	assert_int_equal(check(w, l, "tiny"), -1);
	assert_int_equal(w->err.code, ERR_MISMATCH);
	assert_string_equal(w->err.text,
			    "recipe 'tiny-libc' differs from the one that 'T.lock' locks");
	assert_non_null(strstr(w->err.hint, "T.lock:"));
	assert_non_null(strstr(w->err.hint, "input 'tiny.h' sha256 "));
	assert_non_null(strstr(w->err.hint, "libc/tiny-libc.recipe:10: here it is "));
	err_clear(&w->err);
	lockfile_free(l);
}

static void a_changed_step_points_at_the_recipe(void **state)
{
	struct world *w = *state;
	AUTOFREE char *text = NULL;
	struct lockfile *l;

	world_tiny(w);
	text = lock_text(w, "tiny");
	l = lock_parse(w, text);
	world_recipe(w, "linux-headers", "tiny-headers",
		     "tools make\nprovides linux 3.10\nfile kernel.h\nstep s {\n\ttrue\n}\n");
	WORLD_FAILS(w, check(w, l, "tiny"), ERR_MISMATCH, "its inputs are the same, so compare");
	/* A recipe that is not there, and the other one still: both are told. */
	lockfile_free(l);
	{
		AUTOFREE char *gone = swap(text, "recipe tiny-libc", "recipe tiny-libq");

		l = lock_parse(w, gone);
		WORLD_FAILS(w, check(w, l, "tiny"), ERR_MISMATCH,
			    "2 recipes differ from those that 'T.lock' locks");
		WORLD_FAILS(w, check(w, l, "tiny"), ERR_MISMATCH,
			    "there is no recipe 'tiny-libq' here");
		lockfile_free(l);
	}
}

static void another_baseline_under_the_name_is_refused(void **state)
{
	struct world *w = *state;
	AUTOFREE char *text = NULL, *linux_4 = NULL, *odd = NULL;
	struct lockfile *l;

	world_tiny(w);
	text = lock_text(w, "tiny");
	linux_4 = swap(text, "linux 3.10", "linux 4.18");
	l = lock_parse(w, linux_4);
	WORLD_FAILS(w, check(w, l, "tiny"), ERR_MISMATCH,
		    "with kernel headers 4.18, but here it has kernel headers 3.10");
	lockfile_free(l);
	odd = swap(text, "part libc {", "part libd {");
	l = lock_parse(w, odd);
	WORLD_FAILS(w, check(w, l, "tiny"), ERR_MISMATCH, "does not have the part 'libc'");
	lockfile_free(l);
	l = lock_parse(w, text);
	WORLD_FAILS(w, check(w, l, "tiny+zed"), ERR_MISMATCH, "does not have the part 'zed'");
	lockfile_free(l);
}

/* What lockfile_check_built() says of the sysroot as it is built now. */
static int check_built(struct world *w, const char *text, struct strv *told)
{
	struct lockfile *l = lock_parse(w, text);
	char digest[SHA256_HEX];
	int rc;

	WORLD_OK(w, world_build(w, "tiny", 1, digest));
	strv_release(told);
	lockfile_differences(l, w->plan, told);
	rc = lockfile_check_built(l, w->s, w->plan, digest, told, &w->err);
	lockfile_free(l);
	return rc;
}

/* The digest behind a key of the lock's text; the caller frees. */
static char *digest_of(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	assert_non_null(at);
	return xstrndup(at + strlen(key), SHA256_HEX - 1);
}

static void what_was_built_is_held_against_the_lock(void **state)
{
	struct world *w = *state;
	AUTOSTRV struct strv told = STRV_INIT;
	AUTOFREE char *text = NULL, *artifact = NULL, *key = NULL, *sysroot = NULL, *tool = NULL;
	AUTOFREE char *other = NULL, *foreign = NULL, *tools = NULL, *composed = NULL,
		      *differs = NULL;
	char digest[SHA256_HEX];

	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny", 1, digest));
	text = lock_text(w, "tiny");
	WORLD_OK(w, check_built(w, text, &told));
	assert_int_equal(told.len, 1);
	assert_string_equal(told.items[0], "the sysroot matches 'T.lock', byte for byte");
	/* The same key, another artifact. */
	artifact = digest_of(text, "\tartifact ");
	other = swap(text, artifact, B64);
	WORLD_FAILS(w, check_built(w, other, &told), ERR_MISMATCH, "is not reproducible");
	WORLD_FAILS(w, check_built(w, other, &told), ERR_MISMATCH, B64);
	WORLD_FAILS(w, check_built(w, other, &told), ERR_MISMATCH, artifact);
	/* All parts are the same, the sysroot is not. */
	sysroot = digest_of(text, "\nsysroot ");
	composed = swap(text, sysroot, B64);
	WORLD_FAILS(w, check_built(w, composed, &told), ERR_MISMATCH, "although all its parts do");
	/* Another tool made another key: then all of it may differ, and that is said. */
	key = digest_of(text, "\tkey ");
	foreign = swap(other, key, A64);
	tool = digest_of(text, "\ntool make ");
	tools = swap(foreign, tool, A64);
	WORLD_OK(w, check_built(w, tools, &told));
	assert_int_equal(told.len, 2);
	assert_string_equal(told.items[0],
			    "libc: made with other programs here than for 'T.lock' (make), "
			    "so the bytes may differ");
	assert_string_equal(told.items[1], "the sysroot matches 'T.lock', byte for byte");
	/* With other bytes it is another sysroot, whatever the reason. */
	differs = swap(tools, sysroot, B64);
	WORLD_FAILS(w, check_built(w, differs, &told), ERR_MISMATCH,
		    "the sysroot does not match 'T.lock'");
	assert_int_equal(told.len, 1);
	WORLD_FAILS(w, check_built(w, differs, &told), ERR_MISMATCH, B64);
	WORLD_FAILS(w, check_built(w, differs, &told), ERR_MISMATCH, sysroot);
}

static void a_lock_made_before_building_says_so(void **state)
{
	struct world *w = *state;
	AUTOSTRV struct strv told = STRV_INIT;
	AUTOFREE char *text = NULL;

	world_tiny(w);
	text = lock_text(w, "tiny");
	WORLD_OK(w, check_built(w, text, &told));
	assert_int_equal(told.len, 1);
	assert_non_null(strstr(told.items[0], "was written before the sysroot was built"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_text_reads_back_to_the_same_text),
		WORLD_TEST(another_store_locks_to_the_same_text),
		WORLD_TEST(what_was_not_made_is_left_out),
		WORLD_TEST(a_tool_that_is_not_installed_leaves_the_key_out),
		WORLD_TEST(broken_locks_are_refused_with_their_place),
		WORLD_TEST(recipes_that_changed_are_told_with_both_places),
		WORLD_TEST(a_changed_step_points_at_the_recipe),
		WORLD_TEST(another_baseline_under_the_name_is_refused),
		WORLD_TEST(what_was_built_is_held_against_the_lock),
		WORLD_TEST(a_lock_made_before_building_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
