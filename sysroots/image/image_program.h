/* The program that goes into an image, and the machine that a sysroot's tools run on. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_IMAGE_PROGRAM_H
#define SYSROOTS_IMAGE_PROGRAM_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "cache/store/store.h"
#include "recipes/machine.h"

struct image_program {
	int fd; /* open for reading; -1: there is none */
	const struct machine *machine; /* that it runs on */
	char *interp; /* the loader that it wants; NULL: it is static and wants nothing */
	char *glibc; /* newest version that it wants ("2.36"), or NULL */
};

#define IMAGE_PROGRAM_INIT                                                                         \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/*
 * Open a program and see what it is. path NULL: the running one. *p: release with
 * image_program_release(), also after an error.
 * Errors: ERR_SYSTEM; ERR_FAILED for what is no program of a machine that we know.
 */
int image_program_open(const char *path, struct image_program *p, struct err *err) MUST_CHECK;
void image_program_release(struct image_program *p);

/*
 * The machine that the compiler wrapper in a sysroot was made for: the one that
 * the sysroot can be used on. NULL without a wrapper (or one of a machine that we
 * do not know) and no error.
 */
int image_tools_machine(const struct store *store, const struct manifest *m,
			const struct machine **machine, struct err *err) MUST_CHECK;

#endif
