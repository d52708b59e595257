#!/bin/sh
# What autoconf's scripts, libtool, CMake, Meson, Go and a bare configure script read of a static
# environment makes static programs and static libraries, also with --enable-shared and for
# shared_library(); SHARED, MODULE and c-shared are shared libraries; try_run() runs.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

static_program() {
	! readelf -lW "$2" | grep -q -e INTERP -e NEEDED || fail "$1: '$2' is not static"
	"$2" >said || fail "$1: '$2' does not run"
	[ "$(cat said)" = "${3:-42}" ] || fail "$1: it says '$(cat said)'"
}

shared_library() {
	readelf -hW "$2" | grep -q 'Type: *DYN' || fail "$1: '$2' is no shared library"
	! readelf -lW "$2" | grep -q INTERP || fail "$1: '$2' is a program"
}

# As autoconf's scripts read it: after the command line.
site() {
	(
		unset enable_shared enable_static
		for option; do
			eval "enable_${option#--enable-}"
		done
		# shellcheck disable=SC1090 # the sysroot's
		. "$CONFIG_SITE"
		echo "${enable_shared-} ${enable_static-}"
	)
}

mkdir project program
printf 'int answer(void);\nint answer(void)\n{\n\treturn 42;\n}\n' >project/answer.c
cat >project/main.c <<'END'
#include <stdio.h>

int answer(void);

int main(void)
{
	printf("%d\n", answer());
	return 0;
}
END
cat >project/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.16)
project(answer C)
include(CheckCSourceRuns)
check_c_source_runs("int main(void) { return 0; }" RUNS)
if(NOT RUNS)
  message(FATAL_ERROR "a program does not run")
endif()
find_path(HOST_ONLY archive.h)
if(HOST_ONLY)
  message(FATAL_ERROR "this machine's header: ${HOST_ONLY}")
endif()
add_library(answer answer.c)
add_library(plug MODULE answer.c)
add_library(dynamic SHARED answer.c)
add_executable(main main.c)
target_link_libraries(main answer)
END
cat >project/meson.build <<'END'
project('answer', 'c')
answer = library('answer', 'answer.c')
shared_library('dynamic', 'answer.c')
shared_module('plug', 'answer.c')
executable('main', 'main.c', link_with: answer)
END
cat >program/main.go <<'END'
package main

// static int answer(void) { return 42; }
import "C"
import "fmt"

//export Answer
func Answer() int { return int(C.answer()) }

func main() { fmt.Println(Answer()) }
END
echo 'module answer' >program/go.mod

for target in musl centos7; do
	eval "$(sysroot env $target)" || fail "no environment for $target"

	[ "$(site)" = 'no yes' ] || fail "autoconf: $(site)"
	[ "$(site --enable-shared=yes)" = 'yes yes' ] || fail "autoconf, --enable-shared: $(site --enable-shared=yes)"
	[ "$(site --enable-static=no)" = ' no' ] || fail "autoconf, --disable-static: $(site --enable-static=no)"
	[ "$(site --enable-shared=no --enable-static=no)" = 'no no' ] || fail "autoconf, both"

	# As nginx's configure script: links a program without LDFLAGS and runs it.
	printf '#include <sys/types.h>\nint main(void) { return 0; }\n' >probe.c
	$CC -o probe probe.c && ./probe || fail "$target: the probe of a configure script does not run"
	# As libtool: it takes -static out of LDFLAGS and CC, and names the library that it made.
	mkdir -p .libs
	$CC -fPIC -c project/answer.c -o answer.o && $AR cr .libs/libanswer.a answer.o &&
		$CC -shared answer.o -Wl,-soname -Wl,libanswer.so.1 -o .libs/libanswer.so || fail "$target: libtool's libraries"
	$CC -o main project/main.c .libs/libanswer.so -Wl,-rpath -Wl,/usr/local/lib || fail "$target: libtool's program"
	static_program "$target, libtool" ./main

	cmake -S project -B cmake >log 2>&1 && cmake --build cmake >>log 2>&1 || fail "$target, CMake: $(cat log)"
	static_program "$target, CMake" cmake/main
	[ -e cmake/libanswer.a ] || fail "$target, CMake: the library is not static"
	shared_library "$target, CMake" cmake/libplug.so
	shared_library "$target, CMake" cmake/libdynamic.so
	cmake -S project -B cmake-shared -DBUILD_SHARED_LIBS=ON >log 2>&1 &&
		cmake --build cmake-shared --target answer >>log 2>&1 || fail "$target, CMake, BUILD_SHARED_LIBS: $(cat log)"
	shared_library "$target, CMake, BUILD_SHARED_LIBS" cmake-shared/libanswer.so

	meson setup -Ddefault_library=static project meson >log 2>&1 && ninja -C meson >>log 2>&1 ||
		fail "$target, Meson: $(cat log)"
	static_program "$target, Meson" meson/main
	shared_library "$target, Meson" meson/libdynamic.so
	shared_library "$target, Meson" meson/libplug.so
	sysroot env --format meson $target >file.cross
	meson setup --cross-file file.cross project meson-cross >log 2>&1 && ninja -C meson-cross >>log 2>&1 ||
		fail "$target, Meson's cross file: $(cat log)"
	static_program "$target, Meson's cross file" meson-cross/main
	[ -e meson-cross/libanswer.a ] || fail "$target, Meson's cross file: the library is not static"
	shared_library "$target, Meson's cross file" meson-cross/libdynamic.so

	(cd program && GOCACHE=$SYSROOT_SHARED_GOCACHE go build -o ../go . 2>../log) || fail "$target, Go: $(cat log)"
	static_program "$target, Go" ./go
	if [ $target = centos7 ]; then # musl cannot load Go's
		(cd program && GOCACHE=$SYSROOT_SHARED_GOCACHE go build -buildmode=c-shared -o ../libgo.so . 2>../log) ||
			fail "$target, Go, c-shared: $(cat log)"
		shared_library "$target, Go, c-shared" libgo.so
	fi
	rm -rf cmake* meson* .libs main go libgo.*

	# The carried file, and a switch to dynamic programs in the same shell.
	# shellcheck disable=SC1091 # the sysroot's
	SYSROOT_LINK=shared bash -c '. "$SYSROOT/env.sh" && case $CC in */static/bin/*) exit 1 ;; esac
		[ -z "${CONFIG_SITE-}" ]' || fail "$target: env.sh does not switch to dynamic programs"
	env -u LDFLAGS cmake -S project -B cmake --toolchain "$SYSROOT/toolchain-shared.cmake" -DRUNS=1 >log 2>&1 &&
		cmake --build cmake >>log 2>&1 || fail "$target, CMake, dynamic: $(cat log)"
	readelf -lW cmake/main | grep -q INTERP || fail "$target, CMake: not dynamic"
	rm -rf cmake
	eval "$(sysroot env --undo)"
	[ -z "${CONFIG_SITE-}${CMAKE_TOOLCHAIN_FILE-}" ] || fail "--undo leaves '${CONFIG_SITE-}' '${CMAKE_TOOLCHAIN_FILE-}'"
done
