/* _dl_find_object for musl and glibc before 2.35: where the unwind tables of a code address are.
 *
 * libgcc_eh.a of gcc 12 and later calls it without asking whether it is there. Older libgcc
 * walked dl_iterate_phdr() for every frame, and so does this.
 */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 35)
#define LIBC_HAS_IT
#endif
#endif

#ifndef LIBC_HAS_IT

/* The layout is ABI; members and meaning as in the GNU C Library's manual, "Dynamic Linker
 * Introspection". More reserved words follow in the caller's; they are left alone. */
struct dl_find_object {
	unsigned long long dlfo_flags; /* none is defined */
	void *dlfo_map_start; /* first byte of the object's mapping */
	void *dlfo_map_end; /* one past its last byte */
	struct link_map *dlfo_link_map; /* not known here; libgcc does not read it */
	void *dlfo_eh_frame; /* its PT_GNU_EH_FRAME segment */
	void *dlfo_eh_dbase; /* base of relative data, or reserved: NULL serves both */
};

/* Hidden: a program must not give this to libraries that the target's own libc may serve. */
int _dl_find_object(void *address, struct dl_find_object *result)
	__attribute__((visibility("hidden")));

struct search {
	uintptr_t address;
	struct dl_find_object *result;
};

/* Returns 1, which ends the walk, at the object that holds the address. */
static int look_into(struct dl_phdr_info *info, size_t size, void *data)
{
	struct search *search = data;
	uintptr_t start = UINTPTR_MAX;
	uintptr_t end = 0;
	uintptr_t tables = 0;
	int holds = 0;

	(void)size;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uintptr_t first = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_GNU_EH_FRAME) {
			tables = first;
		} else if (segment->p_type == PT_LOAD) {
			if (search->address - first < segment->p_memsz)
				holds = 1;
			if (first < start)
				start = first;
			if (first + segment->p_memsz > end)
				end = first + segment->p_memsz;
		}
	}
	if (!holds)
		return 0;
	if (!tables)
		return -1; /* nobody else holds this address either */
	search->result->dlfo_flags = 0;
	search->result->dlfo_map_start = (void *)start;
	search->result->dlfo_map_end = (void *)end;
	search->result->dlfo_link_map = NULL;
	search->result->dlfo_eh_frame = (void *)tables;
	search->result->dlfo_eh_dbase = NULL;
	return 1;
}

int _dl_find_object(void *address, struct dl_find_object *result)
{
	struct search search = { .address = (uintptr_t)address, .result = result };

	return dl_iterate_phdr(look_into, &search) == 1 ? 0 : -1;
}

#endif
