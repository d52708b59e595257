#!/bin/sh
# What 'sysroot env --format cmake' and '--format meson' print is one file that CMake (by
# --toolchain, -C or include) and Meson build with: static and shared, libraries from the
# sysroot, also where its path has blanks and quotes; a shared library in a static build
# is no static one.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

mkdir project
cat >project/main.c <<'END'
#include <stdio.h>
#include <zlib.h>

int main(void)
{
	printf("zlib %s\n", zlibVersion());
	return 0;
}
END
echo 'int plug(void) { return 1; }' >project/plug.c

# check WHAT PROGRAM static|shared
check() {
	if [ "$3" = static ]; then
		! readelf -lW "$2" | grep -q INTERP || fail "$1: '$2' is not static"
		"$2" >said || fail "$1: '$2' does not run"
		grep -qE '^zlib 1\.' said || fail "$1: it says $(cat said)"
	else
		readelf -lW "$2" | grep -q 'interpreter: /lib/ld-musl' || fail "$1: '$2' has another loader"
		readelf -dW "$2" | grep -q 'NEEDED.*libc.so' || fail "$1: '$2' is not linked to musl"
	fi
}

cat >project/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.16)
if(BY_INCLUDE)
  include("${BY_INCLUDE}")
endif()
project(version C)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ZLIB REQUIRED zlib)
if(NOT ZLIB_LIBRARY_DIRS AND NOT ZLIB_LINK_LIBRARIES MATCHES "/usr/lib/libz")
  message(FATAL_ERROR "not the sysroot's zlib: ${ZLIB_LINK_LIBRARIES}")
endif()
execute_process(COMMAND sh -c "printf '%s' \"$SYSROOT_TARGET $GOARCH\"" OUTPUT_VARIABLE told)
if(NOT told STREQUAL "musl+sqlite+zlib amd64")
  message(FATAL_ERROR "programs that CMake runs are told '${told}'")
endif()
add_executable(version main.c)
target_link_libraries(version z)
add_library(plug MODULE plug.c)
END
cat >project/meson.build <<'END'
project('version', 'c')
executable('version', 'main.c', dependencies: dependency('zlib'))
END

# by_cmake NAME LINK OPTION...
by_cmake() {
	name=$1
	kind=$2
	shift 2
	cmake -S project -B "build $name" "$@" >log 2>&1 && cmake --build "build $name" >>log 2>&1 ||
		fail "cmake, $name: $(cat log)"
	check "cmake, $name" "build $name/version" "$kind"
	rm -rf "build $name"
}

# The user's environment does not reach into the files.
export LDFLAGS=-Wl,--no-such-option GOFLAGS=-tags=mine CC=false
for kind in static shared; do
	expect 0 sysroot env --$kind --format cmake musl+sqlite+zlib
	cp out "musl $kind.cmake"
	expect 0 sysroot env --$kind --format meson musl+sqlite+zlib
	cp out "musl $kind.cross"
done
unset LDFLAGS GOFLAGS CC
never_says "musl static.cmake" mine
for kind in static shared; do
	by_cmake "toolchain $kind" "$kind" --toolchain "$PWD/musl $kind.cmake"
	by_cmake "preload $kind" "$kind" -C "musl $kind.cmake"
	by_cmake "include $kind" "$kind" "-DBY_INCLUDE=$PWD/musl $kind.cmake"
	meson setup --cross-file "musl $kind.cross" project "meson-$kind" >log 2>&1 &&
		ninja -C "meson-$kind" >>log 2>&1 || fail "meson, $kind: $(cat log)"
	check "meson, $kind" "meson-$kind/version" "$kind"
done

# A sysroot at an odd place that the file names by --at.
mkdir plain
echo 'int main(void) { return 0; }' >plain/main.c
printf "project('plain', 'c')\nexecutable('plain', 'main.c')\n" >plain/meson.build
for odd in 'it is here' "it's" "it'" '@DIRNAME@' 'ümläut+#'; do
	cp -a "$MUSL_ROOT/." "$odd"
	expect 0 sysroot env --format cmake --at "$PWD/$odd/" musl+sqlite+zlib
	cp out here.cmake
	# shellcheck disable=SC2016 # CMake's
	printf 'cmake_minimum_required(VERSION 3.16)\ninclude("${CMAKE_CURRENT_LIST_DIR}/here.cmake")\nif(NOT CMAKE_TOOLCHAIN_FILE STREQUAL "$ENV{SYSROOT}/toolchain.cmake" OR NOT EXISTS "${CMAKE_TOOLCHAIN_FILE}")\n  message(FATAL_ERROR "${CMAKE_TOOLCHAIN_FILE}")\nendif()\n' >probe.cmake
	cmake -P probe.cmake >log 2>&1 || fail "cmake, '$odd': $(cat log)"
	expect 0 sysroot env --format meson --at "$PWD/$odd/" musl+sqlite+zlib
	cp out here.cross
	meson setup --cross-file here.cross plain "meson $odd" >log 2>&1 &&
		ninja -C "meson $odd" >>log 2>&1 || fail "meson, '$odd': $(cat log)"
	! readelf -lW "meson $odd/plain" | grep -q INTERP || fail "meson, '$odd': not static"
	"meson $odd/plain" || fail "meson, '$odd': the program does not run"
	rm -rf "$odd" "meson $odd"
done
expect 1 sysroot env --format meson --at "/it'''s" musl+sqlite+zlib
says err "Meson cannot take the path"
