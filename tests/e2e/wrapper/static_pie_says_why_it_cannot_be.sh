#!/bin/sh
# -static-pie for a glibc that has no rcrt1.o is told why, and what works instead.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

printf 'int main(void) { return 0; }\n' >program.c
printf 'void _start(void);\nvoid _start(void)\n{\n\tfor (;;)\n\t\t;\n}\n' >bare.c
for compiler in $compilers; do
	export SYSROOT_CC="$compiler"
	if "$CENTOS7_ROOT/bin/cc" -static-pie program.c -o program 2>log; then
		fail "$compiler links a static PIE for glibc 2.17"
	fi
	grep -q "rcrt1\.o, that this sysroot does not have: 'glibc 2\.17'" log || fail "$compiler: $(cat log)"
	grep -q 'link with -static' log || fail "$compiler does not say what to do: $(cat log)"
	[ "$(wc -l <log)" = 2 ] || fail "$compiler says more than that: $(cat log)"
	"$CENTOS7_ROOT/bin/cc" -static-pie -fPIE -c program.c -o program.o || fail "$compiler does not compile"
	"$CENTOS7_ROOT/bin/cc" -static-pie -fPIE -nostdlib bare.c -o bare || fail "$compiler -nostdlib"
	"$MUSL_ROOT/bin/cc" -static-pie -fPIE program.c -o program && ./program || fail "$compiler for musl"
done
