#!/bin/sh
# Who makes a kit waits for the one that makes or imports one of the same series; what a killed
# one left beside the kit goes.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
find store/locks -type f | sort >before
mkdir -p out.d/.sysroot-export-1-0
expect 0 sysroot kit create -t tiny --with inputs -o out.d/a.kit
[ "$(ls -A out.d)" = a.kit ] || fail "something is left: $(ls -A out.d)"
lock=$(find store/locks -type f | sort | comm -13 before -)
[ -f "$lock" ] || fail "not one lock was made: $lock"
# While another one holds it, it waits; killed, it has written nothing.
flock "$lock" sh -c 'touch held; until [ -e let-go ]; do sleep 0.1; done' &
await test -e held
"$SYSROOT_BIN" kit create -t tiny --with inputs -o b.kit >out 2>err &
kit=$!
await grep -q "waiting for another command that makes or imports kits of the series 'kit'" err
kill -TERM $kit
wait $kit && fail "it did not wait"
[ ! -e b.kit ] || fail "it wrote a kit"
# One of another series does not wait for it.
expect 0 sysroot kit create -t tiny --with inputs --name another -o b.kit
touch let-go
wait
