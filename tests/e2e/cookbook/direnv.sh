#!/bin/sh
# The cookbook's 'direnv' gives a folder its environment.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'direnv'
XDG_DATA_HOME=$PWD/../data
XDG_CONFIG_HOME=$PWD/../config
export XDG_DATA_HOME XDG_CONFIG_HOME
unset DIRENV_DIFF DIRENV_DIR DIRENV_FILE DIRENV_WATCHES
follow run.sh
[ "$(cat said)" = musl ] || fail "in the folder the target is '$(cat said)'"
