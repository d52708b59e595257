# glibc 2.31 from source with Linux 6.12's headers: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform glibc-2.31+linux-6.12 --libc glibc-2.31 --linux 6.12 --fidelity source --without libgcc_s --with rpc
