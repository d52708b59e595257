#!/bin/sh
# Makes a small kit, its parts, keys and signatures to begin fuzz_kit from: seeds_kit.sh FOLDER
# SYSROOT_BIN is the program. The first byte says what a seed is; see fuzz_kit.c.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/fuzz/seeds.inc
. "$(dirname "$0")/seeds.inc"
SYSROOT_BIN=${SYSROOT_BIN:?the program}
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$work/data"

sysroot -q fetch tiny 2>/dev/null
sysroot -q build tiny >/dev/null
sysroot -q kit key --no-password farm >/dev/null
sysroot -q kit create -t tiny --key farm.key -o farm.kit >/dev/null
zstd -qdc farm.kit >archive
tar -xf archive
seed 0 kit farm.kit
seed 1 archive archive
seed 2 manifest manifest
{ cat manifest && echo && sed -n 's/.* \([a-z]*\/.*\)/\1/p' manifest | xargs cat; } >whole
seed 3 whole whole
seed 4 signature farm.kit.minisig
seed 5 public farm.pub
seed 6 secret farm.key
sysroot kit have >list
seed 7 have list
for f in artifacts/*; do
	sed 1d "$f" >record
	seed 8 "record-${f##*/}" record
done
for f in records/*/*; do
	sed 1d "$f" >record
	seed 9 "tree-${f##*/}" record
done
