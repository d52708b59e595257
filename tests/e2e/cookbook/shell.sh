#!/bin/sh
# The cookbook's 'Shell' compiles a static program, and fails where there is no sysroot.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'Shell'
follow run.sh
static_one ./hello hello
own_store
! sh -eu run.sh >log 2>&1 || fail "it goes on without a sysroot"
