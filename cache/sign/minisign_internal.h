/* What the files of minisign share: lines and base64. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_SIGN_MINISIGN_INTERNAL_H
#define CACHE_SIGN_MINISIGN_INTERNAL_H

#include <stdbool.h>

#include "cache/sign/minisign.h"

/* A line of a file: its text, without the \n. */
struct minisign_line {
	const char *text;
	size_t len;
};

/* Cut a file into exactly count lines. ERR_SYNTAX. */
int minisign_lines(const char *text, size_t len, const char *file, struct minisign_line *lines,
		   size_t count, struct err *err) MUST_CHECK;

/*
 * The text of a line that begins with the prefix; NULL when it does not, or holds
 * control bytes other than tabs.
 */
const char *minisign_comment(const struct minisign_line *line, const char *prefix, size_t *len);

/* ERR_SYNTAX "FILE: problem" with a hint. Returns -1. */
int minisign_bad(const char *file, const char *problem, struct err *err);

/* Before the first use of EVP: libcrypto shall not read the host's openssl.cnf. */
void minisign_start(void);

#define MINISIGN_UNTRUSTED "untrusted comment: "
#define MINISIGN_TRUSTED "trusted comment: "

#endif
