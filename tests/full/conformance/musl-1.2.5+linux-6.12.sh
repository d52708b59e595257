# musl 1.2.5 with Linux 6.12's headers: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform musl-1.2.5+linux-6.12 --libc musl-1.2.5 --linux 6.12 --fidelity source
