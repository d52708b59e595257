# A compile or link for riscv64 finds nothing of this machine's.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_cross.sh"
cross riscv64 opens_nothing_of_the_host
