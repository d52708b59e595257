# A file with another digest never enters the store; exit status 3.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
printf 'int tinz;\n' >data/recipes/catalog/libc/tiny.h
expect 3 sysroot fetch tiny
says err "$(sha256sum data/recipes/catalog/libc/tiny.h | cut -d' ' -f1)"
says err "tiny.h"
[ -z "$(find store/inputs -type f)" ] || fail "it entered the store"
