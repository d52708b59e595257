# musl 1.2.3 with Linux 5.10's headers: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform musl-1.2.3+linux-5.10 --libc musl-1.2.3 --linux 5.10 --fidelity source
