/* Passphrases: from the terminal without an echo, or from a file. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_PASSPHRASE_H
#define CLI_PASSPHRASE_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

/*
 * Ask for a passphrase, or read the first line of file, without its LF or CRLF, if that
 * is not NULL ("-": stdin; /dev/fd/3: a descriptor). prompt: without a colon. twice: ask
 * again, as for a new one. *out: free with passphrase_free().
 * Errors: ERR_USAGE when there is neither a terminal nor a file, or the two
 * differ; ERR_FAILED for a line that is too long; ERR_INTERRUPTED.
 */
int passphrase_read(const char *file, const char *prompt, bool twice, char **out,
		    struct err *err) MUST_CHECK;

/* Wipe and free; NULL is nothing. */
void passphrase_free(char *passphrase);

#endif
