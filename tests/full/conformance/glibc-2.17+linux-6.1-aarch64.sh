# glibc 2.17 from upstream's source with Linux 6.1's headers, for aarch64: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
only_with_input glibc-2.17
conform glibc-2.17+linux-6.1 --libc glibc-2.17 --linux 6.1 --arch aarch64 --fidelity source --without libgcc_s --with rpc
