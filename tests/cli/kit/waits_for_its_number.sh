#!/bin/sh
# Who makes a kit waits for the one that makes or imports one of the same series; what a killed
# one left beside the kit goes.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
mkdir -p out.d/.sysroot-export-1-0
expect 0 sysroot kit create -t tiny --with inputs -o out.d/a.kit
[ "$(ls -A out.d)" = a.kit ] || fail "something is left: $(ls -A out.d)"
lock=store/locks/$(printf 'kits kit' | sha256sum | cut -d' ' -f1)
[ -e "$lock" ] || fail "no lock was made"
# Killed while it waits, it has written nothing.
expect 124 flock "$lock" timeout 1 "$SYSROOT_BIN" kit create -t tiny --with inputs -o b.kit
[ ! -e b.kit ] || fail "it did not wait"
expect 0 flock "$lock" timeout 20 "$SYSROOT_BIN" kit create -t tiny --with inputs --name another -o b.kit
