# The demo's programs with Debian's own Go: static for musl and centos7, dynamic for
# centos7 under the true 2.17 loader; nothing newer than the baseline in them.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
go_here
build_all go
