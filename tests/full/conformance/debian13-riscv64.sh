# debian13 for riscv64: the conformance suite in every link mode that the linker has, under its own
# loader. GNU ld of Debian 12 cannot make static PIE programs of this libc.a.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
conform debian13 --libc glibc-2.41 --linux 6.12 --arch riscv64 --fidelity distro --since-ld 2.44 static-pie
