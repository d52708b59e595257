/* Versions of Debian's packages: which is newer, and what a file's name says. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_DEBIAN_VERSION_H
#define FETCH_DEBIAN_VERSION_H

#include "builder/base/alloc.h"
#include "builder/base/strv.h"

/*
 * Order of two versions, [EPOCH:]UPSTREAM[-REVISION]: <0, 0, >0.
 * Source: deb-version(7), "Sorting algorithm".
 */
int debian_version_compare(const char *a, const char *b);

/* The upstream part of a version: 2.36 of 1:2.36-9+deb12u13. The caller frees. */
char *debian_version_upstream(const char *version);

/* The version as file names have it: without the epoch. Borrowed. */
const char *debian_version_without_epoch(const char *version);

/*
 * The version in a package's file name, PACKAGE_VERSION_ARCH.deb, or in that of
 * a file of a source package, PACKAGE_VERSION.orig.tar.xz. The caller frees;
 * NULL when the name is no such name of the package.
 */
char *debian_file_version(const char *name, const char *package);

/*
 * Which file of a source package a name is, less its version and compression:
 * ".orig.tar", ".orig-docs.tar", ".debian.tar", ".dsc". The caller frees; NULL as
 * above.
 */
char *debian_file_role(const char *name, const char *package);

#endif
