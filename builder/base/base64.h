/* Base64 (RFC 4648, section 4), padded: the one place that writes and reads it. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"

/* Append the text of size bytes. */
void base64_add(struct buf *out, const void *data, size_t size);

/*
 * Read the len bytes of text into out, which takes size bytes. false when they are not the one
 * text of so many bytes that base64_add() writes, padding and its unused bits included; what is
 * in out then means nothing.
 */
bool base64_read(const char *text, size_t len, void *out, size_t size) MUST_CHECK;

/* Is text, perhaps "", the base64 of something? */
bool base64_is(const char *text);

#endif
