#!/bin/sh
# 'make dist' gives the same bytes from two clones; what it packs builds, lints its rooms and passes
# tests where there is no .git, and makes packages with the date of the commit.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
unset SOURCE_DATE_EPOCH MAKEFLAGS

for clone in one 'the other'; do
	git clone -q --no-hardlinks "$SYSROOT_SOURCE" "$clone" 2>log || fail "git clone: $(cat log)"
	(
		umask 027
		[ "$clone" = one ] || umask 022
		make -s -C "$clone" dist >log 2>&1 || fail "make dist: $(cat log)"
	)
done
archive=$(cd one && ls "$PWD"/.build/packages/*.tar.xz)
cmp "$archive" "the other/.build/packages/$(basename "$archive")" || fail "two clones give two archives"

tar -xf "$archive"
tree=$PWD/$(basename "$archive" .tar.xz)
[ -d "$tree" ] && [ ! -e "$tree/.git" ] || fail "the archive has no folder of its own name, or .git"
git -C one ls-tree -r --name-only HEAD | LC_ALL=C sort >wanted
(cd "$tree" && find . ! -type d | sed 's|^\./||' | LC_ALL=C sort) >packed
diff wanted packed || fail "the archive lacks files, or has more"

nice make -s -C "$tree" -j2 all .build/unit/test_option .build/unit/test_catalog check-layers >log 2>&1 ||
	fail "it does not build: $(tail -n 20 log)"
SYSROOT_BUILD=$tree/.build SYSROOT_TEST_STORE=$SYSROOT_STORE SYSROOT_BIN='' "$tree/tests/run" \
	"$tree/.build/unit/test_option" "$tree/.build/unit/test_catalog" "$tree"/tests/cli/main/help_and_misuse.sh \
	"$tree"/tests/cli/completion/*.sh >log 2>&1 || fail "its tests: $(tail -n 40 log)"
! make -s -C "$tree" dist >log 2>&1 || fail "it makes an archive of no commit"
says log "is no clone"
make -s -C "$tree" deb >log 2>&1 || fail "make deb: $(cat log)"
date=$(git -C one log -1 --format=%ct)
dpkg-deb --fsys-tarfile "$tree"/.build/packages/*.deb | tar -tv --full-time --utc -f - | awk '{ print $4, $5 }' | sort -u >dates
[ "$(cat dates)" = "$(date -u -d "@$date" '+%Y-%m-%d %H:%M:%S')" ] || fail "the package is dated $(cat dates)"
