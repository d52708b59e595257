# A file that was cut off never enters the store; whole again, it does.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
cp data/recipes/catalog/libc/tiny.h whole
head -c 4 whole >data/recipes/catalog/libc/tiny.h
expect 3 sysroot fetch tiny
[ -z "$(find store/inputs -type f)" ] || fail "it entered the store"
cp whole data/recipes/catalog/libc/tiny.h
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
