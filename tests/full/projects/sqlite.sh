# sqlite's own configure, without Tcl's bindings and readline: make; the shell answers a query.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of sqlite3 sqlite3_3.40.1.orig.tar.xz aaa776260ab4dc976db34aa7891819484c8676b5b2783123ebc6301e2ca5d655 8019048
# Its configure looks for Tcl and readline as files of the machine, whatever the compiler has.
commands() {
	./configure --disable-tcl --disable-readline && make -j2
}

for target in $targets; do
	build_for "$target" "$target"
	static_program "$target/sqlite3"
	runs '3.40.1|42' "$target/sqlite3" :memory: 'select sqlite_version(), 6 * 7;'
done
