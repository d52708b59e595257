#!/bin/sh
# A kit brings the same bytes as are here, but made with another machine's tools, or in a better
# sandbox: its records take the place of ours, the index follows, and the store is sound.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
# over PROGRAM FILE COMMAND...: with FILE in the program's place
over() {
	program=$(command -v "$1")
	file=$2
	shift 2
	flags=-rm
	[ "$(id -u)" != 0 ] || flags=-m
	unshare $flags sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "$file" "$program" "$@"
}
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
cut -d' ' -f1,2 out >here
expect 0 sysroot kit create -t tiny --with inputs,artifacts -o farm.kit

SYSROOT_STORE=$PWD/other
{ cat "$(command -v make)" && echo; } >other-make
chmod 755 other-make
expect 0 sysroot add "$SYSROOT_DATA/recipes/catalog/libc/tiny.h"
expect 0 over make "$PWD/other-make" "$SYSROOT_BIN" build tiny
cut -d' ' -f1,2 out | cmp - here || fail "the bytes differ: the test proves nothing"
cp other/records/tiny/* record
expect 0 sysroot kit import --insecure-unsigned farm.kit
! cmp -s record "$(echo other/records/tiny/*)" || fail "the record is the one of before: the test proves nothing"
expect 0 sysroot fsck
expect 0 sysroot find header tiny.h
says out tiny

SYSROOT_STORE=$PWD/weak
expect 0 sysroot add "$SYSROOT_DATA/recipes/catalog/libc/tiny.h"
expect 0 over bwrap /bin/false "$SYSROOT_BIN" build --sandbox none tiny
! grep -rqx "sandbox bubblewrap" weak/artifacts || fail "made in the same sandbox: the test proves nothing"
expect 0 sysroot kit import --insecure-unsigned farm.kit
grep -rqx "sandbox bubblewrap" weak/artifacts || fail "the weaker one stayed"
expect 0 sysroot fsck
expect 0 sysroot build tiny
never_says err tiny-libc
