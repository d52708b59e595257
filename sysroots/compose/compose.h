/* Composing: the artifacts of one target become one tree that can be used. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_COMPOSE_H
#define SYSROOTS_COMPOSE_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/buf.h"
#include "cache/store/store.h"
#include "recipes/machine.h"
#include "sysroots/targets/target.h"

/* The number of these rules; raise it when the same parts come out differently. */
#define COMPOSE_VERSION 4

/* One part that goes in. All strings are borrowed. */
struct compose_part {
	const char *part, *recipe, *version, *key, *fidelity, *license;
	const char *why; /* why this recipe was taken, for the record */
};

/*
 * Put together what a sysroot of these parts contains: their files, the links
 * lib, lib64 and usr/lib64, bin/ and static/bin/ with the wrapper under all its
 * names, libexec/gcc.specs, the files of ENVFILES_NAMES and .sysroot/target;
 * glibc's bits/syscall.h follows the kernel headers. Reads the artifacts from the
 * store and puts the few new files in as objects; lays nothing out: store_put_tree() or
 * store_checkout() do that with the result.
 *
 * t: the zeroed record to fill (name, digest, facts, parts, manifest); release
 * it with tree_record_release(). request_key is copied into it.
 * Errors: ERR_FAILED when two parts have different files at one path (both are
 * named), ERR_MISSING when an artifact is not there.
 */
int compose_tree(struct store *s, const struct target *target, const struct compose_part *parts,
		 size_t count, const char *request_key, struct tree_record *t,
		 struct err *err) MUST_CHECK;

/*
 * Hash of what compose_tree() adds by itself for an architecture (wrapper, specs, rules): part
 * of every key that depends on a sysroot. Of all rows of struct machine it depends on that
 * one's alone, so that no key changes where an architecture comes to the others.
 * arch: one that machine_find() knows.
 */
void compose_identity(const char *arch, char hex[SHA256_HEX]);

/* What of it is text: all but the wrapper. */
void compose_identity_text(const struct machine *m, struct buf *text);

#endif
