/* Calls that older kernels and C libraries lack, each with its way round. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_NEW_CALLS_H
#define BASE_NEW_CALLS_H

#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"

/*
 * rename(2) with a choice, as renameat2(2) has it (Linux 3.15; glibc 2.28, musl 1.2.6): from and
 * to are below dirfd and todirfd. 0, or -1 with errno.
 *
 * NOREPLACE: EEXIST when something stands at `to`. Where the kernel or the filesystem does not
 * know the call, it is looked for first: who makes it between the look and the rename loses it
 * if it is a file or an empty folder.
 * EXCHANGE: swaps both at once, or fails with ENOSYS or EINVAL where that cannot be had.
 */
enum file_rename_how { FILE_RENAME, FILE_RENAME_NOREPLACE, FILE_RENAME_EXCHANGE };
int file_rename(int dirfd, const char *from, int todirfd, const char *to,
		enum file_rename_how how) MUST_CHECK;

/*
 * A descriptor, to read and write and closed by exec, of an empty file that no other process can
 * open by a name: memfd_create(2) (Linux 3.17), or a file in $TMPDIR or /tmp (mode 0600) whose
 * name is removed at once. -1 with errno.
 */
int file_in_memory(void) MUST_CHECK;

/* The same with these bytes, to be read from its start; -1. */
int file_in_memory_of(const void *data, size_t len, struct err *err) MUST_CHECK;

/* Append all of such a file, from its start, to out; ERR_FAILED if it has more than most bytes. */
int file_in_memory_read(int fd, size_t most, struct buf *out, struct err *err) MUST_CHECK;

/*
 * Bytes that nobody can guess: getrandom(2) (Linux 3.17), or /dev/urandom. libcrypto is not asked,
 * since Debian's knows the first way only. 0, or -1 with errno.
 */
int random_bytes(void *bytes, size_t len) MUST_CHECK;

/* The numbers of calls that older kernel headers lack; they are the same on all architectures. */
#define CALL_PIDFD_OPEN 434 /* Linux 5.3 */
#define CALL_CLOSE_RANGE 436 /* Linux 5.9 */

#endif
