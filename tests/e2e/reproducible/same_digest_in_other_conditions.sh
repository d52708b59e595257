# From source, from a toolchain, from packages.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_reproducible.sh"
made_twice "" musl centos7 debian12
