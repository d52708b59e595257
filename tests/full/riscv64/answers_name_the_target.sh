# What build systems ask the compiler is answered for riscv64, and tools are the cross tools.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_cross.sh"
cross riscv64 answers_name_the_target
