# A distribution has replaced a package: the last line that fetch prints is the command that re-pins it.
. "$SYSROOT_SOURCE/tests/lib.sh"
# shellcheck source=tests/cli/relock/archive.inc
. "$SYSROOT_SOURCE/tests/cli/relock/archive.inc"
tiny_from_archive
publish 1.6-1 "int newer;"
expect 1 sysroot fetch tiny
says err "bookworm now has version 1.6-1"
tail -n 1 err >last
says last "'sysroot relock tiny'"
says last "tiny-libc"
[ "$(grep -c "sysroot relock" err)" -eq 1 ] || fail "it is said more than once: $(cat err)"
# So it does when another recipe could be had in its place.
sed 's/^recipe tiny-libc/recipe other-libc/
	s/input thing_.*/input tiny.h {/
	s/from apt .*/from file tiny.h/
	s/cp thing_\*/cp tiny.h/' $recipe >data/recipes/catalog/libc/other-libc.recipe
sum=$(sha256sum data/recipes/catalog/libc/tiny.h | cut -d' ' -f1)
sed -i "s/sha256 .*/sha256 $sum/; s/size .*/size 10/" data/recipes/catalog/libc/other-libc.recipe
sed -i 's/^part libc tiny-libc/part libc tiny-libc other-libc/' data/sysroots/targets/tiny.target
expect 0 sysroot fetch tiny
says err "trying 'other-libc'"
tail -n 1 err >last
says last "'sysroot relock tiny'"
# What the suite has is older: relock would not take it.
publish 1.4-1 "int older;"
sed -i 's/^part libc tiny-libc other-libc/part libc tiny-libc/' data/sysroots/targets/tiny.target
expect 1 sysroot fetch tiny
says err "bookworm has only version 1.4-1, which is older"
never_says err "sysroot relock"
