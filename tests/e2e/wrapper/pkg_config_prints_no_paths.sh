#!/bin/sh
# pkg-config sees the sysroot's packages only, prints flags without its path, and they work.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	rm -rf tree
	cp -a "$root" tree
	chmod -R u+w tree
	mkdir -p tree/usr/lib/pkgconfig tree/usr/lib/apart tree/usr/include/apart
	cat >tree/usr/lib/pkgconfig/apart.pc <<'END'
prefix=/usr
libdir=${prefix}/lib
includedir=${prefix}/include

Name: apart
Description: a library in directories of its own
Version: 1.2
Cflags: -I${includedir}/apart -I${includedir} -DAPART
Libs: -L${libdir}/apart -L${libdir} -lapart
Libs.private: -lm
END
	printf 'int apart(void);\n' >tree/usr/include/apart/apart.h
	printf '#include <apart.h>\nint apart(void) { return 7; }\n' >apart.c
	printf '#include <apart.h>\nint main(void) { return apart() - 7; }\n' >program.c
	for tool in tree/bin/*-pkg-config; do
		flags=$("$tool" --cflags --libs apart) || fail "$tool does not find the package"
		case $flags in
		*"$PWD"* | *-I/* | *-L/*) fail "$tool prints a path: $flags" ;;
		*-I=/usr/include/apart*-lapart*-lm*) ;;
		*) fail "$tool prints: $flags" ;;
		esac
		directory=$("$tool" --variable=includedir apart)
		[ "$directory" = "$PWD/tree/usr/include" ] || fail "includedir is '$directory'"
		case $(SYSROOT_PKG_CONFIG=absolute "$tool" --cflags apart) in
		*"-I$PWD/tree/usr/include/apart"*) ;;
		*) fail "SYSROOT_PKG_CONFIG=absolute prints no path" ;;
		esac
		for package in $(env -u PKG_CONFIG_PATH pkg-config --list-all 2>list.log | awk 'NR <= 20 { print $1 }'); do
			[ -e "tree/usr/lib/pkgconfig/$package.pc" ] || [ -e "tree/usr/share/pkgconfig/$package.pc" ] ||
				! "$tool" --exists "$package" || fail "$tool finds the host's $package"
		done
		for compiler in $compilers; do
			export SYSROOT_CC="$compiler"
			tree/bin/cc -Itree/usr/include/apart -c apart.c -o apart.o
			rm -f tree/usr/lib/apart/libapart.a
			ar rc tree/usr/lib/apart/libapart.a apart.o
			# shellcheck disable=SC2086 # flags are several words
			tree/bin/cc -static program.c $flags -o program || fail "$compiler with $flags"
			./program || fail "$compiler: the program does not run"
		done
		unset SYSROOT_CC
	done
done
