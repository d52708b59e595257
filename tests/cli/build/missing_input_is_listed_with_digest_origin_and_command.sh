# Without its inputs a build says which files are missing and how to get them.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 1 sysroot build tiny
says err "tiny.h"
says err "$(sha256sum data/recipes/catalog/libc/tiny.h | cut -d' ' -f1)"
says err "from file tiny.h"
says err "sysroot fetch tiny"
says err "sysroot add"
