# musl for riscv64: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform musl --libc musl-1.2.5 --linux 6.1 --arch riscv64 --fidelity source
