#!/bin/sh
# env.sh, env.mk, toolchain.cmake and meson.cross build static programs from a copy of the tree
# elsewhere, with this program and the store out of reach.
# SPDX-License-Identifier: MIT
set -u

# gcc cannot use a sysroot whose path has a blank, which the folder of this test may have.
moved=$(mktemp -d "${TMPDIR:-/tmp}/sysroot-moved.XXXXXX") || exit 1
trap 'rm -rf "$moved"' EXIT
cp -a "$SYSROOT_STORE/sysroots/musl/." "$moved/musl" || exit 1
failed=0
say() {
	echo "$1"
	failed=1
}
unset SYSROOT_BIN SYSROOT_STORE SYSROOT
grep -rlF -e "$HOME" -e "$moved" "$moved/musl"/env.* "$moved/musl/toolchain.cmake" "$moved/musl/meson.cross" &&
	say 'a carried file holds a path'

cat >hello.c <<'C'
#include <math.h>
#include <stdio.h>
int main(int argc, char **argv)
{
	(void)argv;
	printf("%.0f\n", sqrt(argc * 16.0));
	return 0;
}
C
check() {
	[ "$("$2")" = 4 ] || { say "$1: '$2' does not run"; return; }
	readelf -l "$2" | grep -q INTERP && say "$1: '$2' is not static"
}

# shellcheck disable=SC2016
for shell in bash zsh; do
	rm -f hello
	MOVED=$moved $shell -c '. "$MOVED/musl/env.sh" && $CC $LDFLAGS -o hello hello.c -lm' || say "$shell failed"
	check $shell ./hello
done
for shell in dash 'busybox sh'; do
	rm -f hello
	# shellcheck disable=SC2016,SC2086
	SYSROOT=$moved/musl $shell -c '. "$SYSROOT/env.sh" && $CC $LDFLAGS -o hello hello.c -lm' || say "$shell failed"
	check "$shell" ./hello
	# shellcheck disable=SC2016,SC2086
	MOVED=$moved $shell -c '. "$MOVED/musl/env.sh"' 2>words && say "$shell found a sysroot it cannot find"
	grep -q 'set SYSROOT' words || say "$shell: $(cat words)"
done

rm -f hello
# shellcheck disable=SC2016
printf 'include %s/musl/env.mk\nhello: hello.c ; $(CC) $(LDFLAGS) -o $@ $< -lm\n' "$moved" >Makefile
make -s || say 'make failed'
check make ./hello

mkdir project
cp hello.c project
cat >project/CMakeLists.txt <<'C'
cmake_minimum_required(VERSION 3.16)
project(hello C)
find_library(M m REQUIRED)
add_executable(hello hello.c)
target_link_libraries(hello ${M})
C
if cmake -S project -B cmake --toolchain "$moved/musl/toolchain.cmake" >log 2>&1 && cmake --build cmake >>log 2>&1; then
	check cmake cmake/hello
else
	say 'cmake failed'
	cat log
fi

cat >project/meson.build <<'C'
project('hello', 'c')
executable('hello', 'hello.c', dependencies: meson.get_compiler('c').find_library('m'))
C
printf "[constants]\nsysroot = '%s'\n" "$moved/musl" >here.cross
if meson setup --cross-file "$moved/musl/meson.cross" --cross-file here.cross project meson >log 2>&1 &&
	ninja -C meson >>log 2>&1; then
	check meson meson/hello
else
	say 'meson failed'
	cat log
fi
exit $failed
