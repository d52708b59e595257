# 'make release' for the other architecture: one static file below 10 MB, the same from two
# places, that runs on an emulated machine and carries that machine's compiler wrapper.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_release.sh"

release "$PWD/one" aarch64
release_is_static "$released"
release_is_small_and_clean "$released"
release_same_elsewhere aarch64

mkdir alone empty
cp "$released" alone/sysroot
for words in --version --help targets 'show musl'; do
	# shellcheck disable=SC2086 # words
	(cd alone && HOME=$PWD TMPDIR=$PWD/../empty expect 0 qemu-aarch64 ./sysroot --store "$PWD/none" $words && mv out err ..)
	# shellcheck disable=SC2086
	"$SYSROOT_BIN" --store "$PWD/none" $words >here
	cmp out here || fail "'$words' says something else there"
	[ -z "$(ls -A empty)" ] || fail "'$words' leaves behind: $(ls -A empty)"
done

# What it composes has that machine's wrapper.
tiny_data "$PWD/data"
own_store
qemu-aarch64 alone/sysroot -q add data/recipes/catalog/libc/tiny.h
qemu-aarch64 alone/sysroot -q build --sandbox none tiny-aarch64 >built
wrapper=$(readlink -f store/sysroots/tiny-aarch64)/libexec/wrapper
readelf -hW "$wrapper" | grep -q AArch64 || fail "its wrapper is for another machine"
