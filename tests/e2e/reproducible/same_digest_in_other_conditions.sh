# From source, and from a toolchain; test-full does more.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_reproducible.sh"
made_twice "" musl centos7
