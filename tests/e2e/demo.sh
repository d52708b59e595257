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

# What is under way now: the table comes at the end.
phase() {
	echo "demo: $*" >&2
}

row() {
	printf '%-9s %-8s %-7s %-7s %-7s %s\n' "$@"
}

# Both at a time: each waits for what the other is making already.
build_both() {
	"$sysroot" build musl musl+sqlite+zlib >"$work/musl" &
	musl=$!
	"$sysroot" build centos7 centos7+sqlite+zlib >"$work/centos7"
	wait $musl
}

phase "fetching what the two sysroots are made from"
timed "$sysroot" fetch musl+sqlite+zlib centos7+sqlite+zlib
fetched=$took
phase "building the two sysroots: from source, musl, SQLite, zlib and the kernel's headers"
timed build_both
built=$took

# Debian keeps Go modules' sources in a GOPATH of its own; nothing is downloaded.
export GOPATH="$work/go:/usr/share/gocode" GO111MODULE=off GOCACHE="$work/cache"
mkdir -p "$work/go/src"
cp -R "$source/tests/e2e/programs/baseline" "$source/tests/e2e/programs/notes" "$work/go/src/"

# make_one PROGRAM TARGET MODE: build it, run it, add a row to the table.
make_one() {
	binary=$out/$1-$2-$3
	phase "compiling $1 for $2, $3"
	root=$("$sysroot" exec "$2+sqlite+zlib" -- sh -c 'printf %s "$SYSROOT"')
	# ld's words about static getaddrinfo are for who looks into a failure.
	timed "$sysroot" exec "$2+sqlite+zlib" "--$3" -- \
		go build -o "$binary" "$1" 2>"$work/log" || {
		cat "$work/log" >&2
		exit 1
	}
	if [ "$3" = shared ]; then
		# Under the sysroot's own loader, as on the target itself.
		said=$("$root/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib" "$binary")
	else
		said=$("$binary")
	fi
	size=$(wc -c <"$binary" | awk '{ printf "%.1f MB", $1 / 1e6 }')
	row "$1" "$2" "$3" "$took" "$size" "$said" >>"$work/table"
}

for program in baseline notes; do
	make_one "$program" musl static
	make_one "$program" centos7 static
	make_one "$program" centos7 shared
done

echo
echo "Inputs fetched in $fetched, sysroots built in $built:"
cat "$work/musl" "$work/centos7" | awk '{ printf "  %-20s %.19s...\n", $1, $2 }'
echo
row PROGRAM TARGET LINK BUILT SIZE "WHAT IT SAYS WHEN RUN"
cat "$work/table"
echo
echo "The programs are in $out."
echo "PROGRAM-musl-static runs on any Linux, PROGRAM-centos7-* on CentOS 7 (glibc"
echo "2.17, Linux 3.10) and everything later."
echo
echo "Next, in your own project:"
case $sysroot in
*[!A-Za-z0-9_/.-]*) echo "  eval \$('$sysroot' env centos7)" ;;
*) echo "  eval \$($sysroot env centos7)" ;;
esac
echo "  go build ./..."
