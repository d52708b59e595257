#!/bin/sh
# --since a kit, --have a list of the other side; kit diff tells what they are; what a store lacks
# of it is told, and nothing is taken.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
XDG_CONFIG_HOME=$PWD/config
export XDG_CONFIG_HOME
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot kit key --no-password farm
expect 0 sysroot kit trust farm.pub
expect 0 sysroot kit create -t tiny --key farm.key -o first.kit
expect 0 sysroot build --arch aarch64 tiny
expect 0 sysroot kit create -t tiny -t tiny-aarch64 --since first.kit --key farm.key -o second.kit
says out 'kit 2 '
says err 'left out'
expect 0 sysroot kit diff first.kit second.kit
grep -q '^- inputs/' out || fail "the second has the input again"
grep -q '^+ records/tiny-aarch64/' out || fail "the second lacks the new sysroot"
never_says out records/tiny/
expect 0 sysroot kit diff --json first.kit second.kit
python3 -c 'import json
d = json.load(open("out"))
assert any(n.startswith("inputs/") for n in d["only_first"]), d
assert any(n.startswith("records/tiny-aarch64/") for n in d["only_second"]), d' || fail "the JSON differs"

# The farm: nothing of the second before the first.
SYSROOT_STORE=$PWD/other
expect 1 sysroot kit import second.kit
says err 'leaves out'
says err 'import the preceding kits first'
expect 0 sysroot kit import first.kit
expect 0 sysroot kit have
cp out have
expect 0 sysroot kit diff have first.kit
[ ! -s out ] || fail "the farm lacks something of the first kit: $(cat out)"
expect 0 sysroot kit import second.kit
expect 0 sysroot fsck

SYSROOT_STORE=$PWD/store
expect 0 sysroot kit create -t tiny -t tiny-aarch64 --have have --key farm.key -o third.kit
expect 0 sysroot kit diff second.kit third.kit
[ ! -s out ] || fail "the list of the farm gives another kit than the kit it took: $(cat out)"
expect 2 sysroot kit create -t tiny --since first.kit --have have -o no.kit
says err 'exclude each other'
