# A byte that changed on the disk is found, put aside, and made anew.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
cp out first
expect 0 sysroot fsck
object=$(find store/objects -type f -size -20c | head -n 1)
chmod u+w "$object"
flip_byte "$object" 0
expect 3 sysroot fsck
says err "--repair"
expect 3 sysroot fsck --repair
expect 0 sysroot build tiny
cmp out first || fail "made otherwise"
expect 0 sysroot fsck
