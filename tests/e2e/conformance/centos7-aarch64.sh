# centos7 for aarch64, out of crosstool-NG's toolchain: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform centos7 --libc glibc-2.17 --linux 4.10 --arch aarch64 --recipe glibc-2.17-crosstool-aarch64 --with rpc
