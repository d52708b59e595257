#!/bin/sh
# The cookbook's 'Go' builds a static program with C inside.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'Go'
go_modules
follow run.sh
static_one ./root 1.414
