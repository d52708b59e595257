# A compile or link for aarch64 finds nothing of this machine's.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_cross.sh"
cross aarch64 opens_nothing_of_the_host
