/* Private to normalising: text files that name the folders of a library. */
/* SPDX-License-Identifier: MIT */
#ifndef UNPACK_NORMALISE_TEXT_H
#define UNPACK_NORMALISE_TEXT_H

#include <sys/types.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/*
 * Rewrite dirfd/path in place if it names folders that the layout does not have.
 *
 * A linker script (NAME.so or NAME.a that is text with GROUP or INPUT): words
 * that are absolute paths become their last component, which ld looks for in its
 * library path. A pkg-config file (NAME.pc): lib64 and the multiarch folders
 * become lib and include. All other files keep their bytes.
 *
 * size: of the file. triple: of the target, for the multiarch folders.
 * Source: ld's manual, "Linker Scripts"; pkg-config's, "METADATA FILE SYNTAX".
 */
int normalise_text(int dirfd, const char *path, off_t size, const char *triple,
		   struct err *err) MUST_CHECK;

#endif
