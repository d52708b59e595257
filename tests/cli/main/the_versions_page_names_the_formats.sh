#!/bin/sh
# The numbers in docs/versions.md are those that the program writes.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny

# names WORD NUMBER
names() {
	grep -qF "| $1 format $2 |" "$SYSROOT_SOURCE/docs/versions.md" || fail "the page does not name $1 format $2"
}
names JSON "$(sysroot list --json | jq .format)"
names store "$(sed -n 's/^sysroot store //p' store/format)"
names kit "$(sysroot kit have | sed -n 's/^sysroot have //p')"
sysroot --version | grep -Eqx 'sysroot [0-9]+[.][0-9]+[.][0-9]+' || fail "no semantic version: $(sysroot --version)"
