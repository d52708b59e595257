# 'sysroot version' prints what 'sysroot --version' does.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
expect 0 sysroot --version
cp out option
grep -qE '^sysroot [0-9]+\.[0-9]+' option || fail "no version: $(cat option)"
expect 0 sysroot version
cmp option out || fail "another version: $(cat out)"
[ ! -s err ] || fail "words: $(cat err)"
expect 2 sysroot version tiny
says err "'tiny'"
