#!/bin/sh
# A sysroot that was moved works as before and makes the same bytes.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

printf '#include <stdio.h>\nint main(void) { return puts("moved") < 0; }\n' >program.c
for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	rm -rf first a_second_place_with_a_longer_name links
	cp -a "$root" first
	for compiler in $compilers; do
		first/bin/cc --version >version || fail "$compiler does not start in the copy"
		SYSROOT_CC=$compiler first/bin/cc -g -static program.c -o "before_$compiler"
		SYSROOT_CC=$compiler first/bin/cc -g program.c -o "before_dynamic_$compiler"
	done
	mkdir -p a_second_place_with_a_longer_name/deep
	mv first a_second_place_with_a_longer_name/deep/tree
	ln -s a_second_place_with_a_longer_name/deep/tree/bin links
	for compiler in $compilers; do
		export SYSROOT_CC="$compiler"
		links/cc -g -static program.c -o after || fail "$compiler in the moved tree"
		cmp after "before_$compiler" || fail "$compiler: a static program differs by the path"
		links/cc -g program.c -o after || fail "$compiler in the moved tree"
		cmp after "before_dynamic_$compiler" || fail "$compiler: a program differs by the path"
		if grep -q a_second_place after; then
			fail "$compiler wrote the sysroot's path into the program"
		fi
		[ "$(run_on_target "$root" ./after)" = moved ] || fail "$compiler: it does not run"
	done
	unset SYSROOT_CC
done
