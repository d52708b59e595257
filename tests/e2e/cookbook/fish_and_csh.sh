#!/bin/sh
# The cookbook's 'fish and csh' compiles a static program in each, and fails where there is no
# sysroot.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'fish and csh'
follow run.sh
static_one ./hello-fish hello
static_one ./hello-csh hello
rm hello-fish hello-csh
own_store
! fish hello.fish >log 2>&1 || fail "fish goes on without a sysroot"
! tcsh -f hello.csh >log 2>&1 || fail "csh goes on without a sysroot"
[ ! -e hello-fish ] && [ ! -e hello-csh ] || fail "something was compiled without a sysroot"
