# What the end-to-end test of this kind leaves out: more packages, and another architecture.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_reproducible.sh"
made_twice "" musl-aarch64+sqlite+zlib debian11 debian12 debian13-aarch64
