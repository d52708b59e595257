# A sysroot that is here stays when another one is under its tag, newer or older: --older takes it.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
key_make me
trust me
expect 0 sysroot push --sign me.key "$registry/farm/tiny:one" tiny
expect 0 sysroot --store other pull "$registry/farm/tiny:one"
cp out first
expect 0 sysroot --store other pull "$registry/farm/tiny:one"
echo '#define TINY 2' >"$SYSROOT_DATA/recipes/catalog/linux-headers/kernel.h"
expect 0 sysroot build tiny
expect 0 sysroot push --sign me.key "$registry/farm/tiny:one" tiny
fingerprint other/sysroots/tiny/ >before
expect 3 sysroot --store other pull "$registry/farm/tiny:one"
says err "'tiny' is already here"
says err '--older'
fingerprint other/sysroots/tiny/ | cmp -s - before || fail "it was replaced"
expect 0 sysroot --store other pull --older "$registry/farm/tiny:one"
! cmp -s out first || fail "it was not replaced"
expect 0 sysroot --store other fsck
