/* glibc's SYS_* names in step with the system calls of the kernel headers. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_SYSCALL_NAMES_H
#define SYSROOTS_SYSCALL_NAMES_H

#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "cache/store/manifest.h"
#include "cache/store/store.h"

/*
 * What bits/syscall.h, which lists SYS_x for each __NR_x of the headers that glibc was built with,
 * needs behind its own lines to follow other kernel headers: a SYS_x, where none is defined, for
 * each call that they have and it does not name; and none for a call that they do not have and
 * that it names without asking, as glibc before 2.30 does. Nothing when they agree. No name that
 * can be used is ever lost.
 *
 * listed: the text of bits/syscall.h. headers: the texts of the kernel headers that define __NR_x
 * for the target; others: of those that do it for other machines, whose names glibc may list too.
 * Appends to out.
 */
void syscall_names_follow(const char *listed, const struct strv *headers, const struct strv *others,
			  struct buf *out);

/*
 * Do that to the files of a tree of glibc, whose objects are in the store:
 * usr/include/bits/syscall.h gets another content, a new object, when the headers in
 * usr/include/asm and asm-generic ask for it. A tree without any of them stays as it is. m: sorted.
 * Errors: of the store; ERR_FAILED for a header of more than a megabyte.
 */
int syscall_names_compose(struct store *s, struct manifest *m, struct err *err) MUST_CHECK;

#endif
