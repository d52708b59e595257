/* Architectures: all that is known of each, a row for each. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_MACHINE_H
#define RECIPES_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/err.h"
#include "builder/base/strv.h"

/* Numberings of the kernel's system calls: the columns of builder/sandbox/sandbox_seccomp.c. */
enum machine_calls {
	MACHINE_CALLS_X86_64,
	MACHINE_CALLS_I386,
	MACHINE_CALLS_GENERIC, /* include/uapi/asm-generic/unistd.h with 64 bits */
	MACHINE_CALLS_ARM,
	MACHINE_CALLS, /* how many there are */
};

/* One way of calling the kernel that a processor offers to its programs. */
struct machine_convention {
	uint32_t audit; /* AUDIT_ARCH_X86_64: as seccomp says it */
	enum machine_calls calls;
	uint32_t other_bit; /* set in the number of a call that is of another one (x32), or 0 */
};

/* Bytes that relocations first..last may change: so many before their place, so many from there. */
struct machine_relocation {
	uint32_t first, last;
	uint32_t before, from;
};

struct machine {
	const char *arch; /* x86_64: as uname(2), GNU triples and recipes say it */
	const char *other_name; /* amd64: as Debian, Go and Docker say it; users may too */
	const char *gnu_triple, *musl_triple;
	const char *debian_triple; /* as the names of Debian's cross tools end in */
	const char *variant; /* of the platform in an image (OCI), or NULL */

	unsigned char elf_class; /* ELFCLASS64 */
	uint16_t elf_machine; /* EM_X86_64 */
	/* The last is for all that is not in one before it. */
	const struct machine_relocation *relocations;

	const char *glibc_loader; /* path that a dynamic program names; of the ABI */
	const char *musl_loader;
	const char *link_options; /* one that gcc of this architecture gives ld itself, or "" */
	const char *link_libraries; /* what its specs link beside the C library, each behind a
				       blank, or "" */

	/* The first releases with it; or NULL: any that there are targets of. */
	const char *glibc_since, *musl_since, *linux_since;

	const char *const *levels; /* CPU levels in -march's words, the lowest first; each runs
				      what is made for those before it; ends in NULL */
	const char *level_prefix; /* what only a level of this machine begins with */
	const char *go_variable; /* GOAMD64: Go's variable for the level */
	const char *const *go_levels; /* the level in Go's words, in the order of levels */

	/* Those of one processor; audit 0 behind the last. */
	const struct machine_convention *conventions;
};

/* The machine of an architecture that targets can have, or NULL. */
const struct machine *machine_find(const char *arch);

/* The same by either of its names, for what users type. */
const struct machine *machine_called(const char *name);

/* The same, or NULL and ERR_USAGE. where: what follows the name in the message (" in X"), or "". */
const struct machine *machine_choose(const char *name, const char *where, struct err *err);

/* The machine whose code an ELF file holds, by e_ident[EI_CLASS] and e_machine; or NULL. */
const struct machine *machine_of_elf(unsigned char elf_class, uint16_t elf_machine);

/* The machine that this program was compiled for; NULL when targets cannot have it. */
const struct machine *machine_own(void);

/* Names of all of them. */
void machine_names(struct strv *names);

/* The same as a sentence lists them: "x86_64, aarch64 or riscv64". Static. */
const char *machine_choices(void);

/* Names that a recipe's 'arch' may say: those of all of them, and of some without targets. */
void machine_recipe_names(struct strv *names);

/* The GNU triple of a machine with that C library ("musl"; else glibc's). */
const char *machine_triple(const struct machine *m, const char *libc);

/* The machine that has a CPU level ("x86-64-v2"), or NULL when there is no such level. */
const struct machine *machine_of_level(const char *level);

/* The machine whose levels begin as this word does ("x86-64-v9"), or NULL. */
const struct machine *machine_of_level_prefix(const char *word);

/* Does a CPU of level `have` run what needs `need`? Both are levels of one machine. */
bool machine_level_covers(const char *have, const char *need);

/* A level in Go's words; the lowest's when there is no such level, or level is NULL. */
const char *machine_go_level(const struct machine *m, const char *level);

/* What a relocation of a type may change. */
const struct machine_relocation *machine_relocation(const struct machine *m, uint32_t type);

/* The architecture that this program runs on, as uname(2) says it. Static. */
const char *machine_here(void);

#endif
