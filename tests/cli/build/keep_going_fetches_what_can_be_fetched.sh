# With -k, 'build --fetch' builds the targets whose inputs can be had when those of another cannot.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
libc=data/recipes/catalog/libc
sed 's/recipe tiny-libc/recipe gone-libc/; s/input tiny.h {/input gone.h {/; s/from file tiny.h/from file gone.h/; s/sha256 ..../sha256 0000/' \
	$libc/tiny-libc.recipe >$libc/gone-libc.recipe
sed 's/target tiny/target gone/; /alias/d; s/tiny-libc/gone-libc/' data/sysroots/targets/tiny.target >data/sysroots/targets/gone.target

expect 1 sysroot build --fetch gone tiny
[ ! -e store/sysroots/tiny ] || fail "went on without -k"

expect 2 sysroot build --fetch -k --json gone nonsense tiny
[ -e store/sysroots/tiny ] || fail "'tiny' is not built: $(cat out err)"
jq -r '.targets[] | "\(.target) \(.result)"' out >results
printf '%s\n' 'gone failed' 'nonsense failed' 'tiny made' | cmp -s results - || fail "results: $(cat results)"
[ "$(jq -r '.targets[0].error.kind' out)" = missing ] || fail "no error with the target: $(cat out)"
[ "$(jq -r '.targets[0].missing[0].input' out)" = gone.h ] || fail "missing is not told: $(cat out)"
says err "cannot fetch 'gone.h'"
says err "unknown target 'nonsense'"
