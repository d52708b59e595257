#!/bin/sh
# Arguments in a file ("@file") count like those on the command line.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

printf 'int twice(int value)\n{\n\treturn 2 * value;\n}\n' >twice.c
printf 'int twice(int value);\nint main(void)\n{\n\treturn twice(21) - 42;\n}\n' >'a "main".c'
cat >uses_cplusplus.cc <<'END'
#include <string>
std::string *make(const char *text)
{
	return new std::string(text);
}
END
printf 'int main(void) { return 0; }\n' >empty.c

printf '%s\n' '-shared -fPIC' 'twice.c' "-o 'shared one.so'" >shared
# Every way to write a blank, a quote and a backslash; and a file in a file.
printf '%s\n' "'a \\\"main\\\".c'" '@inner' '-o"static"\ program' >static
printf '%s\t%s' '-static' '""twi"c"e.c' >inner
printf '%s\n' '-c twice.c' '-o' 'object.o' >compile
printf '@endless\n@endless\n' >endless
# Longer than a command line may be: 3 MB.
ar rc empty.a
awk 'BEGIN {
	name = "empty.a"
	while (length(name) < 150)
		name = "./" name
	print "-r -nostdlib object.o -o many.o"
	for (i = 0; i < 20000; i++)
		print name
}' >long

kind()
{
	readelf -W -h "$1" | awk '$1 == "Type:" { print $2 }'
}

for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	for compiler in $compilers; do
		export SYSROOT_CC="$compiler"
		where="$compiler for $root"
		rm -f ./*.so ./*.o 'static program'
		"$root/bin/cc" @shared || fail "$where: a shared library"
		[ "$(kind 'shared one.so')" = DYN ] || fail "$where: it is no shared library"
		if readelf -W -l 'shared one.so' | grep -q INTERP || nm 'shared one.so' | grep -q '_start$'; then
			fail "$where: the shared library has a program's start file"
		fi
		"$root/bin/cc" @static || fail "$where: a static program"
		if readelf -W -l 'static program' | grep -q INTERP; then
			fail "$where: the program is not static"
		fi
		"./static program" || fail "$where: the program does not run"
		"$root/bin/cc" @compile || fail "$where: an object"
		[ "$(kind object.o)" = REL ] || fail "$where: -c in a file is not heeded"
		"$root/bin/cc" @long || fail "$where: a long file"
		[ "$(kind many.o)" = REL ] || fail "$where: -r in a long file is not heeded"

		# What the host keeps for itself is not found by way of a file either.
		printf '%s\n' '-nostartfiles -shared -fPIC uses_cplusplus.o' '-lstdc++ -o' 'cplusplus.so' >cplusplus
		printf 'char *make;\n' >uses_cplusplus.c
		"$root/bin/cc" -fPIC -c uses_cplusplus.c -o uses_cplusplus.o
		"$root/bin/cc" -### @cplusplus 2>commands || fail "$where: -### with a file"
		grep -q -e '-l:libstdc++\.a' commands || fail "$where: the host's libstdc++.so would be linked"
		head -n 1 commands | grep -q '^sysroot version ' || fail "$where: no identity with a file"
		printf '%s\n' '-###' '-c' 'empty.c' >identity
		"$root/bin/cc" @identity 2>commands || fail "$where: -### in a file"
		head -n 1 commands | grep -q '^sysroot version ' || fail "$where: -### in a file is not heeded"

		# What cannot be read is the compiler's to complain about, once.
		mkdir -p folder
		for none in @missing @folder @endless; do
			if timeout 60 "$root/bin/cc" empty.c "$none" -o program 2>log; then
				fail "$where takes $none"
			fi
		done
	done
done
