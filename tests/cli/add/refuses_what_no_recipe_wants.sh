# A foreign file, and one of the right name with the wrong content: exit status 3.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
echo something >other
expect 3 sysroot add other
says err "no recipe needs"
mkdir wrong
printf 'int ti' >wrong/tiny.h
expect 3 sysroot add wrong/tiny.h
says err "is not the file"
says err "$(sha256sum data/recipes/catalog/libc/tiny.h | cut -d' ' -f1)"
expect 1 sysroot add not-there
[ -z "$(find store/inputs -type f)" ] || fail "something entered the store"
