#!/bin/sh
# What build systems ask a compiler about libraries is answered with the sysroot's.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	triple=$(sed -n 's/^triple //p' "$root/.sysroot/target")
	for compiler in $compilers; do
		export SYSROOT_CC="$compiler"
		cc=$root/bin/cc
		[ "$("$cc" -dumpmachine)" = "$triple" ] || fail "$compiler -dumpmachine for $root"
		[ "$("$cc" -print-file-name=libc.a)" = "$root/usr/lib/libc.a" ] ||
			fail "$compiler -print-file-name=libc.a for $root"
		[ "$("$cc" -print-file-name=libz.so.1)" = libz.so.1 ] ||
			[ -e "$root/usr/lib/libz.so.1" ] || fail "$compiler names the host's libz"
		[ -r "$("$cc" -print-libgcc-file-name)" ] || fail "$compiler -print-libgcc-file-name"
		"$cc" -print-search-dirs | sed -n 's/^libraries: =//p' | tr : '\n' >dirs
		grep -q "^$root/usr/lib" dirs || fail "$compiler -print-search-dirs for $root"
		if grep -v -e "^$root/" -e '/gcc\(-cross\)*/' dirs >other; then
			fail "$compiler -print-search-dirs names $(cat other)"
		fi
		"$cc" --version | grep -qi -e gcc -e clang || fail "$compiler --version"
		"$cc" -v >out 2>&1 || fail "$compiler -v"
		grep -q "$compiler version" out || fail "$compiler -v said $(cat out)"
	done
	unset SYSROOT_CC
	if PATH=/nowhere "$root/bin/cc" -c none.c 2>log; then
		fail "a compile without a compiler succeeds"
	fi
	grep -q '^cc: no gcc on this machine$' log || fail "without gcc it says: $(cat log)"
	[ "$(wc -l <log)" = 2 ] || fail "without gcc it does not say what to do"
done
