/* What a typed name means: base, kernel headers, architecture, CPU level, libraries. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder/base/alloc.h"
#include "builder/base/file.h"
#include "sysroots/targets/target.h"

static char *folder;

static void put(const char *name, const char *text)
{
	AUTOFREE char *path = xasprintf("%s/%s.target", folder, name);

	assert_int_equal(file_write(AT_FDCWD, path, text, strlen(text), 0644, NULL), 0);
}

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	folder = xasprintf("%s/target-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	put("old", "target old\nalias elder glibc-2.17 old-timer\nsummary \"an old one\"\n"
		   "arch x86_64 aarch64\nlibc glibc 2.17\nlinux 3.10 x86_64\nlinux 4.11 aarch64\n"
		   "part libc glibc-1\npart linux-headers lh-1 lh-2\nlibrary zlib zlib-2\n");
	put("new", "target new\nsummary \"a new one\"\narch x86_64\ncpu x86-64-v2\nlibc musl 1.2\n"
		   "linux 6.1\npart libc musl-1\npart linux-headers lh-3\n");
	return 0;
}

static int remove_folder(void **state)
{
	int rc = tree_remove(AT_FDCWD, folder, NULL);

	(void)state;
	free(folder);
	return rc;
}

/* arch: of --arch, or NULL */
static struct target *resolve(const char *typed, const char *arch)
{
	struct err err = ERR_INIT;
	struct target *t;

	if (target_resolve(folder, typed, arch, &t, &err) < 0)
		fail_msg("%s: %s", typed, err.text);
	return t;
}

static void means(const char *typed, const char *arch, const char *canonical)
{
	struct target *t = resolve(typed, arch);
	struct target *again;

	assert_string_equal(t->name, canonical);
	/* The canonical name leads back to itself. */
	again = resolve(canonical, NULL);
	assert_string_equal(again->name, canonical);
	assert_string_equal(again->arch, t->arch);
	assert_string_equal(again->cpu, t->cpu);
	assert_string_equal(again->linux_version, t->linux_version);
	assert_string_equal(again->summary, t->summary);
	target_free(again);
	target_free(t);
}

static void refuses(const char *typed, const char *arch, enum err_code code, const char *text,
		    const char *hint)
{
	struct err err = ERR_INIT;
	struct target *t;

	assert_int_equal(target_resolve(folder, typed, arch, &t, &err), -1);
	assert_null(t);
	assert_string_equal(err.text, text);
	assert_int_equal(err.code, code);
	if (hint)
		assert_string_equal(err.hint, hint);
	else
		assert_null(err.hint);
	err_clear(&err);
}

static void the_default_is_what_the_file_says(void **state)
{
	struct target *t = resolve("old", NULL);

	(void)state;
	assert_string_equal(t->name, "old");
	assert_string_equal(t->arch, "x86_64");
	assert_string_equal(t->triple, "x86_64-linux-gnu");
	assert_string_equal(t->cpu, "x86-64");
	assert_string_equal(t->linux_version, "3.10");
	assert_string_equal(t->summary, "an old one");
	assert_int_equal(target_find_part(t, "linux-headers")->recipes.len, 2);
	assert_false(target_find_part(t, "linux-headers")->by_axis);
	target_free(t);
	t = resolve("new", NULL);
	assert_string_equal(t->triple, "x86_64-linux-musl");
	assert_string_equal(t->cpu, "x86-64-v2");
	target_free(t);
}

static void an_architecture_brings_its_own_triple_cpu_and_kernel(void **state)
{
	struct target *t = resolve("old-aarch64", NULL);

	(void)state;
	assert_string_equal(t->name, "old-aarch64");
	assert_string_equal(t->base, "old");
	assert_string_equal(t->arch, "aarch64");
	assert_string_equal(t->triple, "aarch64-linux-gnu");
	assert_string_equal(t->cpu, "armv8-a");
	assert_string_equal(t->linux_version, "4.11");
	assert_string_equal(t->summary, "an old one; here with headers of Linux 4.11; aarch64");
	assert_false(target_find_part(t, "linux-headers")->by_axis);
	target_free(t);
}

static void an_architecture_may_stand_in_any_word_and_in_the_option(void **state)
{
	(void)state;
	means("old", "aarch64", "old-aarch64");
	means("old-aarch64", "aarch64", "old-aarch64");
	means("elder-aarch64+zlib", NULL, "old-aarch64+zlib");
	means("elder+zlib-aarch64", NULL, "old-aarch64+zlib");
	means("elder+zlib+aarch64", NULL, "old-aarch64+zlib");
	means("old-aarch64+zlib-aarch64", NULL, "old-aarch64+zlib");
	/* The default is not in the name. */
	means("old-x86_64+zlib", NULL, "old+zlib");
	means("old", "x86_64", "old");
	/* No architecture, if it looks like it. */
	means("old-timer", NULL, "old");
}

static void axes_have_one_order(void **state)
{
	(void)state;
	means("old+zlib+x86-64-v2+linux-5.10+argon2", NULL, "old+linux-5.10+x86-64-v2+argon2+zlib");
	means("old+armv8.2-a+linux-5.10+zlib+aarch64", NULL,
	      "old+linux-5.10-aarch64+armv8.2-a+zlib");
	means("elder+linux-5.10-aarch64", NULL, "old+linux-5.10-aarch64");
	/* What the file says anyway is not in the name. */
	means("glibc-2.17+linux-3.10+x86-64", NULL, "old");
	means("old+linux-4.11-aarch64", NULL, "old-aarch64");
	means("new+x86-64-v2", NULL, "new");
	means("new+x86-64", NULL, "new+x86-64");
	means("old+linux-4.11", NULL, "old+linux-4.11");
	means("old+linux-3.10-aarch64", NULL, "old+linux-3.10-aarch64");
	/* Said twice, alike. */
	means("old+linux-5.10+linux-5.10", NULL, "old+linux-5.10");
}

static void other_headers_are_taken_from_the_whole_catalog(void **state)
{
	struct target *t = resolve("old+linux-5.10", NULL);
	const struct target_part *headers = target_find_part(t, "linux-headers");

	(void)state;
	assert_string_equal(t->linux_version, "5.10");
	assert_string_equal(t->summary, "an old one; here with headers of Linux 5.10");
	assert_int_equal(headers->recipes.len, 0);
	assert_true(headers->by_axis);
	assert_false(headers->library);
	assert_int_equal(target_find_part(t, "libc")->recipes.len, 1);
	assert_false(target_find_part(t, "libc")->by_axis);
	target_free(t);
	t = resolve("old+linux-3.10-aarch64", NULL);
	assert_string_equal(t->summary, "an old one; aarch64");
	target_free(t);
	t = resolve("old-aarch64+armv8.2-a", NULL);
	assert_string_equal(t->summary,
			    "an old one; here with headers of Linux 4.11; aarch64; for armv8.2-a");
	target_free(t);
}

static void a_target_needs_no_file(void **state)
{
	static const char *const parts[] = { "libc", "linux-headers", "standins", "sqlite" };
	struct target *t = resolve("glibc-2.28+linux-4.18+sqlite", NULL);

	(void)state;
	assert_string_equal(t->name, "glibc-2.28+linux-4.18+sqlite");
	assert_string_equal(t->base, "glibc-2.28");
	assert_string_equal(t->summary, "glibc 2.28, Linux 4.18");
	assert_string_equal(t->libc, "glibc");
	assert_string_equal(t->libc_version, "2.28");
	assert_string_equal(t->triple, "x86_64-linux-gnu");
	assert_null(t->file);
	assert_int_equal(t->part_count, ARRAY_LEN(parts));
	for (size_t i = 0; i < t->part_count; i++) {
		assert_string_equal(t->parts[i].part, parts[i]);
		assert_int_equal(t->parts[i].by_axis, i < 3);
		assert_int_equal(t->parts[i].recipes.len, 0);
	}
	target_free(t);
	t = resolve("musl-1.2.5+linux-3.10-aarch64", NULL);
	assert_string_equal(t->name, "musl-1.2.5+linux-3.10-aarch64");
	assert_string_equal(t->triple, "aarch64-linux-musl");
	assert_int_equal(t->part_count, 3);
	target_free(t);
	means("musl-1.2.5-aarch64+linux-3.10", NULL, "musl-1.2.5+linux-3.10-aarch64");
	means("glibc-2.28+x86-64-v2+linux-4.18", NULL, "glibc-2.28+linux-4.18+x86-64-v2");
	/* The alias of a file goes first. */
	means("glibc-2.17+linux-4.18", NULL, "old+linux-4.18");
}

static void a_target_without_a_file_says_its_kernel(void **state)
{
	(void)state;
	refuses("glibc-2.28", NULL, ERR_USAGE, "'glibc-2.28' does not name the kernel headers",
		"add them, for example 'glibc-2.28+linux-4.18': the oldest kernel that programs "
		"must "
		"run on");
	refuses("musl-1.2.5-aarch64+zlib", NULL, ERR_USAGE,
		"'musl-1.2.5-aarch64+zlib' does not name the kernel headers",
		"add them, for example 'musl-1.2.5+linux-4.18': the oldest kernel that programs "
		"must "
		"run on");
}

static void what_contradicts_itself_is_told(void **state)
{
	(void)state;
	refuses("old-aarch64+x86_64", NULL, ERR_USAGE,
		"'old-aarch64+x86_64' names two architectures: aarch64 and x86_64",
		"use only one of them");
	refuses("old-aarch64", "x86_64", ERR_USAGE,
		"'old-aarch64' is for aarch64, but --arch says x86_64", "use only one of them");
	refuses("old+linux-4.18+linux-5.4", NULL, ERR_USAGE,
		"'old+linux-4.18+linux-5.4' names two kernel header versions: "
		"4.18 and 5.4",
		"use only one of them");
	refuses("old+x86-64-v2+x86-64-v3", NULL, ERR_USAGE,
		"'old+x86-64-v2+x86-64-v3' names two CPU levels: x86-64-v2 and x86-64-v3",
		"use only one of them");
	refuses("old+armv8.2-a", NULL, ERR_USAGE,
		"'armv8.2-a' is a CPU level of aarch64, but 'old+armv8.2-a' is for x86_64",
		"the CPU levels of x86_64 are x86-64 to x86-64-v4");
	refuses("old-aarch64+x86-64-v2", NULL, ERR_USAGE,
		"'x86-64-v2' is a CPU level of x86_64, but 'old-aarch64+x86-64-v2' is for aarch64",
		"the CPU levels of aarch64 are armv8-a to armv9-a");
}

static void what_is_not_there_is_told(void **state)
{
	(void)state;
	refuses("new-aarch64", NULL, ERR_MISSING, "target 'new' does not support aarch64",
		"it supports x86_64");
	/* Nobody could make it, and no other baseline is proposed. */
	refuses("old", "riscv64", ERR_MISSING,
		"target 'old' does not support riscv64: glibc before 2.27 has no riscv64",
		"it supports x86_64, aarch64");
	refuses("glibc-2.20+linux-5.10-riscv64", NULL, ERR_MISSING,
		"target 'glibc-2.20' does not support riscv64: glibc before 2.27 has no riscv64",
		NULL);
	refuses("musl-1.1.24+linux-4.4", "riscv64", ERR_MISSING,
		"target 'musl-1.1.24' does not support riscv64: Linux before 4.15 has no riscv64",
		NULL);
	refuses("new", "aarch64", ERR_MISSING, "target 'new' does not support aarch64",
		"it supports x86_64");
	refuses("old", "vax", ERR_USAGE, "unknown architecture 'vax'",
		"the choices are x86_64, aarch64, riscv64");
	refuses("old+linux-4.11-aarch64+", NULL, ERR_USAGE,
		"'+' without a library name in 'old+linux-4.11-aarch64+'",
		"expected TARGET+LIBRARY..., for example centos7+sqlite+zlib");
	refuses("old+linux-4/../x", NULL, ERR_USAGE,
		"'linux-4/../x' in 'old+linux-4/../x' does not name a version of the kernel "
		"headers",
		"expected two or more numbers, for example +linux-5.10");
	refuses("glibc-2/../x+linux-4.18", NULL, ERR_UNKNOWN_NAME, "unknown target 'glibc-2/../x'",
		"the targets are new, old,\n"
		"and baselines written as their axes, like glibc-2.28+linux-3.10: the glibc "
		"('ldd --version')\nand the kernel ('uname -r') of the oldest machine that the "
		"program must run on, or older;\n'sysroot targets' lists more");
	/* Half a version would be any that begins so. */
	refuses("old+linux-4", NULL, ERR_USAGE,
		"'linux-4' in 'old+linux-4' does not name a version of the kernel headers",
		"expected two or more numbers, for example +linux-5.10");
	refuses("old+linux", NULL, ERR_USAGE,
		"'linux' in 'old+linux' does not name a version of the kernel headers",
		"expected two or more numbers, for example +linux-5.10");
	refuses("glibc-2+linux-4.18", NULL, ERR_USAGE, "'glibc-2' does not name a version of glibc",
		"expected for example glibc-2.28 or musl-1.2.5");
	refuses("musl-1.2+linux-4.18", NULL, ERR_USAGE,
		"'musl-1.2' does not name a version of musl",
		"expected for example glibc-2.28 or musl-1.2.5");
	refuses("old+x86-64-v9", NULL, ERR_USAGE,
		"unknown CPU level 'x86-64-v9' in 'old+x86-64-v9'",
		"the choices are x86-64, x86-64-v2, x86-64-v3, x86-64-v4");
}

static void the_names_of_debian_and_go_are_understood(void **state)
{
	struct target *t = resolve("old-arm64", NULL);

	(void)state;
	assert_string_equal(t->name, "old-aarch64");
	target_free(t);
	t = resolve("old", "arm64");
	assert_string_equal(t->name, "old-aarch64");
	target_free(t);
	t = resolve("old-amd64", "x86_64");
	assert_string_equal(t->name, "old");
	target_free(t);
}

static void an_architecture_from_outside_is_put_where_names_have_it(void **state)
{
	static const struct {
		const char *typed, *name;
	} all[] = {
		{ "old", "old-aarch64" },
		{ "old+zlib", "old-aarch64+zlib" },
		{ "old+linux-5.10", "old+linux-5.10-aarch64" },
		{ "old+linux-5.10+armv8.2-a+zlib", "old+linux-5.10-aarch64+armv8.2-a+zlib" },
		{ "old+linux-pam", "old-aarch64+linux-pam" },
		/* The name says it already, wherever. */
		{ "old-aarch64", "old-aarch64" },
		{ "old-x86_64+zlib", "old-x86_64+zlib" },
		{ "old+linux-5.10-x86_64", "old+linux-5.10-x86_64" },
		{ "old+zlib-x86_64", "old+zlib-x86_64" },
		{ "old+zlib+x86_64", "old+zlib+x86_64" },
		{ "", "-aarch64" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		AUTOFREE char *name = target_name_with_arch(all[i].typed, "aarch64");

		assert_string_equal(name, all[i].name);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_default_is_what_the_file_says),
		TEST(an_architecture_brings_its_own_triple_cpu_and_kernel),
		TEST(an_architecture_may_stand_in_any_word_and_in_the_option),
		TEST(axes_have_one_order),
		TEST(other_headers_are_taken_from_the_whole_catalog),
		TEST(a_target_needs_no_file),
		TEST(a_target_without_a_file_says_its_kernel),
		TEST(what_contradicts_itself_is_told),
		TEST(what_is_not_there_is_told),
		TEST(the_names_of_debian_and_go_are_understood),
		cmocka_unit_test(an_architecture_from_outside_is_put_where_names_have_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
