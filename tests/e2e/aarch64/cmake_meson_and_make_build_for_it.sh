# toolchain.cmake, meson.cross, env.mk and env.sh of an aarch64 sysroot build programs that use a
# library of it by pkg-config; they run under qemu.
. "$SYSROOT_SOURCE/tests/lib.sh"
want musl-aarch64+sqlite+zlib
mkdir project
cat >project/version.c <<'END'
#include <stdio.h>
#include <string.h>
#include <zlib.h>

int main(void)
{
	unsigned char packed[64], text[16] = "";
	uLongf n = sizeof(packed), m = sizeof(text);

	if (compress(packed, &n, (const Bytef *)"over there", 11) != Z_OK ||
	    uncompress(text, &m, packed, n) != Z_OK || strcmp((char *)text, "over there") != 0)
		return 1;
	printf("zlib %s\n", zlibVersion());
	return 0;
}
END

# check WHAT PROGRAM: it is static, of aarch64, and runs
check() {
	readelf -h "$2" | grep -q 'Machine: *AArch64' || fail "$1: '$2' is of another machine"
	! readelf -lW "$2" | grep -q INTERP || fail "$1: '$2' is not static"
	qemu-aarch64 "$2" >said || fail "$1: '$2' does not run"
	grep -qE '^zlib 1\.' said || fail "$1: it says $(cat said)"
}

cat >project/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.16)
project(version C)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ZLIB REQUIRED zlib)
find_package(ZLIB REQUIRED)
if(NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64" OR NOT CMAKE_CROSSCOMPILING)
  message(FATAL_ERROR "not a cross build for aarch64")
endif()
add_executable(version version.c)
target_link_libraries(version ZLIB::ZLIB)
END
cmake -S project -B cmake --toolchain "$root/toolchain.cmake" >log 2>&1 && cmake --build cmake >>log 2>&1 ||
	fail "cmake: $(cat log)"
check cmake cmake/version
grep -qF "$root/usr" cmake/CMakeCache.txt || fail "cmake took another zlib: $(grep -i zlib cmake/CMakeCache.txt)"

cat >project/meson.build <<'END'
project('version', 'c')
assert(host_machine.cpu_family() == 'aarch64')
executable('version', 'version.c', dependencies: dependency('zlib'))
END
printf "[constants]\nsysroot = '%s'\n" "$root" >here.cross
meson setup --cross-file "$root/meson.cross" --cross-file here.cross project meson >log 2>&1 &&
	ninja -C meson >>log 2>&1 || fail "meson: $(cat log)"
check meson meson/version

# shellcheck disable=SC2016 # make's
printf 'include %s/env.mk\nmade: project/version.c ; $(CC) $(LDFLAGS) -o $@ $< -lz\n' "$root" >Makefile
make -s >log 2>&1 || fail "make: $(cat log)"
check make ./made

# shellcheck disable=SC2016 # the inner shell's
SYSROOT=$root sh -c '. "$SYSROOT/env.sh" && $CC $LDFLAGS -o shelled project/version.c $($PKG_CONFIG --libs zlib)' >log 2>&1 ||
	fail "env.sh: $(cat log)"
check env.sh ./shelled
