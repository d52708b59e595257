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
printf X | dd of="$object" bs=1 count=1 conv=notrunc 2>/dev/null
expect 3 sysroot fsck
says err "--repair"
expect 3 sysroot fsck --repair
expect 0 sysroot build tiny
cmp out first || fail "made otherwise"
expect 0 sysroot fsck
