# eval $(sysroot env TARGET --arch aarch64); go build: a program with C inside, with nothing but that line.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_cross.sh"
cross aarch64 go_cross_builds_by_one_line
