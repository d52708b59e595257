# -v says what else is worth knowing: of each part the recipe, why, and whether it is taken from the
# store; where a log is written; which origins a file is asked from. Without it, and with -q, nothing.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot --help
grep -qE '^  -v +' out || fail "no -v in the help: $(cat out)"

expect 0 sysroot -v fetch tiny
says err "'tiny.h' (10 B) for recipe 'tiny-libc', from file tiny.h"
expect 0 sysroot -v fetch tiny
says err "libc: recipe 'tiny-libc' has its inputs"
expect 0 sysroot -v build tiny
says err "tiny: libc: recipe 'tiny-libc' (the only recipe), to be built"
says err "log of tiny-libc: $PWD/store/logs/tiny-libc-"
key=$(basename "$(ls -d store/logs/tiny-libc-*)" .log)
expect 0 sysroot -v build tiny
says err "tiny: libc: recipe 'tiny-libc' (the only recipe), in the store, key ${key#tiny-libc-}"
says err "tiny: is up to date"
cp out with
expect 0 sysroot build tiny
cmp -s out with || fail "stdout differs: $(cat out)"
never_says err 'key'
# The last of the two counts.
expect 0 sysroot -v -q build tiny
[ ! -s err ] || fail "words with -v -q: $(cat err)"
expect 0 sysroot -q -v build tiny
says err 'in the store, key'
