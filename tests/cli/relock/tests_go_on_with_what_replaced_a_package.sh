# What the test scripts do when a distribution replaced a package: recipes of their own are re-pinned,
# which is told, and the source tree's stay as they are. Without an archive they fail.
. "$SYSROOT_SOURCE/tests/lib.sh"
# shellcheck source=tests/cli/relock/archive.inc
. "$SYSROOT_SOURCE/tests/cli/relock/archive.inc"
tiny_from_archive
# A source tree of a tiny world, with the program in it.
mkdir data/.build
cp "$SYSROOT_BIN" data/.build/sysroot
SYSROOT_BIN=$PWD/data/.build/sysroot
SYSROOT_REPINNED=$PWD/repinned
unset SYSROOT_DATA
script() {
	SYSROOT_SOURCE=$PWD/data
	want tiny
	cat "$root/usr/include/tiny.h"
}
(script) >out || fail "$(cat out)"
[ "$(cat out)" = "int old;" ] || fail "$(cat out)"
[ ! -e repinned ] || fail "nothing was replaced, and it was re-pinned"

publish 1.6-1 "int newer;"
SYSROOT_STORE=$PWD/elsewhere
fingerprint data >before
(script) >out || fail "$(cat out)"
says out "int newer;"
says repinned/said "re-pinned for the tests"
says repinned/said "tiny-libc.recipe"
fingerprint data >after
cmp before after || fail "the source tree was changed"
# A script that comes later takes the same ones, and nothing is re-pinned twice.
rm repinned/said
(
	use_repinned
	script
) >out || fail "$(cat out)"
[ "$(cat out)" = "int newer;" ] || fail "$(cat out)"

# Neither the old nor a new one can be had.
rm -r archive repinned
SYSROOT_STORE=$PWD/third
if (script) >out 2>&1; then fail "it passed without its input: $(cat out)"; fi
says out "cannot fetch 'tiny'"
[ ! -e repinned/said ] || fail "$(cat repinned/said)"
