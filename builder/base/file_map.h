/* A whole file in memory, to be read: the one place that maps files. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_FILE_MAP_H
#define BASE_FILE_MAP_H

#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

struct file_map {
	const void *data; /* NULL: nothing is mapped, as of an empty file */
	size_t size; /* in bytes */
};

/*
 * Map the regular file that fd is open for; fd may be closed afterwards. `name` is for messages.
 * A file that another process cuts short meanwhile ends this one with SIGBUS: map only what the
 * store holds, or what nobody writes to.
 * Errors: ERR_FAILED if it is not a regular file; ERR_SYSTEM.
 */
int file_map_open(int fd, const char *name, struct file_map *m, struct err *err) MUST_CHECK;

/* Also of one that was not opened, zeroed; *m is zeroed afterwards. */
void file_map_close(struct file_map *m);
#define AUTOFILEMAP __attribute__((cleanup(file_map_close)))

#endif
