# The index can always be made again from the manifests.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot find header tiny.h
cp out before
rm -f store/index.sqlite*
expect 0 sysroot fsck --rebuild-index
expect 0 sysroot find header tiny.h
cmp out before || fail "another answer after the rebuild"
echo garbage >store/index.sqlite
expect 3 sysroot find header tiny.h
says err "fsck --rebuild-index"
expect 0 sysroot fsck --rebuild-index
expect 0 sysroot find header tiny.h
cmp out before || fail "another answer after the second rebuild"
