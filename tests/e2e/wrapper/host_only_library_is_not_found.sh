#!/bin/sh
# A header or library that only the host has is not found.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

printf 'int main(void) { return 0; }\n' >main.c

# What the host has and neither sysroot does, whatever this machine is: taken from its own
# compiler's search, so that the test cannot pass for want of something to find.
library=
for name in z bz2 bfd ncurses ssl seccomp sqlite3 archive LLVM-14; do
	if gcc main.c "-l$name" -o host_program 2>host.log &&
		[ ! -e "$MUSL_ROOT/usr/lib/lib$name.a" ] && [ ! -e "$CENTOS7_ROOT/usr/lib/lib$name.a" ]; then
		library=$name
		break
	fi
done
[ -n "$library" ] || fail "this host has no library to try with: install zlib1g-dev"

header=
for name in zlib.h bzlib.h ncurses.h openssl/ssl.h seccomp.h sqlite3.h archive.h expat.h; do
	if printf '#include <%s>\n' "$name" | gcc -E - >host.i 2>host.log &&
		[ ! -e "$MUSL_ROOT/usr/include/$name" ] && [ ! -e "$CENTOS7_ROOT/usr/include/$name" ]; then
		header=$name
		break
	fi
done
[ -n "$header" ] || fail "this host has no header to try with: install zlib1g-dev"

for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	for compiler in $compilers; do
		export SYSROOT_CC="$compiler"
		for mode in "" -static; do
			# shellcheck disable=SC2086 # an empty mode is no argument
			"$root/bin/cc" $mode main.c -o program || fail "$compiler $mode for $root"
			# shellcheck disable=SC2086
			if "$root/bin/cc" $mode main.c "-l$library" -o program 2>log; then
				fail "$compiler $mode for $root found the host's -l$library"
			fi
			grep -q -e "-l$library" log || fail "$compiler said: $(cat log)"
		done
		if printf '#include <%s>\n' "$header" | "$root/bin/cc" -E - >out.i 2>log; then
			fail "$compiler for $root found the host's <$header>"
		fi
		grep -q "$header" log || fail "$compiler said: $(cat log)"
		# gcc's directory has links to the host's shared libraries of its run time.
		"$root/bin/cc" main.c -latomic -o program || fail "$compiler for $root has no -latomic"
		if readelf -d program | grep -q 'NEEDED.*atomic'; then
			fail "$compiler for $root took the host's libatomic.so"
		fi
	done
done
