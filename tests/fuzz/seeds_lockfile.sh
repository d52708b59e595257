#!/bin/sh
# Real lock files, unbuilt and built, to begin fuzz_lockfile from: seeds_lockfile.sh FOLDER
# SYSROOT_BIN is the program.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/fuzz/seeds.inc
. "$(dirname "$0")/seeds.inc"
SYSROOT_BIN=${SYSROOT_BIN:?the program}
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store

sysroot -q lock -o "$out/centos7" centos7+sqlite+zlib
sysroot lock --arch aarch64 -o "$out/musl-aarch64" musl
tiny_data "$work/data"
sysroot -q lock -o "$out/tiny" tiny
sysroot -q fetch tiny
sysroot -q build tiny >built
sysroot -q lock -o "$out/tiny-built" tiny
