#!/bin/sh
# Where pkg-config knows no library Meson asks CMake, with a toolchain file of its own: through $CMAKE
# it finds those of the sysroot and of the user's prefixes, but none of this machine. $CMAKE is the
# machine's CMake for everything else, and where there is none, Meson goes on without.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

mkdir -p project own 'own prefix/lib/cmake/Own'
cat >project/meson.build <<'END_MESON'
project('version')
early = dependency('ZLIB', method: 'cmake', required: false)
add_languages('c', native: false)
either = dependency('zlib', required: false)
cmake = dependency('ZLIB', method: 'cmake', required: false)
own = dependency('Own', method: 'cmake', required: false)
message('early', early.found(), 'either', either.found(), 'cmake', cmake.found(), 'own', own.found())
if cmake.found()
  executable('version', 'version.c', dependencies: cmake)
endif
END_MESON
printf '#include <stdio.h>\n#include <zlib.h>\nint main(void) { return puts(zlibVersion()) < 0; }\n' \
	>project/version.c
echo 'add_library(Own::Own INTERFACE IMPORTED)' >'own prefix/lib/cmake/Own/OwnConfig.cmake'
cat >own/CMakeLists.txt <<'END_CMAKE'
cmake_minimum_required(VERSION 3.16)
project(own C)
find_package(ZLIB)
message(STATUS "zlib ${ZLIB_FOUND}")
file(WRITE main.c "int main(void) { return 0; }")
add_executable(own main.c)
END_CMAKE
# shellcheck disable=SC2016 # make's
printf 'CMAKE ?= cmake\nall:\n\t$(CMAKE) -S own -B by-make\n\t$(CMAKE) --build by-make\n' >Makefile

cmake -S own -B host >log 2>&1 || fail "this machine's CMake: $(cat log)"
says log 'zlib TRUE' # to be kept out

# by_meson WANTED [OPTION...]: what Meson says that it found
by_meson() {
	wanted=$1
	shift
	rm -rf build
	meson setup "$@" build project >log 2>&1 || fail "$SYSROOT_TARGET $*: $(cat log)"
	says log "Message: $wanted"
}

for target in musl centos7; do
	# Meson runs a program while it looks at the compiler: no dynamic one of musl's does that here.
	link=static
	[ $target = musl ] || link=shared
	eval "$(sysroot env --$link $target)" || fail "no environment for $target"
	if [ $target = musl ]; then
		by_meson 'early false either false cmake false own false' -Ddefault_library=static
		by_meson 'early false either false cmake false own true' "-Dcmake_prefix_path=$PWD/own prefix,/usr"
	else
		CMAKE_PREFIX_PATH="/usr:$PWD/own prefix" by_meson 'early false either false cmake false own true'
	fi

	eval "$(sysroot env --$link $target+sqlite+zlib)" || fail "no environment for $target+sqlite+zlib"
	by_meson 'early true either true cmake true own false' "-Ddefault_library=$link"
	ninja -C build >log 2>&1 || fail "$target: $(cat log)"
	build/version >said 2>&1 || fail "$target: it does not run: $(cat said)"
	readelf -dW build/version | grep -c NEEDED >needed || :
	[ $link = shared ] || [ "$(cat needed)" -eq 0 ] || fail "$target: not static"
	grep -qF "$(readlink -f "$SYSROOT")/usr/lib/libz." build/build.ninja || fail "$target: another zlib: $(grep libz build/build.ninja)"
done

# The machine's CMake otherwise, with the variables as they are.
eval "$(sysroot env musl)"
make >log 2>&1 || fail "make: $(cat log)"
says log 'zlib FALSE'
by-make/own || fail "what CMake built does not run"
cmake --version >wanted
"$CMAKE" --version >got
cmp -s wanted got || fail "--version: $(cat got)"
for name in CPATH PKG_CONFIG_LIBDIR SYSROOT_WRAPPER_DEPTH PATH; do
	env CPATH=/x "PATH=$SYSROOT/bin:$PATH" cmake -E environment | grep "^$name=" >wanted || :
	env CPATH=/x "PATH=$SYSROOT/bin:$PATH" "$CMAKE" -E environment | grep "^$name=" >got || :
	cmp -s wanted got || fail "$name: $(cat got)"
done

# No CMake.
mkdir bin
ln -s /usr/bin/* bin/
rm -f bin/cmake bin/cmake3
PATH=$PWD/bin by_meson 'early false either false cmake false own false'
says log 'Found CMake: NO'
expect 127 env "PATH=$PWD/bin" "$CMAKE" --build by-make
says err "no cmake on this machine"
says err "install the package 'cmake'"
