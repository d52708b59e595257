# The wrapper, compiled for riscv64, on a machine that says it is one (under qemu).
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_cross.sh"
cross riscv64 wrapper_works_on_such_a_machine
