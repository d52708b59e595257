#!/bin/sh
# clang has no complaint of its own arguments under -Werror, as Go compiles its runtime/cgo.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

printf 'int main(void) { return 0; }\n' >program.c
# clang 19 warns of a --cuda-path that it has no use for, and older ones do not: this one does.
mkdir bin
cat >bin/clang-like-19 <<'END'
#!/bin/sh
for argument; do
	case $argument in
	--cuda-path=*) echo "clang: error: argument unused during compilation: '$argument'" >&2 && exit 1 ;;
	esac
done
exec clang "$@"
END
chmod +x bin/clang-like-19
clangs=$PWD/bin/clang-like-19
for compiler in clang clang-11 clang-13 clang-14 clang-15 clang-16 clang-17 clang-18 clang-19 clang-20; do
	! command -v "$compiler" >path || clangs="$clangs $compiler"
done
for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	for compiler in $clangs; do
		export SYSROOT_CC="$compiler"
		for mode in -c -S -E -fsyntax-only "" -static "-shared -fPIC" "-pthread -static"; do
			# shellcheck disable=SC2086 # none or several words
			"$root/bin/cc" $mode -Werror program.c -o result 2>log || fail "$compiler $mode for $root: $(cat log)"
			[ ! -s log ] || fail "$compiler $mode for $root: $(cat log)"
		done
	done
done
