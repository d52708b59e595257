# What a person carried over is known by its digest.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
mv data/recipes/catalog/libc/tiny.h "a carried file"
expect 0 sysroot add "a carried file"
says err "tiny.h"
expect 0 sysroot build tiny
