# A distribution replaces a package: fetch says so, relock pins what is there, and all goes on.
. "$SYSROOT_SOURCE/tests/lib.sh"
# shellcheck source=tests/cli/relock/archive.inc
. "$SYSROOT_SOURCE/tests/cli/relock/archive.inc"
tiny_from_archive
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
cp $recipe before
expect 0 sysroot relock tiny
says out "current"
says err "nothing to re-pin"
cmp before $recipe || fail "it was written all the same"
publish 1.6~rc1-2+deb12u1 "int newer;"
old=$(awk '$1 == "sha256" { print $2 }' $recipe)
new=$(sha256sum archive/pool/* | cut -d' ' -f1)
# Another machine, which cannot have the old one any more.
SYSROOT_STORE=$PWD/elsewhere
expect 1 sysroot fetch tiny
says err "bookworm now has version 1.6~rc1-2+deb12u1"
says err "sysroot relock"
expect 0 sysroot relock --dry-run tiny
says out "1.5-1"
says out "1.6~rc1-2+deb12u1"
says out "$(echo "$old" | cut -c1-12)"
says out "$(echo "$new" | cut -c1-12)"
says err "nothing was written"
cmp before $recipe || fail "a dry run wrote"
expect 0 sysroot relock --json --dry-run tiny
says out '"outdated": true'
says out "$old"
says out "$new"
expect 0 sysroot relock tiny
says err "re-pinned: "
diff before $recipe | grep '^[<>]' >changed || :
cat >expected <<END
< version 1.5-1
> version 1.6~rc1-2+deb12u1
< provides libc musl 1.5
< input thing_1.5-1_amd64.deb {
< sha256 $old
< size 8
> provides libc musl 1.6~rc1
> input thing_1.6~rc1-2+deb12u1_amd64.deb {
> sha256 $new
> size 10
END
cmp changed expected || {
	diff changed expected
	fail "other lines were changed"
}
expect 0 sysroot build tiny
[ "$(cat "$SYSROOT_STORE/sysroots/tiny/usr/include/tiny.h")" = "int newer;" ] || fail "the old one was built"
expect 0 sysroot relock --all
says err "nothing to re-pin"
