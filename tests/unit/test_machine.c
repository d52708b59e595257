/* Architectures: what each is called, and which CPU runs what. */
/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/utsname.h>

#include <cmocka.h>

#include "builder/base/alloc.h"
#include "recipes/machine.h"

static void the_loaders_are_those_of_the_abi(void **state)
{
	const struct machine *x86 = machine_find("x86_64"), *arm = machine_find("aarch64");

	(void)state;
	assert_non_null(x86);
	assert_non_null(arm);
	assert_string_equal(x86->glibc_loader, "/lib64/ld-linux-x86-64.so.2");
	assert_string_equal(x86->musl_loader, "/lib/ld-musl-x86_64.so.1");
	assert_string_equal(arm->glibc_loader, "/lib/ld-linux-aarch64.so.1");
	assert_string_equal(arm->musl_loader, "/lib/ld-musl-aarch64.so.1");
}

static void names_are_the_kernels(void **state)
{
	AUTOSTRV struct strv names = STRV_INIT;

	(void)state;
	machine_names(&names);
	assert_int_equal(names.len, 2);
	for (size_t i = 0; i < names.len; i++)
		assert_string_equal(machine_find(names.items[i])->arch, names.items[i]);
	assert_null(machine_find("amd64"));
	assert_null(machine_find("arm64"));
	assert_null(machine_find("x86_6"));
	assert_null(machine_find(""));
}

static void users_may_say_it_as_debian_and_go_do(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_ptr_equal(machine_called("amd64"), machine_find("x86_64"));
	assert_ptr_equal(machine_called("arm64"), machine_find("aarch64"));
	assert_ptr_equal(machine_called("aarch64"), machine_find("aarch64"));
	assert_null(machine_called("arm"));
	assert_ptr_equal(machine_choose("arm64", "", &err), machine_find("aarch64"));
	assert_null(machine_choose("vax", " in PLACE", &err));
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(err.text, "unknown architecture 'vax' in PLACE");
	assert_string_equal(err.hint, "there are x86_64, aarch64");
	err_clear(&err);
}

static void a_level_is_of_one_machine(void **state)
{
	static const char *const none[] = { "x86-64-v5", "x86_64", "v2",        "armv7-a",
					    "x86-64-",   "",       "armv8.9-a", "native" };
	AUTOSTRV struct strv names = STRV_INIT;
	size_t levels = 0;

	(void)state;
	machine_names(&names);
	for (size_t i = 0; i < names.len; i++) {
		const struct machine *m = machine_find(names.items[i]);

		for (size_t k = 0; m->levels[k]; k++, levels++)
			assert_ptr_equal(machine_of_level(m->levels[k]), m);
	}
	assert_true(levels > names.len);
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_null(machine_of_level(none[i]));
}

static void a_newer_level_runs_what_needs_an_older(void **state)
{
	(void)state;
	assert_true(machine_level_covers("x86-64-v3", "x86-64-v2"));
	assert_true(machine_level_covers("x86-64-v2", "x86-64-v2"));
	assert_true(machine_level_covers("x86-64-v2", "x86-64"));
	assert_false(machine_level_covers("x86-64", "x86-64-v2"));
	assert_false(machine_level_covers("x86-64-v2", "x86-64-v3"));
	assert_true(machine_level_covers("armv8.2-a", "armv8-a"));
	assert_true(machine_level_covers("armv9-a", "armv8.5-a"));
	assert_false(machine_level_covers("armv8.1-a", "armv8.2-a"));
	/* Of two machines neither runs the other's. */
	assert_false(machine_level_covers("armv9-a", "x86-64"));
	assert_false(machine_level_covers("x86-64-v4", "armv8-a"));
}

static void here_is_what_uname_says(void **state)
{
	struct utsname host;

	(void)state;
	assert_int_equal(uname(&host), 0);
	assert_string_equal(machine_here(), host.machine);
	assert_ptr_equal(machine_here(), machine_here());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_loaders_are_those_of_the_abi),
		cmocka_unit_test(names_are_the_kernels),
		cmocka_unit_test(users_may_say_it_as_debian_and_go_do),
		cmocka_unit_test(a_level_is_of_one_machine),
		cmocka_unit_test(a_newer_level_runs_what_needs_an_older),
		cmocka_unit_test(here_is_what_uname_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
