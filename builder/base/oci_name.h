/* Names in registries: hosts, repositories, tags. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_OCI_NAME_H
#define BASE_OCI_NAME_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Source of all: the grammar of github.com/distribution/reference, which docker,
 * skopeo and the OCI distribution specification share.
 */

enum { OCI_TAG_MAX = 128, OCI_REPOSITORY_MAX = 255, OCI_HOST_MAX = 255 };

/* Bytes of a host's name without its port; an IPv6 address has brackets. */
size_t oci_host_name_length(const char *host);

/* HOST or HOST:PORT; what has neither a dot nor a port is a host only as "localhost". */
bool oci_host_ok(const char *host);

/* Components of [a-z0-9] with ".", "_", "__" or dashes between, and slashes between those. */
bool oci_repository_ok(const char *repository);

/* [A-Za-z0-9_][A-Za-z0-9_.-]{0,127} */
#define OCI_TAG_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
bool oci_tag_ok(const char *tag);

#endif
