/* How many files a process may have open. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_FILE_LIMIT_H
#define BASE_FILE_LIMIT_H

/*
 * The limit of open files (RLIMIT_NOFILE) of this process and of those that it starts from now on,
 * raised to what the hard limit allows where it is low; never above 1024, since there are programs
 * that go through all numbers below it. Not to be called in a process that becomes the user's own
 * command: the limit may be what that one is to run under.
 */
int file_limit_raise(void);

/* The same without raising it. */
int file_limit(void);

#endif
