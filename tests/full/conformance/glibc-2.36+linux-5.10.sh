# glibc 2.36 from source with Linux 5.10's headers: the conformance suite in every link mode, under its own loader.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform glibc-2.36+linux-5.10 --libc glibc-2.36 --linux 5.10 --fidelity source --without libgcc_s
