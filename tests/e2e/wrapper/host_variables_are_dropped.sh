#!/bin/sh
# Variables of the host that reach into compilers have no effect behind the wrapper.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

mkdir -p host/include host/lib host/pkgconfig host/bin
printf '#define ONLY_HERE 1\n' >host/include/only_here.h
printf '#include <only_here.h>\nint main(void) { return 0; }\n' >header.c
printf 'int only_here(void);\nint main(void) { return only_here(); }\n' >library.c
printf 'int only_here(void) { return 0; }\n' >only_here.c
printf 'Name: only_here\nDescription: of the host\nVersion: 1\n' >host/pkgconfig/only_here.pc
# A linker that must not be taken for the compiler's.
printf '#!/bin/sh\nexit 99\n' >host/bin/ld
chmod 755 host/bin/ld

for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	for compiler in $compilers; do
		export SYSROOT_CC="$compiler"
		"$root/bin/cc" -c only_here.c -o only_here.o
		rm -f host/lib/libonly_here.a
		ar rc host/lib/libonly_here.a only_here.o
		"$root/bin/cc" -Ihost/include header.c -o program || fail "the header itself is wrong"
		"$root/bin/cc" library.c -Lhost/lib -lonly_here -o program ||
			fail "the library itself is wrong"
		for variable in CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH OBJC_INCLUDE_PATH; do
			if env "$variable=$PWD/host/include" "$root/bin/cc" -c header.c 2>log; then
				fail "$variable reached $compiler for $root"
			fi
		done
		for variable in LIBRARY_PATH LD_LIBRARY_PATH LD_RUN_PATH; do
			if env "$variable=$PWD/host/lib" "$root/bin/cc" library.c -lonly_here -o program \
				2>log; then
				fail "$variable reached $compiler for $root"
			fi
		done
		LD_RUN_PATH=$PWD/host/lib "$root/bin/cc" -Dx=1 host/../only_here.c -shared -fPIC -o x.so
		if readelf -d x.so | grep -q -e RPATH -e RUNPATH; then
			fail "LD_RUN_PATH reached the linker of $compiler for $root"
		fi
		for variable in COMPILER_PATH GCC_EXEC_PREFIX; do
			env "$variable=$PWD/host/bin/" "$root/bin/cc" only_here.c -shared -fPIC -o x.so ||
				fail "$variable reached $compiler for $root"
		done
		CCC_OVERRIDE_OPTIONS='#+-Dnonsense=(' SDKROOT=/ LDEMULATION=elf_i386 GNUTARGET=srec \
			"$root/bin/cc" only_here.c -shared -fPIC -o x.so ||
			fail "CCC_OVERRIDE_OPTIONS and the like reached $compiler for $root"
	done
	for tool in "$root"/bin/*-pkg-config; do
		if PKG_CONFIG_LIBDIR=$PWD/host/pkgconfig \
			"$tool" --exists only_here; then
			fail "PKG_CONFIG_LIBDIR reached pkg-config of $root"
		fi
	done
	# Another sysroot's tools first on PATH, and a link to a wrapper under gcc's name.
	unset SYSROOT_CC
	mkdir -p links
	ln -sfn "$MUSL_ROOT/libexec/wrapper" links/gcc
	ln -sfn "$CENTOS7_ROOT/libexec/wrapper" links/g++
	for compiler in $compilers; do
		PATH=$PWD/links:$MUSL_ROOT/bin:$CENTOS7_ROOT/bin:$PATH SYSROOT_CC=$compiler \
			timeout 60 "$root/bin/cc" only_here.c -shared -fPIC -o x.so ||
			fail "$compiler for $root with other sysroots on PATH"
	done
done
