# glibc 2.31 from source, for another architecture.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_reproducible.sh"
made_twice "--fidelity source" glibc-2.31+linux-6.12-aarch64
