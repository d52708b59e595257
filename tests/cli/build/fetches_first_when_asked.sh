# build --fetch does what fetch and then build do; where an input cannot be had, nothing is built.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
own_store

expect 1 sysroot build tiny
says err "missing: tiny.h"
expect 0 sysroot build --fetch tiny
says err "tiny.h"
says out "tiny"
[ -f "$SYSROOT_STORE/sysroots/tiny/usr/include/tiny.h" ] || fail "tiny is not built"
# A second one has nothing to do, and says so.
expect 0 sysroot build --fetch tiny
says err "tiny: every input is in the store"

rm -rf "$SYSROOT_STORE"
rm "$SYSROOT_DATA/recipes/catalog/libc/tiny.h"
expect 1 sysroot build --fetch tiny
says err "cannot fetch 'tiny.h'"
[ -z "$(ls "$SYSROOT_STORE/sysroots")" ] || fail "something was built"
expect 2 sysroot build --fetch --all
says err "'build --all' does not take the argument '--fetch'"
