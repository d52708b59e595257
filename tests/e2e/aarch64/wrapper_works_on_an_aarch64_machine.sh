# The wrapper, compiled for aarch64, on a machine that says it is one (under qemu).
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_cross.sh"
cross aarch64 wrapper_works_on_such_a_machine
