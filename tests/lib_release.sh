# What the tests of the release file share; sourced after tests/lib.sh.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT

# release FOLDER ARCH [PREFIX...]: 'make release' in a copy of the sources, by the program under
# test and into $released
release() {
	into=$1 arch=$2
	shift 2
	mkdir -p "$into"
	(cd "$SYSROOT_SOURCE" && tar -cf - Makefile builder cache recipes sysroots) | (cd "$into" && tar -xf -)
	[ "${1-}" != setpriv ] || chown -R 65534:65534 "$into"
	(cd "$into" && "$@" make CC=gcc SAN= RELEASE_BY="$SYSROOT_BIN" RELEASE_ARCHS="$arch" release) >log 2>&1 ||
		fail "make release fails: $(tail -n 30 log)"
	released=$into/.build/release/sysroot-$arch
}

# release_same_elsewhere ARCH: another folder, another user, one job instead of two, another
# umask, zone and language: the same bytes as $released
release_same_elsewhere() {
	first=$released
	chmod 755 . "$(dirname "$PWD")"
	other="setpriv --reuid 65534 --regid 65534 --clear-groups"
	# A store in somebody's home is closed to another: then one in name only.
	$other test -r "$SYSROOT_STORE/format" -a -x "$SYSROOT_BIN" 2>/dev/null ||
		other="bwrap --unshare-user --uid 4711 --gid 4712 --dev-bind / /"
	# shellcheck disable=SC2086 # words
	release "$PWD/in a place of another user, and deeper/tree" "$1" $other \
		env TZ=Asia/Tokyo LC_ALL=C HOME=/nonexistent sh -c 'umask 077; exec "$@" -j1' sh
	cmp "$first" "$released" || fail "two builds differ"
}

# release_is_static FILE: by our own reader, and by readelf
release_is_static() {
	gcc -std=c11 -D_GNU_SOURCE -I"$SYSROOT_SOURCE" -o elf_of "$SYSROOT_SOURCE/tests/full/release/elf_of.c" \
		"$SYSROOT_SOURCE"/sysroots/elf/elf*.c "$SYSROOT_SOURCE"/sysroots/elf/arfile.c \
		"$SYSROOT_SOURCE"/builder/base/*.c -lcrypto ||
		fail "elf_of does not compile"
	./elf_of "$(command -v make)" >host
	says host 'needs libc.so.6'
	./elf_of "$1" >said
	[ "$(cat said)" = static ] || fail "our reader says: $(cat said)"
	readelf -lW "$1" >said
	never_says said INTERP
	readelf -dW "$1" >said
	never_says said NEEDED
	never_says said RUNPATH
}

# release_is_small_and_clean FILE: below 10 MB; no path of this machine in it
release_is_small_and_clean() {
	size=$(wc -c <"$1")
	[ "$size" -lt 10000000 ] || fail "it has $size bytes"
	echo "$size bytes"
	for path in "$PWD" "$(dirname "$1")" "$SYSROOT_SOURCE/" "$SYSROOT_STORE" "${HOME%/}/." .build/; do
		! grep -aqF -e "$path" "$1" || fail "the path '$path' is in it"
	done
}
