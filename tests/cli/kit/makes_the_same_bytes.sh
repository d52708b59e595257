#!/bin/sh
# The same store and the same wish give the same kit: targets in another order, another umask,
# place, time zone and user name.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot build tiny-aarch64
expect 0 sysroot kit create -t tiny -t tiny-aarch64 -o a.kit
cp out first
(
	umask 077
	mkdir elsewhere
	mv store elsewhere/store
	cd elsewhere
	SYSROOT_STORE=$PWD/store TZ=Asia/Tokyo LC_ALL=C USER=nobody expect 0 sysroot kit create \
		-t tiny-aarch64 -t small -t tiny -o b.kit
)
cmp a.kit elsewhere/b.kit || fail "the bytes differ"
[ "$(cut -d' ' -f1-3 first)" = "$(cut -d' ' -f1-3 elsewhere/out)" ] || fail "they have different numbers"
[ "$(stat -c %a elsewhere/b.kit)" = 644 ] || fail "the umask decides who may read a kit"
zstd -dc a.kit | TZ=UTC0 tar -tvf - >list
awk '{ print $2, $4, $5 }' list | sort -u >same
[ "$(cat same)" = '0/0 2001-09-09 01:46' ] || fail "owners or times differ: $(cat same)"
