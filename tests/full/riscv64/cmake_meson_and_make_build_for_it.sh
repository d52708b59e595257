# CMake, Meson and make build for riscv64 by the files of a sysroot.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_cross.sh"
cross riscv64 cmake_meson_and_make_build_for_it
