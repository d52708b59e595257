/* Targets: the files, what a user may type for them, and those that are shipped. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder/base/alloc.h"
#include "builder/base/file.h"
#include "builder/plan/plan.h"
#include "recipes/catalog.h"
#include "sysroots/targets/target.h"
#include "sysroots/targets/target_release.h"

#define SHIPPED "sysroots/targets"

static const char GOOD[] = "target old\n" /* 1 */
			   "alias elder glibc-2.17\n" /* 2 */
			   "summary \"an old one\"\n" /* 3 */
			   "arch x86_64 aarch64\n" /* 4 */
			   "cpu x86-64-v2\n" /* 5 */
			   "libc glibc 2.17\n" /* 6 */
			   "linux 3.10 x86_64\n" /* 7 */
			   "library zlib zlib-2 zlib-1\n" /* 8 */
			   "library brotli brotli-1\n" /* 9 */
			   "part linux-headers lh-1 lh-2\n" /* 10 */
			   "part libc glibc-1\n" /* 11 */
			   "part standins standins\n" /* 12 */
			   "linux 4.11 aarch64\n"; /* 13 */

static char *folder;

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	folder = xasprintf("%s/target-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	int rc = tree_remove(AT_FDCWD, folder, NULL);

	(void)state;
	free(folder);
	return rc;
}

static void put(const char *name, const char *text)
{
	AUTOFREE char *path = xasprintf("%s/%s.target", folder, name);

	assert_int_equal(file_write(AT_FDCWD, path, text, strlen(text), 0644, NULL), 0);
}

/* GOOD with one text in it replaced by another. */
static char *with(const char *find, const char *replace)
{
	const char *at = strstr(GOOD, find);

	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - GOOD), GOOD, replace, at + strlen(find));
}

static struct target *resolve(const char *in, const char *typed)
{
	struct err err = ERR_INIT;
	struct target *t;

	if (target_resolve(in, typed, NULL, &t, &err) < 0)
		fail_msg("%s: %s", typed, err.text);
	return t;
}

static void expect_refusal(const char *typed, enum err_code code, const char *text,
			   const char *hint)
{
	struct err err = ERR_INIT;
	struct target *t;

	assert_int_equal(target_resolve(folder, typed, NULL, &t, &err), -1);
	assert_null(t);
	assert_string_equal(err.text, text);
	assert_int_equal(err.code, code);
	if (hint)
		assert_string_equal(err.hint, hint);
	err_clear(&err);
}

static void fills_every_field(void **state)
{
	AUTOFREE char *path = xasprintf("%s/old.target", folder);
	struct err err = ERR_INIT;
	struct target *t;

	(void)state;
	put("old", GOOD);
	assert_int_equal(target_parse_file(path, &t, &err), 0);
	assert_string_equal(t->name, "old");
	assert_string_equal(t->base, "old");
	assert_string_equal(t->summary, "an old one");
	assert_int_equal(t->aliases.len, 2);
	assert_int_equal(t->archs.len, 2);
	assert_string_equal(t->archs.items[0], "x86_64");
	assert_string_equal(t->archs.items[1], "aarch64");
	assert_int_equal(t->cpus.len, 1);
	assert_string_equal(t->cpus.items[0], "x86-64-v2");
	assert_string_equal(t->libc, "glibc");
	assert_string_equal(t->libc_version, "2.17");
	assert_int_equal(t->linux_count, 2);
	assert_string_equal(t->linuxes[0].version, "3.10");
	assert_string_equal(t->linuxes[0].archs.items[0], "x86_64");
	assert_string_equal(t->linuxes[1].version, "4.11");
	assert_int_equal(t->linuxes[1].archs.len, 1);
	/* What is chosen by a name is not said by a file. */
	assert_null(t->arch);
	assert_null(t->triple);
	assert_null(t->cpu);
	assert_null(t->linux_version);
	assert_string_equal(t->file, path);
	/* Base parts as in the file, then libraries by name. */
	assert_int_equal(t->part_count, 5);
	assert_string_equal(t->parts[0].part, "linux-headers");
	assert_int_equal(t->parts[0].recipes.len, 2);
	assert_string_equal(t->parts[0].recipes.items[0], "lh-1");
	assert_string_equal(t->parts[1].part, "libc");
	assert_string_equal(t->parts[2].part, "standins");
	assert_false(t->parts[2].library);
	assert_string_equal(t->parts[3].part, "brotli");
	assert_string_equal(t->parts[4].part, "zlib");
	assert_true(t->parts[4].library);
	assert_int_equal(t->parts[4].place.line, 8);
	target_free(t);
}

static void takes_libraries_sorted_and_once(void **state)
{
	struct target *t;

	(void)state;
	put("old", GOOD);
	t = resolve(folder, "old+zlib+sqlite+zlib");
	assert_string_equal(t->name, "old+sqlite+zlib");
	assert_string_equal(t->base, "old");
	assert_int_equal(t->part_count, 5);
	assert_string_equal(t->parts[3].part, "sqlite");
	assert_true(t->parts[3].library);
	assert_int_equal(t->parts[3].recipes.len, 0);
	assert_string_equal(t->parts[4].part, "zlib");
	assert_int_equal(t->parts[4].recipes.len, 2);
	assert_string_equal(t->parts[4].recipes.items[0], "zlib-2");
	target_free(t);
	t = resolve(folder, "old");
	assert_string_equal(t->name, "old");
	assert_int_equal(t->part_count, 3);
	target_free(t);
}

static void knows_aliases(void **state)
{
	struct target *t;

	(void)state;
	put("old", GOOD);
	t = resolve(folder, "elder+zlib");
	assert_string_equal(t->name, "old+zlib");
	target_free(t);
	t = resolve(folder, "glibc-2.17");
	assert_string_equal(t->name, "old");
	target_free(t);
}

static void refuses_what_is_no_library(void **state)
{
	(void)state;
	put("old", GOOD);
	expect_refusal("old+", ERR_USAGE, "'+' without a library name in 'old+'",
		       "expected TARGET+LIBRARY..., for example centos7+sqlite+zlib");
	expect_refusal("old++zlib", ERR_USAGE, "'+' without a library name in 'old++zlib'", NULL);
	expect_refusal("old+zlib+", ERR_USAGE, "'+' without a library name in 'old+zlib+'", NULL);
	expect_refusal("old+../x", ERR_USAGE, "invalid library name '../x' in 'old+../x'", NULL);
	expect_refusal("old+libc", ERR_USAGE, "'libc' is already a part of 'old', not a library",
		       NULL);
	expect_refusal("+zlib", ERR_USAGE, "no target name in '+zlib'", NULL);
	expect_refusal("", ERR_USAGE, "no target name in ''", NULL);
}

static void suggests_the_nearest_name_or_alias(void **state)
{
	(void)state;
	put("old", GOOD);
	expect_refusal("odl", ERR_UNKNOWN_NAME, "unknown target 'odl'", "did you mean 'old'?");
	expect_refusal("edler+zlib", ERR_UNKNOWN_NAME, "unknown target 'edler'",
		       "did you mean 'elder'?");
	expect_refusal("windows", ERR_UNKNOWN_NAME, "unknown target 'windows'",
		       "the targets are old,\n"
		       "and baselines written as their axes, like glibc-2.28+linux-3.10: the glibc "
		       "('ldd --version')\n"
		       "and the kernel ('uname -r') of the oldest machine that the program must "
		       "run on, or older;\n"
		       "'sysroot targets' lists more");
	expect_refusal("../old", ERR_UNKNOWN_NAME, "unknown target '../old'", NULL);
}

/* A number that differs is another release, and perhaps a newer one: no slip of the fingers. */
static void never_suggests_another_number(void **state)
{
	static const char *const typed[] = { "debian10",  "debian",    "debian1",
					     "debian110", "glibc-2.1", "ledebian12" };

	(void)state;
	put("debian11", "target debian11\nsummary \"x\"\narch x86_64\nlibc glibc 2.31\nlinux 5.10\n"
			"part libc a\npart linux-headers b\npart standins c\n");
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		struct err err = ERR_INIT;
		struct target *t = NULL;

		assert_int_equal(target_resolve(folder, typed[i], NULL, &t, &err), -1);
		if (err.hint && strstr(err.hint, "did you mean"))
			fail_msg("'%s': %s", typed[i], err.hint);
		err_clear(&err);
	}
	expect_refusal("debain11", ERR_UNKNOWN_NAME, "unknown target 'debain11'",
		       "did you mean 'debian11'?");
}

static void a_name_is_the_same_in_capitals(void **state)
{
	struct target *t = NULL;
	struct err err = ERR_INIT;

	(void)state;
	put("old", GOOD);
	assert_int_equal(target_resolve(folder, "Old-AArch64", NULL, &t, &err), 0);
	assert_string_equal(t->name, "old-aarch64");
	target_free(t);
	assert_int_equal(target_resolve(folder, "ELDER+Linux-4.18+X86-64-V3", NULL, &t, &err), 0);
	assert_string_equal(t->name, "old+linux-4.18+x86-64-v3");
	target_free(t);
	assert_int_equal(target_resolve(folder, "GLIBC-2.28+LINUX-4.18", NULL, &t, &err), 0);
	assert_string_equal(t->name, "glibc-2.28+linux-4.18");
	target_free(t);
	/* A file of one's own may have capitals; its exact name comes first. */
	put("OLD", "target OLD\nsummary \"x\"\narch x86_64\nlibc glibc 2.31\nlinux 5.10\n"
		   "part libc a\npart linux-headers b\npart standins c\n");
	assert_int_equal(target_resolve(folder, "OLD", NULL, &t, &err), 0);
	assert_string_equal(t->name, "OLD");
	target_free(t);
	assert_int_equal(target_resolve(folder, "old", NULL, &t, &err), 0);
	assert_string_equal(t->name, "old");
	target_free(t);
}

static unsigned long version_number(const char *version)
{
	unsigned major = 0, minor = 0, third = 0;

	sscanf(version, "%u.%u.%u", &major, &minor, &third);
	return (major * 1000UL + minor) * 1000UL + third;
}

/* What is said to fit a release can be typed, has recipes, and is not newer than it. */
static void releases_without_a_target_name_what_fits(void **state)
{
	struct catalog *catalog = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(catalog_open("recipes/catalog", &catalog, &err), 0);
	for (size_t i = 0; i < target_release_count; i++) {
		const struct target_release *r = &target_releases[i];
		AUTOSTRV struct strv names = STRV_INIT;
		struct target *t = NULL;

		strv_split(&names, r->names, " ");
		for (size_t k = 0; k < names.len; k++) {
			assert_int_equal(target_resolve(SHIPPED, names.items[k], NULL, &t, &err),
					 -1);
			assert_int_equal(err.code, ERR_UNKNOWN_NAME);
			assert_non_null(strstr(err.hint, r->fits ? r->fits : "'musl'"));
			err_clear(&err);
			assert_ptr_equal(target_release_find(names.items[k]), r);
		}
		if (!r->fits)
			continue;
		assert_int_equal(target_resolve(SHIPPED, r->fits, NULL, &t, &err), 0);
		if (version_number(t->libc_version) > version_number(r->libc) ||
		    version_number(t->linux_version) > version_number(r->linux_version))
			fail_msg("%s is newer than %s", r->fits, r->names);
		for (size_t k = 0; k < t->part_count; k++) {
			AUTOSTRV struct strv recipes = STRV_INIT;

			assert_int_equal(plan_candidates(catalog, t, &t->parts[k], NULL, &recipes,
							 &err),
					 0);
		}
		target_free(t);
	}
	catalog_free(catalog);
	assert_null(target_release_find(""));
	assert_null(target_release_find("debian1"));
	assert_non_null(target_release_find("Buster"));
}

static void refuses_a_name_that_two_claim(void **state)
{
	AUTOFREE char *other =
		with("target old\nalias elder glibc-2.17", "target other\nalias elder old");
	AUTOFREE char *want = xasprintf("'elder' is claimed by '%s/old.target' and by "
					"'%s/other.target'",
					folder, folder);
	AUTOFREE char *want_old = xasprintf("'old' is claimed by '%s/old.target' and by "
					    "'%s/other.target'",
					    folder, folder);
	struct target *t;

	(void)state;
	put("old", GOOD);
	put("other", other);
	expect_refusal("elder", ERR_FAILED, want, "remove the alias from one of them");
	expect_refusal("old", ERR_FAILED, want_old, NULL);
	t = resolve(folder, "glibc-2.17");
	assert_string_equal(t->name, "old");
	target_free(t);
}

static void a_broken_file_hurts_only_who_may_mean_it(void **state)
{
	AUTOFREE char *want =
		xasprintf("%s/broken.target:1:1: the file does not begin with 'target'", folder);
	struct target *t;

	(void)state;
	put("old", GOOD);
	put("broken", "arch x86_64\n");
	t = resolve(folder, "elder");
	target_free(t);
	expect_refusal("broken", ERR_SYNTAX, want, NULL);
	/* It might have been that file's alias. */
	expect_refusal("unheard-of", ERR_SYNTAX, want, NULL);
}

static void bad(const char *find, const char *replace, const char *want, const char *hint)
{
	AUTOFREE char *text = with(find, replace);
	AUTOFREE char *path = xasprintf("%s/old.target", folder);
	AUTOFREE char *all = xasprintf("%s:%s", path, want);
	struct err err = ERR_INIT;
	struct target *t;

	put("old", text);
	assert_int_equal(target_parse_file(path, &t, &err), -1);
	assert_null(t);
	assert_string_equal(err.text, all);
	assert_int_equal(err.code, ERR_SYNTAX);
	if (hint)
		assert_string_equal(err.hint, hint);
	err_clear(&err);
}

static void names_the_place_of_what_is_wrong(void **state)
{
	(void)state;
	bad("summary", "sumary", "3:1: unknown key 'sumary'", "did you mean 'summary'?");
	bad("target old", "target new", "1:8: name 'new' does not match the file name",
	    "expected 'old', after the file name");
	bad("target old", "target o+d", "1:8: invalid name 'o+d'", NULL);
	bad("alias elder", "alias old", "2:7: 'old' is the target's name, not an alias", NULL);
	bad("alias elder", "alias a+b", "2:7: invalid name 'a+b'", NULL);
	bad("alias elder", "alias glibc-2.17", "2:18: 'glibc-2.17' is named twice", NULL);
	bad("\"an old one\"", "\"\"", "3:9: invalid summary", NULL);
	bad("arch x86_64", "arch amd64", "4:6: unknown architecture 'amd64'", NULL);
	/* Recipes may be for more machines than targets. */
	bad("x86_64 aarch64", "x86_64 s390x", "4:13: unknown architecture 's390x'", NULL);
	bad("x86_64 aarch64", "x86_64 x86_64", "4:13: 'x86_64' is named twice", NULL);
	bad("arch x86_64 aarch64\n", "", "1:1: the target has no 'arch'", "expected: arch ARCH...");
	bad("cpu x86-64-v2", "triple x86_64-linux-gnu", "5:1: unknown key 'triple'", NULL);
	bad("libc glibc", "libc glib", "6:6: unknown C library 'glib'", "did you mean 'glibc'?");
	bad("libc glibc 2.17", "libc glibc", "6:1: too few words after 'libc'",
	    "expected: libc glibc|musl VERSION");
	bad("linux 3.10", "linux 3/10", "7:7: invalid name '3/10'", NULL);
	bad("part libc glibc-1", "part libc", "11:1: too few words after 'part'", NULL);
	bad("part libc glibc-1\n", "", "1:1: target 'old' does not have the part 'libc'",
	    "expected: part libc RECIPE...");
	bad("part libc", "library libc", "1:1: target 'old' does not have the part 'libc'", NULL);
	bad("part libc glibc-1", "part libc g g", "11:13: 'g' is named twice", NULL);
	bad("part libc glibc-1", "part libc ../g", "11:11: invalid recipe name '../g'", NULL);
	bad("part libc", "part li+bc", "11:6: invalid part name 'li+bc'", NULL);
	bad("part standins", "part libc", "12:6: duplicate part 'libc'", NULL);
	bad("arch x86_64 aarch64", "arch x86_64 {", "4:1: unexpected { after 'arch'", NULL);
	bad("arch x86_64", "arch \"x86_64", "4:6: unterminated quoted word", NULL);
}

static void each_architecture_has_one_kernel(void **state)
{
	static const char one_each[] = "expected one line 'linux VERSION [ARCH...]' for each";

	(void)state;
	bad("linux 4.11 aarch64\n", "", "7:1: no version of kernel headers for aarch64", one_each);
	bad("linux 4.11 aarch64", "linux 4.11", "7:1: two versions of kernel headers for x86_64",
	    one_each);
	bad("linux 4.11 aarch64", "linux 4.11 x86_64 aarch64",
	    "7:1: two versions of kernel headers for x86_64", one_each);
	bad("linux 4.11 aarch64", "linux 4.11 arm64", "13:12: unknown architecture 'arm64'", NULL);
	bad("linux 4.11 aarch64", "linux", "13:1: too few words after 'linux'",
	    "expected: linux VERSION [ARCH...]");
}

static void a_cpu_is_one_level_of_an_architecture_that_is_there(void **state)
{
	(void)state;
	bad("x86-64-v2", "x86-64-v5", "5:5: unknown CPU level 'x86-64-v5'",
	    "expected x86-64-v2, armv8.2-a or the like");
	bad("x86-64-v2", "x86-64-v2 x86-64-v3",
	    "5:15: 'x86-64-v2' and 'x86-64-v3' are both CPU levels of x86_64",
	    "name one for each architecture");
	bad("x86_64 aarch64\ncpu x86-64-v2", "x86_64\ncpu armv8.2-a",
	    "5:1: 'armv8.2-a' is a CPU level of aarch64, which 'old' does not support",
	    "see the line 'arch'");
}

static void lists_names_of_target_files_only(void **state)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOFREE char *joined = NULL;

	(void)state;
	put("b", "");
	put("a", "");
	put(".hidden", "");
	assert_int_equal(target_names(folder, &names, NULL), 0);
	joined = strv_join(&names, " ");
	assert_string_equal(joined, "a b");
}

/*
 * Each architecture of a shipped target has a recipe for each part, for just its
 * baseline: what the plan would find out when somebody asks for it.
 */
static void check_recipes(struct target *t, struct catalog *c)
{
	const struct plan_options options = { .without_tools = true };

	for (size_t i = 0; i < t->archs.len; i++) {
		struct err err = ERR_INIT;
		struct target *of_arch;

		if (target_resolve(SHIPPED, t->name, t->archs.items[i], &of_arch, &err) < 0)
			fail_msg("%s", err.text);
		for (size_t k = 0; k < of_arch->part_count; k++) {
			AUTOSTRV struct strv names = STRV_INIT;

			if (plan_candidates(c, of_arch, &of_arch->parts[k], &options, &names,
					    &err) < 0)
				fail_msg("%s: %s", err.text, err.hint ? err.hint : "");
			assert_true(names.len > 0);
		}
		target_free(of_arch);
	}
	/* Libraries too: target_resolve() drops what was not asked for. */
	for (size_t i = 0; i < t->part_count; i++)
		for (size_t j = 0; j < t->parts[i].recipes.len; j++) {
			struct err err = ERR_INIT;
			const struct recipe *r;

			if (catalog_get(c, t->parts[i].recipes.items[j], &r, &err) < 0)
				fail_msg("%s: %s", t->file, err.text);
			assert_string_equal(r->part, t->parts[i].part);
		}
}

static void every_shipped_target_parses_and_its_recipes_fit(void **state)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv all = STRV_INIT;
	struct err err = ERR_INIT;
	struct catalog *c;
	size_t count;

	(void)state;
	assert_int_equal(catalog_open("recipes/catalog", &c, &err), 0);
	assert_int_equal(target_names(SHIPPED, &names, &err), 0);
	assert_true(names.len >= 3);
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = xasprintf("%s/%s.target", SHIPPED, names.items[i]);
		struct target *t;

		if (target_parse_file(path, &t, &err) < 0)
			fail_msg("%s", err.text);
		check_recipes(t, c);
		strv_add(&all, t->name);
		strv_add_all(&all, &t->aliases);
		target_free(t);
	}
	count = all.len;
	strv_sort_unique(&all);
	assert_int_equal(all.len, count);
	catalog_free(c);
}

static void shipped_aliases_lead_where_they_say(void **state)
{
	static const char *const pairs[][2] = {
		{ "el7", "centos7" },
		{ "rhel7", "centos7" },
		{ "glibc-2.17+linux-3.10", "glibc-2.17+linux-3.10" },
		{ "el9", "rocky9" },
		{ "bookworm-aarch64", "debian12-aarch64" },
		{ "musl-1.2.5", "musl" },
		{ "musl", "musl" },
		{ "musl-1.2.3", "musl-1.2.3" },
		{ "centos7+zlib+sqlite", "centos7+sqlite+zlib" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct target *t = resolve(SHIPPED, pairs[i][0]);

		assert_string_equal(t->name, pairs[i][1]);
		target_free(t);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fills_every_field),
		TEST(takes_libraries_sorted_and_once),
		TEST(knows_aliases),
		TEST(refuses_what_is_no_library),
		TEST(suggests_the_nearest_name_or_alias),
		TEST(never_suggests_another_number),
		TEST(a_name_is_the_same_in_capitals),
		TEST(releases_without_a_target_name_what_fits),
		TEST(refuses_a_name_that_two_claim),
		TEST(a_broken_file_hurts_only_who_may_mean_it),
		TEST(names_the_place_of_what_is_wrong),
		TEST(each_architecture_has_one_kernel),
		TEST(a_cpu_is_one_level_of_an_architecture_that_is_there),
		TEST(lists_names_of_target_files_only),
		cmocka_unit_test(every_shipped_target_parses_and_its_recipes_fit),
		cmocka_unit_test(shipped_aliases_lead_where_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
