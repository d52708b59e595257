/* Architectures: all that is known of each, a row for each. */
/* SPDX-License-Identifier: MIT */
#include "recipes/machine.h"

#include <assert.h>
#include <elf.h>
#include <linux/audit.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "builder/base/alloc.h"

/* --- x86_64 --- */

static const char *const x86_64_levels[] = { "x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4",
					     NULL };
static const char *const x86_64_go[] = { "v1", "v2", "v3", "v4", NULL };

static const struct machine_convention x86_64_conventions[] = {
	{ AUDIT_ARCH_X86_64, MACHINE_CALLS_X86_64, 0x40000000U },
	{ AUDIT_ARCH_I386, MACHINE_CALLS_I386, 0 },
	{ 0, 0, 0 },
};

/* Not in every <elf.h>. */
#define RELOC_X86_64_GOTPCRELX 41

static const struct machine_relocation x86_64_relocations[] = {
	{ R_X86_64_NONE, R_X86_64_NONE, 0, 0 },
	{ R_X86_64_8, R_X86_64_PC8, 0, 1 },
	{ R_X86_64_16, R_X86_64_PC16, 0, 2 },
	{ R_X86_64_PC32, R_X86_64_PLT32, 0, 4 }, /* GOT32 too */
	{ R_X86_64_32, R_X86_64_32S, 0, 4 },
	{ R_X86_64_DTPOFF32, R_X86_64_DTPOFF32, 0, 4 },
	{ R_X86_64_TPOFF32, R_X86_64_TPOFF32, 0, 4 },
	{ R_X86_64_GOTPC32, R_X86_64_GOTPC32, 0, 4 },
	{ R_X86_64_SIZE32, R_X86_64_SIZE32, 0, 4 },
	{ R_X86_64_TLSGD, R_X86_64_TLSGD, 4, 12 }, /* data16 lea; data16 data16 rex.W call */
	{ R_X86_64_TLSLD, R_X86_64_TLSLD, 3, 10 }, /* lea; call, of 5 or 6 bytes */
	/* Prefix, opcode and operand: mov becomes lea. */
	{ R_X86_64_GOTPCREL, R_X86_64_GOTPCREL, 3, 4 },
	{ R_X86_64_GOTTPOFF, R_X86_64_GOTTPOFF, 3, 4 },
	{ R_X86_64_GOTPC32_TLSDESC, R_X86_64_GOTPC32_TLSDESC, 3, 4 },
	{ R_X86_64_TLSDESC_CALL, R_X86_64_TLSDESC_CALL, 0, 2 },
	{ R_X86_64_TLSDESC, R_X86_64_TLSDESC, 0, 16 },
	/* This and what came later rewrite an instruction; the rest has 8 bytes. */
	{ RELOC_X86_64_GOTPCRELX, UINT32_MAX, 4, 4 },
	{ 0, UINT32_MAX, 0, 8 },
};

/* --- aarch64 --- */

static const char *const aarch64_levels[] = { "armv8-a",   "armv8.1-a", "armv8.2-a", "armv8.3-a",
					      "armv8.4-a", "armv8.5-a", "armv9-a",   NULL };
static const char *const aarch64_go[] = { "v8.0", "v8.1", "v8.2", "v8.3",
					  "v8.4", "v8.5", "v9.0", NULL };

static const struct machine_convention aarch64_conventions[] = {
	{ AUDIT_ARCH_AARCH64, MACHINE_CALLS_GENERIC, 0 },
	{ AUDIT_ARCH_ARM, MACHINE_CALLS_ARM, 0 },
	{ 0, 0, 0 },
};

/* Everything but data is one instruction. */
static const struct machine_relocation aarch64_relocations[] = {
	{ R_AARCH64_NONE, R_AARCH64_NONE, 0, 0 },     { R_AARCH64_ABS64, R_AARCH64_ABS64, 0, 8 },
	{ R_AARCH64_PREL64, R_AARCH64_PREL64, 0, 8 }, { R_AARCH64_ABS16, R_AARCH64_ABS16, 0, 2 },
	{ R_AARCH64_PREL16, R_AARCH64_PREL16, 0, 2 }, { 0, UINT32_MAX, 0, 4 },
};

/* --- riscv64: with compressed instructions and floating point registers of 64 bits --- */

/* Compilers of the supported hosts know no profile (rva22u64) yet. */
static const char *const riscv64_levels[] = { "rv64gc", NULL };
static const char *const riscv64_go[] = { "rva20u64", NULL };

/* Programs of 32 bits would call with the same numbers and other structures: none is let in. */
static const struct machine_convention riscv64_conventions[] = {
	{ AUDIT_ARCH_RISCV64, MACHINE_CALLS_GENERIC, 0 },
	{ 0, 0, 0 },
};

/* Not in every <elf.h>. */
#define RELOC_RISCV_SET_ULEB128 60
#define RELOC_RISCV_SUB_ULEB128 61

/* Where the linker may shorten the code, all that follows moves. */
#define TO_THE_END UINT32_MAX

static const struct machine_relocation riscv64_relocations[] = {
	{ R_RISCV_NONE, R_RISCV_NONE, 0, 0 },
	{ R_RISCV_32, R_RISCV_32, 0, 4 },
	{ R_RISCV_BRANCH, R_RISCV_JAL, 0, 4 },
	{ R_RISCV_GOT_HI20, R_RISCV_TPREL_ADD, 0, 4 },
	{ R_RISCV_ADD8, R_RISCV_ADD8, 0, 1 },
	{ R_RISCV_ADD16, R_RISCV_ADD16, 0, 2 },
	{ R_RISCV_ADD32, R_RISCV_ADD32, 0, 4 },
	{ R_RISCV_SUB8, R_RISCV_SUB8, 0, 1 },
	{ R_RISCV_SUB16, R_RISCV_SUB16, 0, 2 },
	{ R_RISCV_SUB32, R_RISCV_SUB32, 0, 4 },
	{ R_RISCV_ALIGN, R_RISCV_ALIGN, 0, TO_THE_END },
	{ R_RISCV_RVC_BRANCH, R_RISCV_RVC_LUI, 0, 2 },
	{ R_RISCV_RELAX, R_RISCV_RELAX, 0, TO_THE_END },
	{ R_RISCV_SUB6, R_RISCV_SET8, 0, 1 },
	{ R_RISCV_SET16, R_RISCV_SET16, 0, 2 },
	{ R_RISCV_SET32, R_RISCV_32_PCREL, 0, 4 },
	{ RELOC_RISCV_SET_ULEB128, RELOC_RISCV_SUB_ULEB128, 0, 10 },
	{ 0, UINT32_MAX, 0, 8 }, /* two instructions, or an address */
};

/* --- all --- */

static const struct machine machines[] = {
	{
		.arch = "x86_64",
		.other_name = "amd64",
		.gnu_triple = "x86_64-linux-gnu",
		.musl_triple = "x86_64-linux-musl",
		.debian_triple = "x86-64-linux-gnu",
		.elf_class = ELFCLASS64,
		.elf_machine = EM_X86_64,
		.relocations = x86_64_relocations,
		.glibc_loader = "/lib64/ld-linux-x86-64.so.2",
		.musl_loader = "/lib/ld-musl-x86_64.so.1",
		.link_options = "",
		.link_libraries = "",
		.levels = x86_64_levels,
		.level_prefix = "x86-64",
		.go_variable = "GOAMD64",
		.go_levels = x86_64_go,
		.conventions = x86_64_conventions,
	},
	{
		.arch = "aarch64",
		.other_name = "arm64",
		.gnu_triple = "aarch64-linux-gnu",
		.musl_triple = "aarch64-linux-musl",
		.debian_triple = "aarch64-linux-gnu",
		.variant = "v8", /* what everybody writes */
		.elf_class = ELFCLASS64,
		.elf_machine = EM_AARCH64,
		.relocations = aarch64_relocations,
		.glibc_loader = "/lib/ld-linux-aarch64.so.1",
		.musl_loader = "/lib/ld-musl-aarch64.so.1",
		/* Early Cortex-A53 need the linker's help; gcc passes this where it was configured
		 * so. The wrapper gives it to clang. */
		.link_options = "--fix-cortex-a53-843419",
		.link_libraries = "",
		.glibc_since = "2.17",
		.musl_since = "0.9.15",
		.linux_since = "3.7",
		.levels = aarch64_levels,
		.level_prefix = "armv",
		.go_variable = "GOARM64",
		.go_levels = aarch64_go,
		.conventions = aarch64_conventions,
	},
	{
		.arch = "riscv64",
		.other_name = "riscv64",
		.gnu_triple = "riscv64-linux-gnu",
		.musl_triple = "riscv64-linux-musl",
		.debian_triple = "riscv64-linux-gnu",
		.elf_class = ELFCLASS64,
		.elf_machine = EM_RISCV,
		.relocations = riscv64_relocations,
		.glibc_loader = "/lib/ld-linux-riscv64-lp64d.so.1",
		.musl_loader = "/lib/ld-musl-riscv64.so.1",
		.link_options = "",
		/* gcc before 14 calls it for atomics of one and two bytes; its own specs take it
		 * under -pthread too. */
		.link_libraries = " %{pthread:%:if-exists(libatomic.a%s)}",
		.glibc_since = "2.27",
		.musl_since = "1.1.23",
		.linux_since = "4.15",
		.levels = riscv64_levels,
		.level_prefix = "rv64",
		.go_variable = "GORISCV64",
		.go_levels = riscv64_go,
		.conventions = riscv64_conventions,
	},
};

const struct machine *machine_find(const char *arch)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (strcmp(machines[i].arch, arch) == 0)
			return &machines[i];
	return NULL;
}

const struct machine *machine_called(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (strcmp(machines[i].other_name, name) == 0)
			return &machines[i];
	return machine_find(name);
}

const struct machine *machine_choose(const char *name, const char *where, struct err *err)
{
	const struct machine *m = machine_called(name);
	AUTOSTRV struct strv known = STRV_INIT;
	AUTOFREE char *all = NULL;

	if (m)
		return m;
	machine_names(&known);
	all = strv_join(&known, ", ");
	err_set(err, ERR_USAGE, "unknown architecture '%s'%s", name, where);
	err_hint(err, "the choices are %s", all);
	return NULL;
}

const struct machine *machine_of_elf(unsigned char elf_class, uint16_t elf_machine)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (machines[i].elf_class == elf_class && machines[i].elf_machine == elf_machine)
			return &machines[i];
	return NULL;
}

const struct machine *machine_own(void)
{
#if defined(__x86_64__) && defined(__LP64__)
	return machine_find("x86_64");
#elif defined(__aarch64__) && defined(__LP64__)
	return machine_find("aarch64");
#elif defined(__riscv) && defined(__LP64__)
	return machine_find("riscv64");
#else
	return NULL;
#endif
}

void machine_names(struct strv *names)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		strv_add(names, machines[i].arch);
}

const char *machine_choices(void)
{
	static char all[128];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s%s",
				      i == 0                         ? ""
				      : i + 1 == ARRAY_LEN(machines) ? " or "
								     : ", ",
				      machines[i].arch);
	assert(n < sizeof(all));
	return all;
}

void machine_recipe_names(struct strv *names)
{
	static const char *const others[] = { "ppc64le", "s390x", "i686", "armv7" };

	machine_names(names);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		strv_add(names, others[i]);
}

const char *machine_triple(const struct machine *m, const char *libc)
{
	return strcmp(libc, "musl") == 0 ? m->musl_triple : m->gnu_triple;
}

static int level_rank(const struct machine *m, const char *level)
{
	for (int i = 0; m->levels[i]; i++)
		if (strcmp(m->levels[i], level) == 0)
			return i;
	return -1;
}

const struct machine *machine_of_level(const char *level)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (level_rank(&machines[i], level) >= 0)
			return &machines[i];
	return NULL;
}

const struct machine *machine_of_level_prefix(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (strncmp(word, machines[i].level_prefix, strlen(machines[i].level_prefix)) == 0)
			return &machines[i];
	return NULL;
}

bool machine_level_covers(const char *have, const char *need)
{
	const struct machine *m = machine_of_level(need);

	return m && level_rank(m, have) >= level_rank(m, need);
}

const char *machine_go_level(const struct machine *m, const char *level)
{
	int rank = level ? level_rank(m, level) : 0;

	return m->go_levels[rank < 0 ? 0 : rank];
}

const struct machine_relocation *machine_relocation(const struct machine *m, uint32_t type)
{
	const struct machine_relocation *r = m->relocations;

	while (type < r->first || type > r->last)
		r++;
	return r;
}

const char *machine_here(void)
{
	static struct utsname host;

	if (!host.machine[0] && uname(&host) < 0)
		return "unknown";
	return host.machine;
}
