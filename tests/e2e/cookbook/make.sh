#!/bin/sh
# The cookbook's 'Make' builds by CC and LDFLAGS, and by a makefile that brings its environment.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'Make'
follow run.sh
static_one ./hello hello
static_one ./hello-own hello

grep -q "static/bin/x86_64-linux-musl-gcc" environment-musl.mk || fail "environment-musl.mk: $(cat environment-musl.mk)"
# without the sysroot nothing is built for the host instead, and the next try is not spoilt
rm -f environment-musl.mk hello-own
if SYSROOT_STORE=$PWD/none make -f own.mk hello-own >log 2>&1; then
	fail "make went on without a sysroot: $(cat log)"
fi
[ ! -e hello-own ] && [ ! -e environment-musl.mk ] || fail "something was left: $(ls)"
make -f own.mk hello-own >log 2>&1 || fail "the next try fails: $(cat log)"
