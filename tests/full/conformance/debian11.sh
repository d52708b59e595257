# debian11: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform debian11 --libc glibc-2.31 --linux 5.10 --fidelity distro --with rpc
