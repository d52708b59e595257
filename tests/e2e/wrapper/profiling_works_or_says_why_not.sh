#!/bin/sh
# -pg writes gmon.out where the C library can do that, and else a sentence says that it cannot.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

printf 'int main(void) { return 0; }\n' >program.c
for compiler in $compilers; do
	export SYSROOT_CC="$compiler"
	for cc in "$CENTOS7_ROOT/bin/cc" "$CENTOS7_ROOT/bin/cc -no-pie" "$CENTOS7_ROOT/static/bin/cc"; do
		rm -f gmon.out
		# shellcheck disable=SC2086 # words
		$cc -pg program.c -o program 2>log || fail "$compiler: $cc -pg: $(cat log)"
		./program && [ -s gmon.out ] || fail "$compiler: $cc -pg: no gmon.out"
	done
	for cc in "$MUSL_ROOT/bin/cc" "$MUSL_ROOT/static/bin/cc"; do
		! "$cc" -pg program.c -o program 2>log || fail "$compiler profiles with musl"
		grep -q "'-pg' needs a start file, gcrt1\.o, that this sysroot does not have: 'musl" log || fail "$compiler: $(cat log)"
		[ "$(wc -l <log)" = 2 ] || fail "$compiler says more than that: $(cat log)"
		"$cc" -pg -c program.c || fail "$compiler does not compile"
	done
done
