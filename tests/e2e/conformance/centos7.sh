# centos7: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform centos7 --libc glibc-2.17 --linux 3.10 --with rpc
