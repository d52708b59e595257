# eval $(sysroot env TARGET --arch riscv64); go build: a program with C inside, with nothing but that line.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_cross.sh"
cross riscv64 go_cross_builds_by_one_line
