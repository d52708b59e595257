# What the test scripts share; sourced: . "$SYSROOT_SOURCE/tests/lib.sh"
# shellcheck shell=sh
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/lib_fetch.sh
. "$SYSROOT_SOURCE/tests/lib_fetch.sh"
use_repinned

fail() {
	printf '%s\n' "$*"
	exit 1
}

sysroot() {
	"$SYSROOT_BIN" "$@"
}

# expect STATUS COMMAND...: its output goes to ./out and ./err
expect() {
	wanted=$1
	shift
	got=0
	"$@" >out 2>err </dev/null || got=$?
	if [ "$got" -ne "$wanted" ]; then
		printf 'exit status %s, expected %s: %s\n--- stdout\n' "$got" "$wanted" "$*"
		cat out
		echo '--- stderr'
		cat err
		exit 1
	fi
}

# says FILE TEXT: the file holds the text as it stands
says() {
	grep -qF -e "$2" "$1" || {
		printf "'%s' does not say: %s\n--- it says\n" "$1" "$2"
		cat "$1"
		exit 1
	}
}

# never_says FILE TEXT
never_says() {
	! grep -qF -e "$2" "$1" || {
		printf "'%s' says: %s\n" "$1" "$2"
		cat "$1"
		exit 1
	}
}

# tiny_data DIR [STEP-LINE]: recipes and targets of a tiny world: the target
# 'tiny' with a C library of one header that is made by a step from one input, and
# kernel headers of one file beside the recipe. It is there for aarch64 too, and needs no
# compiler.
tiny_data() {
	mkdir -p "$1/recipes/catalog/libc" "$1/sysroots/targets"
	printf 'int tiny;\n' >"$1/recipes/catalog/libc/tiny.h"
	sum=$(sha256sum "$1/recipes/catalog/libc/tiny.h" | cut -d' ' -f1)
	cat >"$1/recipes/catalog/libc/tiny-libc.recipe" <<-RECIPE
		recipe tiny-libc
		part libc
		version 1
		summary "a C library of one header"
		license MIT
		homepage https://example.org/
		fidelity source
		tools make
		provides libc musl 1
		input tiny.h {
			sha256 $sum
			size 10
			from file tiny.h
			unpack none
		}
		step install {
			echo "the log has this"
			${2:-true}
			mkdir -p "\$DESTDIR/usr/include"
			cp tiny.h "\$DESTDIR/usr/include/tiny.h"
		}
	RECIPE
	mkdir -p "$1/recipes/catalog/linux-headers"
	echo "#define TINY 1" >"$1/recipes/catalog/linux-headers/kernel.h"
	cat >"$1/recipes/catalog/linux-headers/tiny-headers.recipe" <<-RECIPE
		recipe tiny-headers
		part linux-headers
		version 1
		summary "a kernel of one header"
		license MIT
		homepage https://example.org/
		fidelity source
		tools make
		provides linux 3.10
		file kernel.h
		step install {
			mkdir -p "\$DESTDIR/usr/include/linux"
			cp kernel.h "\$DESTDIR/usr/include/linux/"
		}
	RECIPE
	cat >"$1/sysroots/targets/tiny.target" <<-TARGET
		target tiny
		alias small
		summary "a tiny target"
		arch x86_64 aarch64
		libc musl 1
		linux 3.10
		part libc tiny-libc
		part linux-headers tiny-headers
	TARGET
	SYSROOT_DATA=$1
	export SYSROOT_DATA
}

# quick TARGET: the options under which it is not compiled for minutes where upstream's sources can be had
quick() {
	case $1 in
	centos7-aarch64* | centos7+*-aarch64*) echo --recipe glibc-2.17-crosstool-aarch64 ;;
	esac
}

# want TARGET: it is built in the store of the tests, now if it was not; $root is its folder
want() {
	wanted_name=$1
	# shellcheck disable=SC2046 # an option and its word, or nothing
	set -- $(quick "$1") "$1"
	if ! sysroot -q build "$@" >want.log 2>&1; then
		bring "$@" || fail "cannot fetch '$wanted_name': $(cat bring.log)"
		sysroot build "$@" >want.log 2>&1 || fail "cannot build '$wanted_name': $(cat want.log)"
	fi
	# shellcheck disable=SC2034 # for the scripts
	root=$(readlink -f "$SYSROOT_STORE/sysroots/$wanted_name")
}

# own_store: a store of this test's own, empty
own_store() {
	SYSROOT_STORE=$PWD/store
	export SYSROOT_STORE
}

# await COMMAND...: until it succeeds, or the test fails after a minute, which no machine is too
# slow for; ./err is shown then
await() {
	awaited=0
	until "$@"; do
		awaited=$((awaited + 1))
		[ $awaited -lt 600 ] || fail "in a minute this did not come true: $*: $(cat err 2>/dev/null)"
		sleep 0.1
	done
}

# A step that says that it runs, and goes on when release() lets it. It needs the tools touch and sleep.
# shellcheck disable=SC2034 # for the scripts
wait_for_release='touch waiting; until [ -e go ]; do sleep 0.1; done'

# waiting N STORE [NAME]: N steps of that store wait, in folders that have the file NAME
waiting() {
	[ "$(waiting_in "$2" "${3:-}" | wc -l)" -eq "$1" ]
}
waiting_in() {
	find "$1/tmp" -name waiting 2>/dev/null | while read -r mark; do
		[ -z "$2" ] || [ -e "${mark%/*}/$2" ] || continue
		[ -e "${mark%/*}/go" ] || printf '%s\n' "${mark%/*}"
	done
}

# release STORE [NAME]: those go on
release() {
	waiting_in "$1" "${2:-}" | while read -r folder; do : >"$folder/go"; done
}

# flip_byte FILE OFFSET: one bit of that byte becomes another, whatever the byte is.
flip_byte() {
	flipped=$(od -An -tu1 -j"$2" -N1 "$1")
	# shellcheck disable=SC2059 # the byte is the format
	printf "\\$(printf '%03o' $((flipped ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# The list of all files of a folder with their digests, to see that nothing changed.
fingerprint() {
	(cd "$1" && find . -type f ! -name 'index.sqlite*' ! -path './tmp/*' -print0 | sort -z | xargs -0 sha256sum &&
		find . -type l | sort)
}
