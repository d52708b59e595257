/* Private to sandbox: the system calls that no build step needs, as a seccomp filter. */
/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_SECCOMP_H
#define SANDBOX_SECCOMP_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

enum { SANDBOX_SECCOMP_MOST = 1024 }; /* instructions that a filter may have */

/*
 * Write the filter into code and return how many instructions it has; 0 on a
 * processor that it does not know. namespaces: has the step a network, files and
 * processes of its own? Then it may make sockets of a network and of files, and
 * use what System V and POSIX have for messages between processes. Else no sockets,
 * but for pairs whose ends can reach nothing but each other, and none of the rest;
 * nor may it mark a file set-id, change its extended attributes, or limit another
 * process by its number, as this would work with what is the user's outside.
 *
 * What is refused gets EPERM, as from a kernel that asks for a privilege; what
 * is answered as if the kernel did not have it: sockets EAFNOSUPPORT, clone3
 * (whose flags a filter cannot see), io_uring (which could do the other calls past
 * this filter), what is between processes and openat2 (whose mode it cannot see)
 * ENOSYS, extended attributes EOPNOTSUPP. Programs know how to take these.
 */
size_t sandbox_seccomp_make(bool namespaces, struct sock_filter code[SANDBOX_SECCOMP_MOST]);

#endif
