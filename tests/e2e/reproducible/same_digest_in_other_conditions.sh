# From source, from a toolchain, from packages.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_reproducible.sh"
sysroot -q fetch debian12
sysroot -q build debian12 >/dev/null
same_in_other_conditions "" musl centos7 debian12
