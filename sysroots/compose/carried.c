/* What every sysroot carries besides its parts: the wrapper and the specs. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/compose/carried.h"

#include <string.h>

/*
 * Bytes of a file, as build time found them, between two symbols: one object to
 * the linker, which the compiler cannot see.
 */
#define CARRY(name, file)                                                                          \
	__asm__(".section .rodata\n"                                                               \
		".balign 16\n"                                                                     \
		".type " #name "_begin, %object\n" #name "_begin:\n"                               \
		".incbin \"" file "\"\n"                                                           \
		".type " #name "_end, %object\n" #name "_end:\n"                                   \
		".byte 0\n"                                                                        \
		".previous\n");                                                                    \
	extern const char name##_begin[], name##_end[]

CARRY(carried_wrapper_file, WRAPPER_FILE);
CARRY(carried_glibc_file, "sysroots/wrapper/glibc.specs");
CARRY(carried_musl_file, "sysroots/wrapper/musl.specs");

const void *carried_wrapper(size_t *size)
{
	/* cppcheck-suppress comparePointers */
	*size = (size_t)(carried_wrapper_file_end - carried_wrapper_file_begin);
	return carried_wrapper_file_begin;
}

const char *carried_specs(const char *libc, size_t *size)
{
	if (strcmp(libc, "glibc") == 0) {
		/* cppcheck-suppress comparePointers */
		*size = (size_t)(carried_glibc_file_end - carried_glibc_file_begin);
		return carried_glibc_file_begin;
	}
	if (strcmp(libc, "musl") == 0) {
		/* cppcheck-suppress comparePointers */
		*size = (size_t)(carried_musl_file_end - carried_musl_file_begin);
		return carried_musl_file_begin;
	}
	return NULL;
}
