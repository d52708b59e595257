#!/bin/sh
# A sysroot whose path holds a colon is refused with clear words, by its tools and by env.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

# refuses WHAT COMMAND...: it fails, names the path and says what to do
refuses()
{
	what=$1
	shift
	if "$@" >out 2>log; then
		fail "$what takes a path with a colon"
	fi
	grep -q "a:b" log || fail "$what does not name the path: $(cat log)"
	grep -q 'to a path without colons' log || fail "$what does not say what to do: $(cat log)"
}

printf 'int main(void) { return 0; }\n' >main.c
mkdir 'a:b'
cp -a "$MUSL_ROOT" 'a:b/tree'
chmod -R u+w 'a:b/tree'
for compiler in $compilers; do
	SYSROOT_CC=$compiler refuses "$compiler" 'a:b/tree/bin/cc' main.c -o program
done
for tool in 'a:b/tree/bin/'*-pkg-config 'a:b/tree/bin/'*-ld; do
	refuses "$tool" "$tool" --version
done
for shell in bash zsh; do
	refuses "env.sh in $shell" "$shell" -c ". 'a:b/tree/env.sh'"
done
# shellcheck disable=SC2016 # for make and the other shell
refuses "env.sh in sh" sh -c 'SYSROOT=$PWD/a:b/tree; . "$SYSROOT/env.sh"'
printf 'SYSROOT := %s\ninclude link/env.mk\nall:\n' "$PWD/a:b/tree" >Makefile
mkdir link
cp 'a:b/tree/env.mk' link/
refuses env.mk make

# The same store under another name.
mkdir 'a:b/store'
cp -al "$SYSROOT_STORE/." 'a:b/store/' 2>/dev/null || cp -a "$SYSROOT_STORE/." 'a:b/store/'
rm -f 'a:b/store'/index.sqlite*
cp "$SYSROOT_STORE"/index.sqlite* 'a:b/store/'
if "$SYSROOT_BIN" --store "$PWD/a:b/store" env musl >out 2>log; then
	fail "sysroot env takes a path with a colon"
fi
grep -q "contains ':', which pkg-config cannot handle" log || fail "env does not say why: $(cat log)"
[ "$(cat out)" = 'false;' ] || fail "env prints: $(cat out)"

# It was the colon, and nothing else.
mv 'a:b/tree' plain
plain/bin/cc -static main.c -o program && ./program || fail "the tree works nowhere"
mv 'a:b/store' store
"$SYSROOT_BIN" --store "$PWD/store" env musl >out || fail "the copied store is no store"
