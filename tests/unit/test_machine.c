/* Architectures: what each is called, and which CPU runs what. */
/* SPDX-License-Identifier: MIT */
#include <elf.h>
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
	const struct machine *riscv = machine_find("riscv64");

	(void)state;
	assert_non_null(x86);
	assert_non_null(arm);
	assert_non_null(riscv);
	assert_string_equal(x86->glibc_loader, "/lib64/ld-linux-x86-64.so.2");
	assert_string_equal(x86->musl_loader, "/lib/ld-musl-x86_64.so.1");
	assert_string_equal(arm->glibc_loader, "/lib/ld-linux-aarch64.so.1");
	assert_string_equal(arm->musl_loader, "/lib/ld-musl-aarch64.so.1");
	assert_string_equal(riscv->glibc_loader, "/lib/ld-linux-riscv64-lp64d.so.1");
	assert_string_equal(riscv->musl_loader, "/lib/ld-musl-riscv64.so.1");
}

static void names_are_the_kernels(void **state)
{
	AUTOSTRV struct strv names = STRV_INIT;

	(void)state;
	machine_names(&names);
	assert_int_equal(names.len, 3);
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
	assert_string_equal(err.hint, "the choices are x86_64, aarch64, riscv64");
	err_clear(&err);
}

static void every_row_is_whole(void **state)
{
	AUTOSTRV struct strv names = STRV_INIT;

	(void)state;
	machine_names(&names);
	for (size_t i = 0; i < names.len; i++) {
		const struct machine *m = machine_find(names.items[i]);
		AUTOFREE char *gnu = xasprintf("%s-linux-gnu", m->arch);
		AUTOFREE char *musl = xasprintf("%s-linux-musl", m->arch);
		size_t levels = 0;

		assert_string_equal(machine_triple(m, "glibc"), gnu);
		assert_string_equal(machine_triple(m, "musl"), musl);
		/* A package's name holds no such character. */
		assert_null(strchr(m->debian_triple, '_'));
		assert_ptr_equal(machine_of_elf(m->elf_class, m->elf_machine), m);
		assert_non_null(m->link_options);
		assert_true(m->conventions[0].audit != 0);
		while (m->levels[levels])
			assert_ptr_equal(machine_of_level_prefix(m->levels[levels++]), m);
		for (size_t k = 0; k < levels; k++) {
			assert_non_null(m->go_levels[k]);
			assert_string_equal(machine_go_level(m, m->levels[k]), m->go_levels[k]);
		}
		assert_null(m->go_levels[levels]);
		assert_string_equal(machine_go_level(m, NULL), m->go_levels[0]);
		assert_string_equal(machine_go_level(m, "of nobody"), m->go_levels[0]);
		for (uint32_t type = 0; type < 300; type++)
			assert_true(machine_relocation(m, type)->last >= type);
		assert_non_null(machine_relocation(m, UINT32_MAX));
	}
	assert_null(machine_of_level_prefix("zlib"));
	assert_null(machine_of_elf(ELFCLASS32, machine_find("x86_64")->elf_machine));
	assert_null(machine_of_elf(ELFCLASS64, EM_S390));
	assert_ptr_equal(machine_own(), machine_find(machine_here()));
}

static void the_names_are_those_of_others(void **state)
{
	const struct machine *x86 = machine_find("x86_64"), *arm = machine_find("aarch64");

	(void)state;
	assert_string_equal(x86->debian_triple, "x86-64-linux-gnu");
	assert_string_equal(arm->debian_triple, "aarch64-linux-gnu");
	assert_null(x86->variant);
	assert_string_equal(arm->variant, "v8");
	assert_string_equal(x86->go_variable, "GOAMD64");
	assert_string_equal(arm->go_variable, "GOARM64");
	assert_string_equal(machine_go_level(x86, "x86-64-v3"), "v3");
	assert_string_equal(machine_go_level(arm, "armv8.2-a"), "v8.2");
	assert_string_equal(machine_go_level(arm, "armv9-a"), "v9.0");
	assert_string_equal(machine_go_level(machine_find("riscv64"), "rv64gc"), "rva20u64");
	assert_string_equal(machine_choices(), "x86_64, aarch64 or riscv64");
}

static void a_relocation_says_what_it_changes(void **state)
{
	static const struct {
		const char *arch;
		uint32_t type, before, from;
	} rows[] = {
		{ "x86_64", R_X86_64_NONE, 0, 0 },
		{ "x86_64", R_X86_64_64, 0, 8 },
		{ "x86_64", R_X86_64_PC32, 0, 4 },
		{ "x86_64", R_X86_64_16, 0, 2 },
		{ "x86_64", R_X86_64_8, 0, 1 },
		{ "x86_64", R_X86_64_GOTPCREL, 3, 4 },
		{ "x86_64", R_X86_64_TLSGD, 4, 12 },
		{ "x86_64", 41, 4, 4 },
		{ "x86_64", 42, 4, 4 },
		{ "x86_64", R_X86_64_SIZE64, 0, 8 },
		{ "aarch64", R_AARCH64_NONE, 0, 0 },
		{ "aarch64", R_AARCH64_ABS64, 0, 8 },
		{ "aarch64", R_AARCH64_CALL26, 0, 4 },
		{ "aarch64", R_AARCH64_PREL16, 0, 2 },
		{ "aarch64", R_AARCH64_ABS32, 0, 4 },
		{ "riscv64", R_RISCV_NONE, 0, 0 },
		{ "riscv64", R_RISCV_64, 0, 8 },
		{ "riscv64", R_RISCV_CALL_PLT, 0, 8 },
		{ "riscv64", R_RISCV_PCREL_HI20, 0, 4 },
		{ "riscv64", R_RISCV_RVC_JUMP, 0, 2 },
		{ "riscv64", R_RISCV_SET6, 0, 1 },
		{ "riscv64", R_RISCV_RELAX, 0, UINT32_MAX },
		{ "riscv64", R_RISCV_ALIGN, 0, UINT32_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct machine_relocation *r =
			machine_relocation(machine_find(rows[i].arch), rows[i].type);

		assert_int_equal(r->before, rows[i].before);
		assert_int_equal(r->from, rows[i].from);
	}
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
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(the_names_are_those_of_others),
		cmocka_unit_test(a_relocation_says_what_it_changes),
		cmocka_unit_test(a_level_is_of_one_machine),
		cmocka_unit_test(a_newer_level_runs_what_needs_an_older),
		cmocka_unit_test(here_is_what_uname_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
