#!/bin/sh
# The cookbook's 'Go where there is no C compiler' builds with C, and without it.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'Go where there is no C compiler'
go_modules
follow run.sh
static_one ./root '1.414 by C'
# There is no such sysroot in this store, and no compiler on this machine.
own_store
mkdir ../nothing
CC=false PATH=$PWD/../nothing:$PATH
export CC
sh -eu run.sh >log 2>words || fail "without a sysroot: $(cat words)"
static_one ./root '1.414 by Go'
