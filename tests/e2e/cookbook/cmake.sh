#!/bin/sh
# The cookbook's 'CMake' builds with the sysroot's zlib.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'CMake'
follow run.sh
static_one build/version '1\.[0-9.]*'
grep -q "^ZLIB_LIBRARY.*/usr/lib/libz.a" build/CMakeCache.txt || fail "another zlib: $(grep -i zlib build/CMakeCache.txt)"
