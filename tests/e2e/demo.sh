#!/bin/sh
# What './bootstrap demo' shows: two sysroots, two Go programs with C inside,
# six binaries, each one run. Prints a table and the line to type next.
# SPDX-License-Identifier: MIT
set -eu

source=$(cd "$(dirname "$0")/../.." && pwd)
sysroot=${SYSROOT_BIN:-$source/.build/sysroot}
out=$source/.build/demo
work=$(mktemp -d "${TMPDIR:-/tmp}/sysroot-demo.XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$out"
unset GOFLAGS CGO_CFLAGS CGO_LDFLAGS CC 2>/dev/null || :

now() {
	date +%s.%N
}

# Run a step and keep how long it took in $took.
timed() {
	begun=$(now)
	"$@"
	took=$(printf '%s %s\n' "$begun" "$(now)" | awk '{ printf "%.1f s", $2 - $1 }')
}

row() {
	printf '%-10s %-10s %-9s %-9s %s\n' "$@"
}

targets="musl+sqlite+zlib centos7+sqlite+zlib"
# shellcheck disable=SC2086 # a list of words
timed "$sysroot" fetch $targets
fetched=$took
# shellcheck disable=SC2086
timed "$sysroot" build $targets >"$work/built"
built=$took

# Debian keeps Go modules' sources in a GOPATH of its own; nothing is downloaded.
export GOPATH="$work/go:/usr/share/gocode" GO111MODULE=off GOCACHE="$work/cache"
mkdir -p "$work/go/src"
cp -R "$source/tests/e2e/programs/baseline" "$source/tests/e2e/programs/notes" "$work/go/src/"

# make_one PROGRAM TARGET MODE: build it, run it, add a row to the table.
make_one() {
	binary=$out/$1-$2-$3
	store=$("$sysroot" exec "$2+sqlite+zlib" -- sh -c 'printf %s "$SYSROOT"')
	timed "$sysroot" exec "$2+sqlite+zlib" "--$3" -- \
		go build -o "$binary" "$1"
	if [ "$3" = shared ]; then
		# Under the sysroot's own loader, as on the target itself.
		said=$("$store/lib64/ld-linux-x86-64.so.2" --library-path "$store/usr/lib" "$binary")
	else
		said=$("$binary")
	fi
	size=$(wc -c <"$binary" | awk '{ printf "%.1f MB", $1 / 1e6 }')
	row "$1" "$2" "$3" "$took" "$size  $said" >>"$work/table"
}

for program in baseline notes; do
	make_one "$program" musl static
	make_one "$program" centos7 static
	make_one "$program" centos7 shared
done

echo
echo "inputs fetched in $fetched, sysroots built in $built:"
sed 's/ .*\// .../; s/^/  /; s/sha256:\(............\)[0-9a-f]*/\1/' "$work/built"
echo
row PROGRAM TARGET LINK BUILT "SIZE, AND WHAT IT SAID"
cat "$work/table"
echo
echo "The binaries are in $out:"
echo "  *-musl-static runs on any Linux; *-centos7-* on CentOS 7 (glibc 2.17, Linux 3.10) and later."
echo
echo "Next, in your own Go, C or C++ project:"
echo "  eval \$($sysroot env centos7)"
