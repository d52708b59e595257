# xz: ./configure && make; what it packs another xz unpacks.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of xz-utils xz-utils_5.4.1.orig.tar.xz 5d9827aa1875b21c288f78864bb26d2650b436ea8d2cad364e4921eb6266a5a5 1485272
commands() {
	./configure && make -j2
}

for target in $targets; do
	build_for "$target" "$target"
	static_program "$target/src/xz/xz"
	runs 'xz (XZ Utils) 5.4.1' "$target/src/xz/xz" --version
	echo "words for $target" | "$target/src/xz/xz" -c >packed
	runs "words for $target" xz -dc packed
done
