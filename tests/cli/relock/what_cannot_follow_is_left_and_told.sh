# A package that is gone, older, or of another release than the recipe: kept as it is, and told.
. "$SYSROOT_SOURCE/tests/lib.sh"
# shellcheck source=tests/cli/relock/archive.inc
. "$SYSROOT_SOURCE/tests/cli/relock/archive.inc"
tiny_from_archive
cp $recipe before
publish 1.4-9 "int older;"
expect 0 sysroot relock tiny
says out "kept"
says err "bookworm has only 1.4-9, which is older"
# The recipe's own name says which release it is.
mv $recipe data/recipes/catalog/libc/tiny-1.5.recipe
sed -i 's/^recipe tiny-libc/recipe tiny-1.5/' data/recipes/catalog/libc/tiny-1.5.recipe
sed -i 's/part libc tiny-libc/part libc tiny-1.5/' data/sysroots/targets/tiny.target
publish 1.6-1 "int newer;"
expect 1 sysroot relock tiny
says out "does not fit"
says err "cannot re-pin recipe 'tiny-1.5'"
says err "named after 1.5, but 1.6 is current now"
publish 1.5.1-1 "int patched;"
expect 0 sysroot relock tiny
says data/recipes/catalog/libc/tiny-1.5.recipe "version 1.5.1-1"
publish 1.5.2-1 "int patched2;"
sed -i 's/thing:amd64/nothing:amd64/' data/recipes/catalog/libc/tiny-1.5.recipe
expect 1 sysroot relock tiny
says out "gone"
says err "bookworm no longer has this package"
rm -rf archive/dists
rm -rf store/tmp/apt
expect 1 sysroot relock tiny
says out "not known"
says err "apt: "
expect 1 sysroot relock --json tiny
says out '"state": "not-asked"'
