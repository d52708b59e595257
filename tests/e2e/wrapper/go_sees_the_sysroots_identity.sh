#!/bin/sh
# Go's cache notices that the sysroot behind the same path changed, and not that it moved.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"
command -v go >go.path || fail "go is not installed"

mkdir -p program
cat >program/go.mod <<'END'
module example

go 1.19
END
cat >program/main.go <<'END'
package main

// #include <marker.h>
// static int marker(void) { return MARKER; }
import "C"

func main() { println(int(C.marker())) }
END
export CGO_ENABLED=1 GOFLAGS=-trimpath GOCACHE="$PWD/gocache" GOPATH="$PWD/gopath" GO111MODULE=on
unset CGO_CFLAGS CGO_LDFLAGS CGO_CPPFLAGS

# identity ROOT: the line that Go takes for the compiler's identity.
identity()
{
	"$1/bin/cc" -### -x c -c - </dev/null 2>&1 | awk '$2 == "version" { print; exit }'
}

build()
{
	(cd program && CC=$1/bin/cc go build -ldflags '-linkmode external -extldflags "-static"' -o "../$2" .) ||
		fail "go build with ${SYSROOT_CC:-gcc} for $1"
}

for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	rm -rf tree elsewhere
	cp -a "$root" tree
	chmod -R u+w tree
	rm -f tree/.sysroot/digest
	for compiler in $compilers; do
		export SYSROOT_CC="$compiler"
		printf '%064d\n' 1 >tree/.sysroot/digest
		printf '#define MARKER 1\n' >tree/usr/include/marker.h
		one=$(identity "$PWD/tree")
		case $one in
		"sysroot version "[0-9]*"$(cat tree/.sysroot/digest)"*) ;;
		*) fail "the identity is '$one'" ;;
		esac
		build "$PWD/tree" one
		[ "$(./one 2>&1)" = 1 ] || fail "$compiler: the first build prints '$(./one 2>&1)'"

		printf '%064d\n' 2 >tree/.sysroot/digest
		printf '#define MARKER 2\n' >tree/usr/include/marker.h
		[ "$(identity "$PWD/tree")" != "$one" ] || fail "$compiler: the digest is not seen"
		build "$PWD/tree" two
		[ "$(./two 2>&1)" = 2 ] || fail "$compiler: Go's cache did not see the sysroot change"

		two=$(identity "$PWD/tree")
		cp -a tree elsewhere
		[ "$(identity "$PWD/elsewhere")" = "$two" ] || fail "$compiler: the identity has a path"
		build "$PWD/elsewhere" moved
		if grep -a -q -F -e "$PWD/tree" -e "$PWD/elsewhere" moved two; then
			fail "$compiler: a sysroot's path stands in the program"
		fi
		# As on two machines: a cache each, and CC by name, for Go hashes its words.
		for place in tree elsewhere; do
			(cd program && PATH=$PWD/../$place/bin:$PATH CC=cc GOCACHE=$PWD/../cache_$place \
				go build -ldflags '-linkmode external -extldflags "-static"' -o "../from_$place" .) ||
				fail "go build with $compiler in $place"
		done
		cmp from_tree from_elsewhere || fail "$compiler: the program depends on the sysroot's path"
		rm -rf elsewhere
	done
	SYSROOT_CC=gcc
	one=$(identity "$PWD/tree")
	SYSROOT_CC=clang
	[ "$(identity "$PWD/tree")" != "$one" ] || fail "gcc and clang have one identity"
	unset SYSROOT_CC
done
