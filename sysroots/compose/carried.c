/* What every sysroot carries besides its parts: the wrapper and the specs. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/compose/carried.h"

#include <string.h>

#include "builder/base/carry.h"

CARRY(carried_wrapper_file, WRAPPER_FILE);
CARRY(carried_glibc_file, "sysroots/wrapper/glibc.specs");
CARRY(carried_musl_file, "sysroots/wrapper/musl.specs");

const void *carried_wrapper(size_t *size)
{
	/* cppcheck-suppress comparePointers */
	*size = CARRY_SIZE(carried_wrapper_file);
	return carried_wrapper_file_begin;
}

const char *carried_specs(const char *libc, size_t *size)
{
	if (strcmp(libc, "glibc") == 0) {
		/* cppcheck-suppress comparePointers */
		*size = CARRY_SIZE(carried_glibc_file);
		return carried_glibc_file_begin;
	}
	if (strcmp(libc, "musl") == 0) {
		/* cppcheck-suppress comparePointers */
		*size = CARRY_SIZE(carried_musl_file);
		return carried_musl_file_begin;
	}
	return NULL;
}
