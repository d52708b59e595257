#!/bin/sh
# The cookbook's 'Make' builds by CC and LDFLAGS, and by a makefile that brings its environment.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'Make'
follow run.sh
static_one ./hello hello
static_one ./hello-own hello

grep -q "bin/x86_64-linux-musl-gcc" environment.mk || fail "environment.mk: $(cat environment.mk)"
