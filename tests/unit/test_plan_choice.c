/* Which recipes could make a part: by machine, CPU, fidelity and version; and why not others. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/engine_fixture.h"

/* A recipe without inputs of its own: kind is its fidelity, more what else it says. */
static void put(struct world *w, const char *part, const char *name, const char *kind,
		const char *more)
{
	AUTOFREE char *path = xasprintf("recipes/%s/%s.recipe", part, name);
	AUTOFREE char *text = xasprintf("recipe %s\npart %s\nversion 1\nsummary \"tiny\"\n"
					"license MIT\nhomepage https://example.org/\n"
					"fidelity %s\nfile x.h\n%s",
					name, part, kind, more);
	AUTOFREE char *file = xasprintf("recipes/%s/x.h", part);

	world_write(w, path, text);
	world_write(w, file, "int x;\n");
}

/*
 * Two C libraries, glibc 2.31 of a distribution for each machine and from source,
 * 2.34 of a distribution that wants a newer CPU; kernel headers of three versions.
 */
static void many(struct world *w)
{
	put(w, "libc", "g31-deb", "distro", "arch x86_64\nprovides libc glibc 2.31\n");
	put(w, "libc", "g31-deb-arm64", "distro", "arch aarch64\nprovides libc glibc 2.31\n");
	put(w, "libc", "g31", "source", "provides libc glibc 2.31\n");
	put(w, "libc", "g34-rpm", "distro",
	    "arch x86_64\ncpu x86-64-v2\nprovides libc glibc 2.34\n");
	put(w, "libc", "m125", "source", "provides libc musl 1.2.5\n");
	put(w, "linux-headers", "l310", "source", "arch x86_64\nprovides linux 3.10.108\n");
	put(w, "linux-headers", "l418", "source", "provides linux 4.18.20\n");
	put(w, "linux-headers", "l510-deb", "distro", "provides linux 5.10\n");
	put(w, "linux-headers", "l510", "source", "provides linux 5.10.258\n");
	put(w, "standins", "standins", "source", "provides library standins 1\n");
	put(w, "zlib", "zlib-1", "source", "provides library zlib 1\n");
	world_write(w, "targets/deb.target",
		    "target deb\nsummary \"a distribution\"\narch x86_64 aarch64\n"
		    "libc glibc 2.31\nlinux 5.10\npart libc g31-deb g31-deb-arm64 g31\n"
		    "part linux-headers l510-deb l510\npart standins standins\n");
	world_write(w, "targets/rpm.target",
		    "target rpm\nsummary \"another\"\narch x86_64 aarch64\ncpu x86-64-v2\n"
		    "libc glibc 2.34\nlinux 4.18\npart libc g34-rpm\n"
		    "part linux-headers l418\npart standins standins\n");
}

/* The names that could make a part, joined by blanks; the caller frees. NULL: refused. */
static char *candidates(struct world *w, const char *typed, const char *part,
			const struct plan_options *o)
{
	AUTOSTRV struct strv names = STRV_INIT;

	world_forget(w);
	WORLD_OK(w, catalog_open(w->recipes, &w->catalog, &w->err));
	WORLD_OK(w, target_resolve(w->targets, typed, NULL, &w->target, &w->err));
	if (plan_candidates(w->catalog, w->target, target_find_part(w->target, part), o, &names,
			    &w->err) < 0)
		return NULL;
	return strv_join(&names, " ");
}

static void can(struct world *w, const char *typed, const char *part, const struct plan_options *o,
		const char *wanted)
{
	AUTOFREE char *found = candidates(w, typed, part, o);

	if (!found)
		fail_msg("%s: %s (%s)", typed, w->err.text, w->err.hint);
	assert_string_equal(found, wanted);
}

static void cannot(struct world *w, const char *typed, const char *part,
		   const struct plan_options *o, enum err_code code, const char *text,
		   const char *hint)
{
	assert_null(candidates(w, typed, part, o));
	assert_string_equal(w->err.text, text);
	assert_int_equal(w->err.code, code);
	assert_string_equal(w->err.hint ? w->err.hint : "", hint);
	err_clear(&w->err);
}

static void those_for_other_machines_are_passed_over(void **state)
{
	struct world *w = *state;

	many(w);
	can(w, "deb", "libc", NULL, "g31-deb g31");
	can(w, "deb-aarch64", "libc", NULL, "g31-deb-arm64 g31");
	can(w, "deb-aarch64", "linux-headers", NULL, "l510-deb l510");
	cannot(w, "rpm-aarch64", "libc", NULL, ERR_MISSING,
	       "no recipe makes 'libc' of 'rpm-aarch64'", "  g34-rpm: it supports x86_64");
}

static void what_is_compiled_for_newer_cpus_is_passed_over(void **state)
{
	struct world *w = *state;

	many(w);
	can(w, "rpm", "libc", NULL, "g34-rpm");
	can(w, "rpm+x86-64-v3", "libc", NULL, "g34-rpm");
	cannot(w, "rpm+x86-64", "libc", NULL, ERR_MISSING, "no recipe makes 'libc' of 'rpm+x86-64'",
	       "  g34-rpm: its contents are compiled for x86-64-v2 and newer CPUs");
	/* By axes too: there is such a version, so it is not the version that is told. */
	cannot(w, "glibc-2.34+linux-4.18", "libc", NULL, ERR_MISSING,
	       "no recipe makes 'libc' of 'glibc-2.34+linux-4.18'",
	       "  g34-rpm: its contents are compiled for x86-64-v2 and newer CPUs");
	can(w, "glibc-2.34+linux-4.18+x86-64-v2", "libc", NULL, "g34-rpm");
}

static void a_preferred_fidelity_comes_first(void **state)
{
	struct world *w = *state;
	const struct plan_options source = { .prefer = "source" }, distro = { .prefer = "distro" };

	many(w);
	can(w, "deb", "libc", &source, "g31 g31-deb");
	can(w, "deb", "libc", &distro, "g31-deb g31");
	can(w, "deb", "linux-headers", &source, "l510 l510-deb");
	/* Rather another than none. */
	can(w, "rpm", "libc", &source, "g34-rpm");
	can(w, "deb+zlib", "zlib", &distro, "zlib-1");
}

static void a_demanded_fidelity_holds_for_the_baseline_only(void **state)
{
	struct world *w = *state;
	const struct plan_options source = { .fidelity = "source" },
				  distro = { .fidelity = "distro" };

	many(w);
	can(w, "deb", "libc", &source, "g31");
	can(w, "deb", "linux-headers", &distro, "l510-deb");
	can(w, "deb", "standins", &distro, "standins");
	can(w, "deb+zlib", "zlib", &distro, "zlib-1");
	cannot(w, "rpm", "libc", &source, ERR_MISSING,
	       "no recipe makes 'libc' of 'rpm' with the fidelity 'source'",
	       "  g34-rpm: its fidelity is 'distro'\n"
	       "leave '--fidelity' out to use any recipe");
	cannot(w, "deb+linux-4.18", "linux-headers", &distro, ERR_MISSING,
	       "no recipe makes 'linux-headers' of 'deb+linux-4.18' with the fidelity 'distro'",
	       "  l418: its fidelity is 'source'\n"
	       "leave '--fidelity' out to use any recipe");
}

static void an_axis_is_found_by_what_recipes_provide(void **state)
{
	struct world *w = *state;
	const struct plan_options distro = { .prefer = "distro" };

	many(w);
	can(w, "deb+linux-3.10", "linux-headers", NULL, "l310");
	can(w, "deb+linux-3.10.108", "linux-headers", NULL, "l310");
	/* From source first, as long as nobody says otherwise. */
	can(w, "rpm+linux-5.10", "linux-headers", NULL, "l510 l510-deb");
	can(w, "rpm+linux-5.10", "linux-headers", &distro, "l510-deb l510");
	can(w, "glibc-2.31+linux-4.18", "libc", NULL, "g31 g31-deb");
	can(w, "glibc-2.31+linux-4.18-aarch64", "libc", NULL, "g31 g31-deb-arm64");
	can(w, "glibc-2.31+linux-4.18", "standins", NULL, "standins");
	can(w, "musl-1.2.5+linux-4.18", "libc", NULL, "m125");
	/* The target's own list is not walked for another kernel. */
	can(w, "deb+linux-4.18", "linux-headers", NULL, "l418");
}

static void a_version_that_there_is_not_names_those_that_there_are(void **state)
{
	struct world *w = *state;

	many(w);
	cannot(w, "deb+linux-2.6", "linux-headers", NULL, ERR_UNKNOWN_NAME,
	       "no recipe makes the headers of Linux 2.6 for x86_64",
	       "the choices are 3.10, 4.18, 5.10");
	cannot(w, "deb+linux-3.10-aarch64", "linux-headers", NULL, ERR_UNKNOWN_NAME,
	       "no recipe makes the headers of Linux 3.10 for aarch64",
	       "the choices are 4.18, 5.10");
	/* A version is no beginning of another. */
	cannot(w, "deb+linux-3.1", "linux-headers", NULL, ERR_UNKNOWN_NAME,
	       "no recipe makes the headers of Linux 3.1 for x86_64",
	       "the choices are 3.10, 4.18, 5.10");
	cannot(w, "glibc-2.3+linux-4.18", "libc", NULL, ERR_UNKNOWN_NAME,
	       "no recipe makes glibc 2.3 for x86_64", "the choices are 2.31, 2.34");
	cannot(w, "musl-1.2.3+linux-4.18", "libc", NULL, ERR_UNKNOWN_NAME,
	       "no recipe makes musl 1.2.3 for x86_64", "the choices are 1.2.5");
}

static void a_targets_list_that_contradicts_it_is_refused(void **state)
{
	struct world *w = *state;

	many(w);
	world_write(w, "targets/deb.target",
		    "target deb\nsummary \"wrong\"\narch x86_64\nlibc glibc 2.31\nlinux 5.10\n"
		    "part libc m125\npart linux-headers l510\n");
	assert_null(candidates(w, "deb", "libc", NULL));
	WORLD_FAILS(w, -1, ERR_FAILED,
		    "recipe 'm125' provides 'libc musl 1.2.5', but target 'deb' is glibc 2.31");
}

static void a_named_recipe_must_fit(void **state)
{
	struct world *w = *state;

	many(w);
	WORLD_FAILS(w, world_plan(w, "deb-aarch64", "g31-deb"), ERR_FAILED,
		    "recipe 'g31-deb' cannot make 'libc' for 'deb-aarch64': it supports x86_64");
	WORLD_FAILS(w, world_plan(w, "deb", "g34-rpm"), ERR_FAILED,
		    "recipe 'g34-rpm' cannot make 'libc' for 'deb': its contents are compiled for "
		    "x86-64-v2 and newer CPUs");
	WORLD_FAILS(w, world_plan(w, "deb+x86-64-v2", "g34-rpm"), ERR_FAILED,
		    "provides 'libc glibc 2.34'");
	WORLD_FAILS(w, world_plan(w, "deb+linux-4.18", "l510"), ERR_FAILED,
		    "provides 'linux 5.10.258'");
	/* One that the target does not list, but that is its version. */
	put(w, "libc", "g31-own", "source", "provides libc glibc 2.31\n");
	WORLD_OK(w, world_plan(w, "deb", "g31-own"));
	assert_string_equal(world_part(w, "libc")->why, "chosen with --recipe");
}

static void the_reason_names_the_preference(void **state)
{
	struct world *w = *state;
	AUTOSTRV struct strv none = STRV_INIT;
	const struct plan_options prefer = { .recipes = &none, .prefer = "source" };
	struct plan *plan;

	many(w);
	WORLD_OK(w, world_plan(w, "deb", NULL));
	assert_string_equal(world_part(w, "libc")->recipe->name, "g31-deb");
	assert_string_equal(world_part(w, "libc")->why, "first of 2");
	WORLD_OK(w, plan_make(w->s, w->ix, w->catalog, w->target, &prefer, &plan, &w->err));
	assert_string_equal(plan->parts[0].recipe->name, "g31");
	assert_string_equal(plan->parts[0].why, "first of 2, by --prefer");
	plan_free(plan);
}

static void a_locked_choice_says_so(void **state)
{
	struct world *w = *state;
	AUTOSTRV struct strv names = STRV_INIT;
	const struct plan_options locked = { .recipes = &names, .locked = true };
	struct plan *plan;

	many(w);
	strv_add(&names, "g31");
	WORLD_OK(w, world_plan(w, "deb", NULL));
	WORLD_OK(w, plan_make(w->s, w->ix, w->catalog, w->target, &locked, &plan, &w->err));
	assert_string_equal(plan->parts[0].recipe->name, "g31");
	assert_string_equal(plan->parts[0].why, "by the lock");
	plan_free(plan);
}

/* The same parts, whichever name they were asked for by. */
static void a_target_by_axes_shares_what_is_made(void **state)
{
	struct world *w = *state;
	AUTOFREE char *named = NULL, *axes = NULL, *other = NULL;

	many(w);
	WORLD_OK(w, world_plan(w, "deb", "g31"));
	named = xstrdup(world_part(w, "libc")->key);
	axes = world_key(w, "glibc-2.31+linux-4.18", "libc");
	assert_string_equal(named, axes);
	other = world_key(w, "glibc-2.31+linux-4.18-aarch64", "libc");
	assert_string_not_equal(named, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(those_for_other_machines_are_passed_over),
		WORLD_TEST(what_is_compiled_for_newer_cpus_is_passed_over),
		WORLD_TEST(a_preferred_fidelity_comes_first),
		WORLD_TEST(a_demanded_fidelity_holds_for_the_baseline_only),
		WORLD_TEST(an_axis_is_found_by_what_recipes_provide),
		WORLD_TEST(a_version_that_there_is_not_names_those_that_there_are),
		WORLD_TEST(a_targets_list_that_contradicts_it_is_refused),
		WORLD_TEST(a_named_recipe_must_fit),
		WORLD_TEST(the_reason_names_the_preference),
		WORLD_TEST(a_locked_choice_says_so),
		WORLD_TEST(a_target_by_axes_shares_what_is_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
