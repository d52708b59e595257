# glibc 2.36 from source.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_reproducible.sh"
made_twice "--fidelity source" glibc-2.36+linux-6.1
