#!/bin/sh
# The cookbook's 'A farm without a network': a signed kit, imported and built with where nothing else is.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'A farm without a network'
. "$SYSROOT_SOURCE/tests/lib_go.sh"
copy_store "$PWD/../connected"
HOME=$PWD/../home
export HOME
mkdir "$HOME"
(
	SYSROOT_STORE=$PWD/../connected
	export SYSROOT_STORE
	follow here
)
mkdir ../farm
cp farm.kit farm.kit.minisig farm.pub hello.c there ../farm/
cd ../farm
SYSROOT_STORE=$PWD/store
export SYSROOT_STORE
follow there
static_one ./hello hello
[ "$(cat store/sysroots/musl/.sysroot/digest)" = "$(cat ../connected/sysroots/musl/.sysroot/digest)" ] ||
	fail "the farm has another sysroot"
# A byte of it is another: it is not taken.
flip_byte farm.kit 5000
! sh -eu there >log 2>&1 || fail "a damaged kit was taken"
