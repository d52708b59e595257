# jq: autoreconf, ./configure, make; a filter of numbers and strings.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of jq jq_1.6.orig.tar.gz 3ba940b97571c866923f0409678033d33b5a98758dfc174fad8397ed908bc4d9 419859
commands() {
	autoreconf -i && ./configure --without-oniguruma && make -j2
}

for target in $targets; do
	build_for "$target" "$target"
	static_program "$target/jq"
	runs '"three 4"' "$target/jq" -n '"three \(1.5 + 2.5)"'
done
