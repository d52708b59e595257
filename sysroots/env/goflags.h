/* GOFLAGS as the go command reads it, in every version from 1.19 on. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_GOFLAGS_H
#define SYSROOTS_GOFLAGS_H

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

/*
 * Split a text as Go does for CC, -ldflags and (from 1.20 or so on) GOFLAGS: at blanks, where a
 * field that starts with ' or " goes to the next such character, whatever follows it. There is
 * no escape. Errors: ERR_FAILED for a quote that is not closed.
 * Source: package cmd/internal/quoted of Go.
 */
int goflags_split(const char *text, struct strv *fields, struct err *err) MUST_CHECK;

/*
 * GOFLAGS for a sysroot, with what the user had there.
 *
 * user: the user's GOFLAGS, or NULL. tags: to add, comma-separated, or "". ldflags: flags for
 * -ldflags, one an item. out: gets the value.
 * The user's flags are kept, but for -trimpath, which is always given, -tags, which become one
 * list with ours, and -ldflags, which come before ours, so that ours win.
 * The value has no blank inside a flag: Go 1.19 splits GOFLAGS at blanks without regard to
 * quotes. -ldflags of several words is spelled -ldflags=all="A""B": its own splitting needs no
 * blank between quoted words, and the pattern "all=" is there because the value may not start
 * with a quote.
 * Errors: ERR_FAILED when the user's GOFLAGS cannot be kept.
 */
int goflags_merge(const char *user, const char *tags, const struct strv *ldflags, struct buf *out,
		  struct err *err) MUST_CHECK;

#endif
