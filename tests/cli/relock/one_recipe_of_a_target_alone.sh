# With --recipe or --fidelity only those recipes of a target are re-pinned.
. "$SYSROOT_SOURCE/tests/lib.sh"
# shellcheck source=tests/cli/relock/archive.inc
. "$SYSROOT_SOURCE/tests/cli/relock/archive.inc"
tiny_from_archive
other=data/recipes/catalog/libc/other-libc.recipe
sed 's/^recipe tiny-libc/recipe other-libc/; s/^fidelity source/fidelity distro/' $recipe >$other
sed -i 's/^part libc tiny-libc/part libc tiny-libc other-libc/' data/sysroots/targets/tiny.target
cp $recipe before
cp $other other.before
publish 1.6-1 "int newer;"
sed -i 's/^fidelity source/fidelity distro/' data/recipes/catalog/linux-headers/tiny-headers.recipe
expect 0 sysroot relock --fidelity distro tiny
cmp before $recipe || fail "the recipe of the other fidelity was re-pinned too"
says $other "version 1.6-1"
cp other.before $other
expect 0 sysroot relock --recipe tiny-libc tiny
cmp other.before $other || fail "the other recipe was re-pinned too"
says $recipe "version 1.6-1"
expect 2 sysroot relock --recipe tiny-lib tiny
expect 2 sysroot relock --all --fidelity distro
