# The same with Go 1.23 of bookworm-backports.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
bring_go_1_23
go_here
GOROOT=${go_1_23%/bin/go}
export GOROOT
build_all "$go_1_23"
