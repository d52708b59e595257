# A recipe that cannot be read is told by file:line:column and what was expected.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
sed -i 's/^version 1$/versoin 1/' data/recipes/catalog/libc/tiny-libc.recipe
expect 1 sysroot build tiny
says err "tiny-libc.recipe:3:1:"
says err "version"
[ ! -d store/artifacts ] || [ -z "$(ls store/artifacts)" ] || fail "an artifact was made"
