#!/bin/sh
# The cookbook's 'Meson' builds with the sysroot's zlib.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'Meson'
follow run.sh
static_one build/version '1\.[0-9.]*'
