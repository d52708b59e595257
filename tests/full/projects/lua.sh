# lua: make posix, whose makefile wants the compiler named; a script runs.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of lua5.4 lua5.4_5.4.4.orig.tar.gz 164c7849653b80ae67bec4b7473b884bf5cc8d2dca05653475ec2ed27b9ebf61 360876
commands() {
	make CC="$CC" AR="$AR rc" RANLIB="$RANLIB" -j2 posix
}

for target in $targets; do
	build_for "$target" "$target"
	static_program "$target/src/lua"
	# curl and lua aborted here, where the machine's locale is of another glibc.
	runs 'Lua 5.4=42.0' "$target/src/lua" -e 'os.setlocale(""); print(_VERSION .. "=" .. 84 / 2)'
done
