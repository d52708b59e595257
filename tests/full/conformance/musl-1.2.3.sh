# musl-1.2.3: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform musl-1.2.3 --libc musl-1.2.3 --linux 6.1 --fidelity source
