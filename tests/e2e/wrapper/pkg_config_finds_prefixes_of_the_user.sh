#!/bin/sh
# A library of the user's own, installed into a prefix that PKG_CONFIG_PATH names after env, is
# found by $PKG_CONFIG and linked; this machine's own packages are not, though it names them.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

printf 'int own(void);\nint own(void)\n{\n\treturn 7;\n}\n' >own.c
printf '#include <own.h>\n#include <stdio.h>\nint main(void)\n{\n\tprintf("%%d\\n", own());\n\treturn 0;\n}\n' >main.c
mkdir -p 'my prefix/lib/pkgconfig' 'my prefix/include'
echo 'int own(void);' >'my prefix/include/own.h'
prefix="$PWD/my prefix"
# shellcheck disable=SC2016 # pkg-config's variables
printf 'prefix=%s\nlibdir=${prefix}/lib\n\nName: own\nDescription: one\nVersion: 3\nLibs: -L${libdir} -lown\nCflags: -I${prefix}/include -DOWN_FILE=/etc/passwd\n' \
	"$(echo "$prefix" | sed 's/ /\\ /g')" >"$prefix/lib/pkgconfig/own.pc"
host=$(pkg-config --variable=pcfiledir zlib) || fail "this machine has no zlib.pc to be kept out"

export PKG_CONFIG_PATH=/nowhere
for target in musl centos7; do
	eval "$(sysroot env $target)" || fail "no environment for $target"
	if "$PKG_CONFIG" --exists own; then
		fail "own is found without PKG_CONFIG_PATH"
	fi
	"$PKG_CONFIG" --print-errors --exists own >err 2>&1 || says err PKG_CONFIG_PATH
	export PKG_CONFIG_PATH="$host:/usr/share/pkgconfig/:$prefix/lib/pkgconfig"
	for wish in '' absolute; do
		export SYSROOT_PKG_CONFIG=$wish
		if "$PKG_CONFIG" --exists zlib; then
			fail "$target: this machine's zlib is found"
		fi
		[ "$("$PKG_CONFIG" --modversion own)" = 3 ] || fail "$target: $("$PKG_CONFIG" --modversion own)"
		$CC -c own.c && $AR cru "$prefix/lib/libown.a" own.o
		eval "\$CC main.c -o main $("$PKG_CONFIG" --cflags --libs own)" ||
			fail "$target: $("$PKG_CONFIG" --cflags --libs own)"
		[ "$(./main)" = 7 ] || fail "$target: the program does not run"
		! readelf -lW main | grep -q INTERP || fail "$target: not static"
		"$PKG_CONFIG" --cflags own | grep -qF -e '-DOWN_FILE=/etc/passwd' || fail "$target: a macro is changed"
		[ "$("$PKG_CONFIG" --variable=libdir own | sed 's/\\//g')" = "$prefix/lib" ] ||
			fail "$target: libdir is $("$PKG_CONFIG" --variable=libdir own)"
	done
	unset SYSROOT_PKG_CONFIG
	eval "$(sysroot env --undo)"
done
[ "$PKG_CONFIG_PATH" = /nowhere ] || fail "--undo: PKG_CONFIG_PATH is '$PKG_CONFIG_PATH'"
